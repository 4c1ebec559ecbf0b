"""Muting: complaints that the team knows of already are not alerted one by one, for a time and with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from monitor.domain.match import Match, Subject, fits
from monitor.domain.score import Severity

RULE = "silence:"
"""What the name of the rule begins with that is written on what a silence holds."""

KNOWN = "known:"
"""What the mark of an outage that is known of begins with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """What is muted from `starts_at` (None: at once) until `ends_at`, and why.

    Critical complaints are never muted unless `critical` says so. `fold`: instead of being held, what arrives becomes
    one incident with a message that counts, as befits a known outage. `by` is who asked for it.
    """

    name: str
    match: Match
    ends_at: datetime
    reason: str
    starts_at: datetime | None = None
    critical: bool = False
    fold: bool = False
    by: str = ""

    @property
    def rule(self) -> str:
        """How it is named on what it holds."""
        return f"{RULE}{self.name}"

    @property
    def mark(self) -> str | None:
        """The mark by which what it folds becomes one incident; None where it holds."""
        return f"{KNOWN}{self.name}" if self.fold else None

    def active(self, now: datetime) -> bool:
        """Whether it acts at `now`."""
        return (self.starts_at is None or self.starts_at <= now) and now < self.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a silence has held and folded so far."""

    held: int
    folded: int


def muted_by(silences: Iterable[Silence], subject: Subject, now: datetime) -> Silence | None:
    """Return the first silence that mutes a complaint at `now`, one that holds it before one that folds it."""
    acting = [one for one in silences if one.active(now) and _mutes(one, subject)]
    return min(acting, key=lambda one: one.fold, default=None)


def _mutes(silence: Silence, subject: Subject) -> bool:
    allowed = silence.critical or subject.severity is not Severity.CRITICAL
    return allowed and fits(silence.match, subject)
