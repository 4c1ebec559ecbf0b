"""Shift: what those who leave hand to those who come: which cases press, whose they are, and until when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.domain.case import CaseFile
from monitor.domain.hours import Hours, ends, next_open
from monitor.domain.incident import IncidentFile

USUAL = timedelta(hours=8)
"""How long a shift lasts where no hours of work are known."""


class Matter(StrEnum):
    """Why a live case is on the list, the most pressing first."""

    LATE = "late"  # its answer is overdue
    BEFORE = "before"  # its answer is due before anybody of the next shift is there
    WITHIN = "within"  # its answer is due in the next shift
    WAKES = "wakes"  # it was snoozed, and comes back until the next shift ends
    OPEN = "open"  # it waits for an answer, with more time than that
    ANSWERED = "answered"  # it waits for the customer


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """When those work who come next."""

    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose cases are listed: a department's and an owner's; None: everybody's."""

    department: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How many listed cases one owner or department has (None: nobody), and how many of them are late."""

    name: str | None
    cases: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a shift takes over as it stands at `at`.

    `counts` are of all cases; `named` are some of them, the most pressing first. `blind` tells what is not heard or
    not told, a sentence each.
    """

    at: datetime
    whose: Whose
    shift: Shift
    counts: Mapping[Matter, int]
    owners: tuple[Load, ...]
    departments: tuple[Load, ...]
    named: tuple[tuple[Matter, CaseFile], ...] = ()
    incidents: tuple[IncidentFile, ...] = ()
    blind: tuple[str, ...] = ()

    @property
    def cases(self) -> int:
        """How many cases there are in all."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A shift that was handed over: by whom, with which words, and who took it (None: nobody yet)."""

    id: int
    at: datetime
    by: str
    department: str | None
    shift: Shift
    note: str = ""
    taken_by: str | None = None
    taken_at: datetime | None = None


def next_shift(hours: Iterable[Hours], now: datetime) -> Shift:
    """Return the next working time of whoever works in `hours`: from the first who comes to the last who leaves.

    Where somebody works around the clock, or no hours are known, it begins now and is as long as usual.
    """
    known = list(hours)
    if not known or not all(one.spans for one in known):
        return Shift(begins_at=now, ends_at=now + USUAL)
    begins = [(one, next_open(one, ends(one, now))) for one in known]
    return Shift(begins_at=min(at for _, at in begins), ends_at=max(ends(one, at) for one, at in begins))
