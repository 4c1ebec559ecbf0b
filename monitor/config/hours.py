"""Hours of the week as people write them: `mon-fri 09:00-17:00, sat 10:00-14:00`, `daily 22:00-07:00`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from monitor.config.calendar import WEEKDAYS
from monitor.config.problem import quoted

MIDNIGHT = 24 * 60
_REMEDY = "write it as `mon-fri 09:00-17:00`, several with commas, `daily 22:00-07:00` or `always`"
_PART = re.compile(r"([a-z]+)(?:\s*-\s*([a-z]+))?\s+(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekspan:
    """A part of a weekday (0 is Monday), in minutes since midnight."""

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenHours:
    """Hours of the week, and how they were written. No spans: all the time."""

    spans: tuple[Weekspan, ...]
    written: str

    def __str__(self) -> str:
        return self.written


def parse_hours(text: str) -> WrittenHours:
    """Return the hours that `text` tells. What ends before it begins goes on past midnight.

    Raises `ValueError` where it tells none.
    """
    written = " ".join(text.strip().lower().split())
    if written == "always":
        return WrittenHours(spans=(), written=written)
    spans = {span for part in written.split(",") for span in _spans(part.strip())}
    return WrittenHours(spans=tuple(sorted(spans, key=lambda span: (span.weekday, span.opens))), written=written)


def _spans(part: str) -> Iterator[Weekspan]:
    found = _PART.fullmatch(part)
    days = _days(found[1], found[2]) if found else []
    if found is None or not days:
        raise ValueError(f"{quoted(part)} is not days and hours")
    opens, closes = _minutes(found[3], found[4]), _minutes(found[5], found[6])
    if opens == closes:
        raise ValueError(f"{quoted(part)} ends when it begins")
    for day in days:
        if opens < closes:
            yield Weekspan(weekday=day, opens=opens, closes=closes)
        else:
            yield Weekspan(weekday=day, opens=opens, closes=MIDNIGHT)
            if closes:
                yield Weekspan(weekday=(day + 1) % 7, opens=0, closes=closes)


def _days(first: str, last: str | None) -> list[int]:
    if first == "daily" and last is None:
        return list(range(7))
    start, end = _weekday(first), _weekday(last or first)
    if start is None or end is None:
        return []
    return [(start + ahead) % 7 for ahead in range((end - start) % 7 + 1)]


def _weekday(word: str) -> int | None:
    return next((at for at, day in enumerate(WEEKDAYS) if len(word) >= 2 and day.startswith(word)), None)


def _minutes(hours: str, minutes: str) -> int:
    moment = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or moment > MIDNIGHT:
        raise ValueError(f"{hours}:{minutes} is no time of day")
    return moment


def _hours(value: object) -> WrittenHours:
    if isinstance(value, WrittenHours):
        return value
    try:
        return parse_hours(", ".join(value) if isinstance(value, list) else str(value))
    except (TypeError, ValueError) as error:
        raise PydanticCustomError("hours", "{said}", {"said": str(error), "remedy": _REMEDY}) from error


def _date(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value.strip())
    except ValueError as error:
        remedy = "write it as 2026-12-25"
        raise PydanticCustomError("day", "{said} is not a day", {"said": quoted(value), "remedy": remedy}) from error


WeekHours = Annotated[
    WrittenHours,
    PlainValidator(_hours),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["mon-fri 09:00-17:00", "daily 22:00-07:00", "always"]}),
]
"""A field that is written `mon-fri 09:00-17:00`."""

Day = Annotated[
    date,
    BeforeValidator(_date),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "examples": ["2026-12-25"]}),
]
"""A field that is written `2026-12-25`."""
