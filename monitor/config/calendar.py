"""When in the week, and in whose time."""

import re
from dataclasses import dataclass
from datetime import time
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from monitor.config.nearest import nearest
from monitor.config.problem import quoted

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WRITTEN = re.compile(r"([a-z]+)\s+([01]?[0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """A moment of every week on the wall clock. `weekday` is 0 for Monday to 6 for Sunday."""

    weekday: int
    at: time

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday]} {self.at:%H:%M}"


def parse_weekly(text: str) -> Weekly:
    """Return the moment that `text` (`monday 08:00`) tells. Raises `ValueError` where it tells none."""
    found = _WRITTEN.fullmatch(text.strip().lower())
    days = [day for day in WEEKDAYS if found and len(found[1]) >= 3 and day.startswith(found[1])]
    if not found or not days:
        raise ValueError(f"{quoted(text)} is not a day and a time")
    return Weekly(weekday=WEEKDAYS.index(days[0]), at=time(int(found[2]), int(found[3])))


def _weekly(value: object) -> Weekly:
    if isinstance(value, Weekly):
        return value
    try:
        return parse_weekly(str(value))
    except ValueError as error:
        remedy = f"{_meant_day(str(value))}write it as `monday 08:00`, on a 24-hour clock"
        raise PydanticCustomError("weekly", "{said}", {"said": str(error), "remedy": remedy}) from error


def _meant_day(text: str) -> str:
    word = (text.split() or [""])[0]
    day = nearest(word, WEEKDAYS)
    return f'did you mean "{day}"? ' if day and day != word.lower() else ""


def _zone(value: object) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    name = str(value)
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        remedy = _meant_zone(name)
        raise PydanticCustomError(
            "timezone", "{name} is not a time zone", {"name": quoted(name), "remedy": remedy}
        ) from error


def _meant_zone(name: str) -> str:
    """Look among the full names first, then for a city alone: `London` means `Europe/London`."""
    zones = available_timezones()
    cities = {zone.rpartition("/")[2]: zone for zone in sorted(zones)}
    meant = nearest(name, zones) or cities.get(nearest(name, cities) or "")
    return f"did you mean {quoted(meant)}?" if meant else "use a name such as Europe/London or UTC"


WeeklyMoment = Annotated[
    Weekly,
    BeforeValidator(_weekly),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": "^[A-Za-z]{3,9} +[0-9]{1,2}:[0-9]{2}$", "examples": ["monday 08:00"]}),
]
"""A field that is written `monday 08:00` and read as a `Weekly`."""

Zone = Annotated[
    ZoneInfo,
    BeforeValidator(_zone),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["Europe/London", "UTC"]}),
]
"""A field that is written `Europe/London` and read as a `ZoneInfo`."""
