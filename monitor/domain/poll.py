"""A poll: how reading a source went, and what follows from it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PollOutcome(StrEnum):
    """How a poll ended."""

    OK = "ok"
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"
    CHANGED = "changed"
    BUG = "bug"
    POSTPONED = "postponed"
    """Nothing was asked: a budget of ours is spent for now."""

    @property
    def failed(self) -> bool:
        """Whether something is wrong."""
        return self not in (PollOutcome.OK, PollOutcome.POSTPONED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What one poll brought."""

    started_at: datetime
    ended_at: datetime
    outcome: PollOutcome
    pages: int = 0
    heard: int = 0
    new: int = 0
    edited: int = 0
    rejected: int = 0
    deleted: int = 0
    gap: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What follows from a poll: when the source is due again, and whether it waits for a person.

    `caught_up`: nothing of what it has now is left to be read.
    """

    due_at: datetime
    failures: int = 0
    changed_failures: int = 0
    paused: bool = False
    caught_up: bool = False
