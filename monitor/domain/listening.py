"""What a source listens for: whose mentions these may be, and whether all of them are."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """What a source listens for. `replayed`: its past is told as it happened."""

    source: str
    brands: tuple[str, ...]
    about: Literal["us", "brand"]
    department: str | None = None
    replayed: bool = False
