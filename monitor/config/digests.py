"""The weekly digests: when they are written, of what, and who gets them."""

import re
from datetime import time
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from monitor.config.calendar import Weekly, WeeklyMoment, Zone
from monitor.config.part import Name, Part

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_NAMES_OR_ALL = WithJsonSchema({"anyOf": [{"const": "all"}, {"type": "array", "items": {"type": "string"}}]})
EVERY = ("all",)
"""What `departments: all` is read as."""

BrandNames = Annotated[
    tuple[Name, ...], BeforeValidator(lambda written: () if written == "all" else written), _NAMES_OR_ALL
]
"""Brands by name; none named means all of them."""
DepartmentNames = Annotated[
    tuple[Name, ...], BeforeValidator(lambda written: EVERY if written == "all" else written), _NAMES_OR_ALL
]
"""Departments by name, or every one."""


class FurtherDigest(Part):
    """A further weekly digest: of other brands or departments, at another time, for other readers."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")] = Field(
        description="What it is called, in addresses, too: small letters, digits, `-` and `_`."
    )
    every: WeeklyMoment = Field(default=Weekly(weekday=0, at=time(8)), description="When it is written, each week.")
    timezone: Zone | None = Field(
        default=None, description="Whose time that is; its weeks begin on its Mondays. Default: that of `digest`."
    )
    to: tuple[Name, ...] = Field(
        default=(),
        description="Who gets it: channels, and addresses of mail, which the first channel of the kind `email` sends. "
        "Default: the channel of the department that it is of, else the first channel.",
    )
    brands: BrandNames = Field(
        default=(),
        description="The brands it tells of: `all` together, or those named, each by itself. Default: `all`.",
    )
    departments: DepartmentNames = Field(
        default=(),
        description="The departments it tells of, each by itself: a list of names, or `all`. Default: none, it tells "
        "of all complaints together.",
    )


class Digest(Part):
    """The weekly digest."""

    daily: time | None = Field(
        default=None, description="When a short note comes each morning, as 08:00. Default: never."
    )
    every: WeeklyMoment = Field(default=Weekly(weekday=0, at=time(8)), description="When it is written, each week.")
    timezone: Zone = Field(
        default=ZoneInfo("UTC"),
        description="Whose time that is, and messages and pages tell; weeks begin on its Mondays. "
        "Where it is not written, the `timezone` of the whole holds.",
    )
    to: tuple[Name, ...] = Field(
        default=(),
        description="Who gets it: channels, and addresses of mail, which the first channel of the kind `email` sends. "
        "Default: the first channel.",
    )
    brands: BrandNames = Field(
        default=(),
        description="The brands it tells of. `all`: one digest of all together, and one of each where there are more. "
        "A list of names: one of each of them alone, unless these are all that there are. Default: `all`.",
    )


def is_address(name: str) -> bool:
    """Return whether what `to` names is an address of mail."""
    return _ADDRESS.fullmatch(name) is not None
