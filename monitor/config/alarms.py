"""Alarms: who is told when an answer will be due, is late, or was forgotten."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from monitor.config.duration import PATTERN, parse, written
from monitor.config.part import Part, Words
from monitor.config.problem import quoted
from monitor.config.routes import NamesOrOne

_SHARE = r"^[1-9][0-9]?%$"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAhead:
    """So long before an answer is due, or once this share (0 to 1) of the time has passed."""

    before: timedelta | None = None
    share: float | None = None

    def __str__(self) -> str:
        return written(self.before) if self.before is not None else f"{(self.share or 0) * 100:.0f}%"


def _ahead(value: object) -> WrittenAhead:
    if isinstance(value, WrittenAhead):
        return value
    text = str(value).strip()
    remedy = "write a share of the time (50%) or how long before (15m)"
    if text.endswith("%") and text[:-1].isdecimal() and 0 < int(text[:-1]) < 100:
        return WrittenAhead(share=int(text[:-1]) / 100)
    try:
        return WrittenAhead(before=parse(text))
    except ValueError as error:
        message = "{said} is neither a share nor a duration"
        raise PydanticCustomError("ahead", message, {"said": quoted(text), "remedy": remedy}) from error


def _delay(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    text = str(value).strip()
    if text.strip("0") in {"", "s", "m", "h", "d"} and text:
        return timedelta()
    try:
        return parse(text)
    except ValueError as error:
        remedy = "write a number and a unit: 0m, 30m, 2h"
        raise PydanticCustomError("duration", "{said}", {"said": str(error), "remedy": remedy}) from error


Ahead = Annotated[
    WrittenAhead,
    PlainValidator(_ahead),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["50%", "15m"], "pattern": f"{_SHARE}|{PATTERN}"}),
]
"""A field that is written `50%` or `15m`."""

Delay = Annotated[
    timedelta,
    BeforeValidator(_delay),
    PlainSerializer(written, return_type=str),
    WithJsonSchema({"type": "string", "pattern": PATTERN, "examples": ["0m", "30m", "2h"]}),
]
"""A duration that may be none at all."""


DelayOrOff = Annotated[
    timedelta | None,
    BeforeValidator(lambda value: None if value in ("off", False) else _delay(value)),
    PlainSerializer(lambda value: "off" if value is None else written(value), return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^off$|{PATTERN}", "examples": ["8h", "2d", "off"]}),
]
"""A duration, or `off`: never."""


class Escalation(Part):
    """What happens once an answer is late."""

    after: Delay = Field(default=timedelta(), description="How long after it was due.")
    to: NamesOrOne = Field(
        min_length=1,
        description="Who is told: `owner` and `on_duty` (called in the thread), `channel` (where the case is told), "
        "`lead`, or a channel.",
    )
    call: Words | None = Field(default=None, description="The id of a group of people to call with it.")


class Forgotten(Part):
    """What happens to a case that somebody took and does not answer."""

    remind: DelayOrOff = Field(
        default=timedelta(hours=8), description="How long after it was taken they are reminded; `off`: never."
    )
    hand_back: DelayOrOff = Field(
        default=timedelta(days=1), description="How long after it was taken it is everybody's again; `off`: never."
    )
