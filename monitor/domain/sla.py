"""SLA: when an answer is due, and whether it was given in the time that was promised for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.domain.hours import ALWAYS, Hours, add


class Promise(StrEnum):
    """What became of the time allowed."""

    KEPT = "kept"
    BROKEN = "broken"
    PENDING = "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The time in which an answer is due: `within` so much of `hours`."""

    within: timedelta
    hours: Hours = ALWAYS

    def due_at(self, started: datetime) -> datetime:
        """Return when an answer is due where the clock started at `started`."""
        return add(self.hours, started, self.within)


def promise(due: datetime, answered_at: datetime | None, now: datetime) -> Promise:
    """Return whether what was due at `due` was answered in time, as far as is known at `now`."""
    if answered_at is not None:
        return Promise.KEPT if answered_at <= due else Promise.BROKEN
    return Promise.PENDING if now <= due else Promise.BROKEN
