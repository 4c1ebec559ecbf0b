"""Urgency: which cases somebody looks at first.

What is critical comes before all else. Then what can still be saved: high ones whose time has just passed, and whatever
is due soon. Behind it what is late anyway, by severity, the latest to become so first: who was let down this morning
still reads an answer, who was let down last month has gone. Then what has time; last of all what waits for nobody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from monitor.domain.case import UNANSWERED_STATES, Case
from monitor.domain.score import Severity

SOON = timedelta(hours=2)
"""What is due within it can be kept if somebody begins now."""


class Rank(IntEnum):
    """Where a case belongs; lower goes first."""

    CRITICAL = 0
    HIGH_LATE = 1
    DUE_SOON = 2
    MEDIUM_LATE = 3
    LOW_LATE = 4
    IN_TIME = 5
    REST = 6


LATE = {Severity.HIGH: Rank.HIGH_LATE, Severity.MEDIUM: Rank.MEDIUM_LATE, Severity.LOW: Rank.LOW_LATE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in the list as it was at a moment: cases change their ranks while somebody turns its pages.

    `due` orders what is late or has a time, `id` the rest. The list that is ordered by age alone has no moment.
    """

    id: int
    rank: Rank = Rank.REST
    due: datetime | None = None
    at: datetime | None = None


def place_of(case: Case, now: datetime) -> Place:
    """Return where a case stands in the list of `now`."""
    rank = rank_of(case, now)
    due = None if rank in {Rank.CRITICAL, Rank.REST} else case.due_at
    return Place(id=case.id, rank=rank, due=due, at=now)


def rank_of(case: Case, now: datetime) -> Rank:
    """Return how urgent a case is. What sleeps, is answered or closed, or was promised to nobody, can wait."""
    asleep = case.snoozed_until is not None and case.snoozed_until > now
    if asleep or case.state not in UNANSWERED_STATES:
        return Rank.REST
    if case.severity is Severity.CRITICAL:
        return Rank.CRITICAL
    if case.due_at is None:
        return Rank.REST
    if case.due_at < now:
        return LATE[case.severity]
    return Rank.DUE_SOON if case.due_at <= now + SOON else Rank.IN_TIME
