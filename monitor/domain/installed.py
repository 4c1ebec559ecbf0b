"""Installed: all that the configuration names outside, as it may be shown to people: sources, channels and others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """One of them. `secrets` are the settings that hold one, and whether they do; no value is ever here.

    `brands` are those that it is about alone; none: of no brand, or of all of them.
    """

    part: Literal["source", "channel", "webhook", "scorer", "login"]
    name: str
    kind: str
    secrets: Mapping[str, bool]
    brands: tuple[str, ...] = ()
    paused: bool = False
