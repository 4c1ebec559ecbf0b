"""SLA: whether a case was answered in the time that was promised for it."""

from datetime import datetime
from enum import StrEnum


class Promise(StrEnum):
    """What became of the time allowed."""

    KEPT = "kept"
    BROKEN = "broken"
    PENDING = "pending"


def promise(due: datetime, answered_at: datetime | None, now: datetime) -> Promise:
    """Return whether what was due at `due` was answered in time, as far as is known at `now`."""
    if answered_at is not None:
        return Promise.KEPT if answered_at <= due else Promise.BROKEN
    return Promise.PENDING if now <= due else Promise.BROKEN
