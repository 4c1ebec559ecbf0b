"""Durations as people write them: `30s`, `5m`, `2h`, `7d`, `1h30m`."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from monitor.config.problem import quoted

_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_WRITTEN = re.compile(r"(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?")
PATTERN = r"^(?=[0-9])([0-9]{1,6}d)?([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?$"


def parse(text: str) -> timedelta:
    """Return the duration that `text` tells. Raises `ValueError` where it tells none, or none longer than zero."""
    found = _WRITTEN.fullmatch(text.strip().lower())
    if found is None or not any(found.groups()):
        raise ValueError(f"{quoted(text)} is not a duration")
    seconds = sum(int(count or 0) * size for count, size in zip(found.groups(), _UNITS.values(), strict=True))
    if seconds == 0:
        raise ValueError(f"{quoted(text)} is no time at all")
    return timedelta(seconds=seconds)


def written(duration: timedelta) -> str:
    """Return `duration` as it is written in `config.yaml`: `30s`, `90m` as `1h30m`, `400d`."""
    left, parts = int(duration.total_seconds()), []
    for unit, size in _UNITS.items():
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def _validated(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    remedy = "write a number and a unit: 30s, 5m, 2h, 7d or 1h30m"
    if not isinstance(value, str):
        raise PydanticCustomError("duration", "not a duration", {"remedy": remedy})
    try:
        return parse(value)
    except ValueError as error:
        raise PydanticCustomError("duration", "{said}", {"said": str(error), "remedy": remedy}) from error


Duration = Annotated[
    timedelta,
    BeforeValidator(_validated),
    PlainSerializer(written, return_type=str),
    WithJsonSchema({"type": "string", "pattern": PATTERN, "examples": ["30s", "5m", "2h", "7d"]}),
]
"""A field that is written `5m` and read as a `timedelta`."""
