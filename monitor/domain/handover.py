"""Handover: whose cases become whose, and who stands in for whoever is away."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """All live cases of `giver`, given to `receiver` at once. `cases` are their numbers."""

    id: int
    at: datetime
    by: str
    giver: str
    receiver: str
    note: str
    cases: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Somebody is away until a time; `deputy` takes what would be theirs, else their department does."""

    name: str
    until: datetime
    deputy: str | None
    by: str
