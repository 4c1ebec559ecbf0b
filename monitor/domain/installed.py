"""Installed: the sources, channels and scorers that the configuration names, as they may be shown to people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """One of them. `secrets` are the settings that hold one, and whether they do; no value is ever here."""

    part: Literal["source", "channel", "scorer"]
    name: str
    kind: str
    secrets: Mapping[str, bool]
    brands: tuple[str, ...] = ()
    paused: bool = False
