"""Heard: a mention as people look at it, flagged or not, with what was decided about it and what held it back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from connectors.contract import Mention
from monitor.domain.case import Case
from monitor.domain.lane import Lane
from monitor.domain.relevance import COMPLAINING, About, Speaker
from monitor.domain.score import Reason, Severity, Topic
from monitor.domain.verdict import Thresholds


class Hindrance(StrEnum):
    """What kept a mention from becoming a case, or a case from being alerted. The first that applies is told."""

    HISTORY = "history"
    """It is a complaint that was there before we listened: counted, and no case."""
    WEAK = "weak"
    """It is a case; its score is too low for an alert."""
    UNREAD = "unread"
    """It could not be read: its language, or no words at all."""
    NOT_US = "not_us"
    UNCLEAR = "unclear"
    """It may be about somebody else."""
    SPEAKER = "speaker"
    IGNORED = "ignored"
    """It has words that the team ignores."""
    LOW = "low"
    """Its score is below what makes a case."""
    WAS_LOW = "was_low"
    """It would be a case by the threshold of now, and was not by that of then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A verdict as it is stored. `judge` is the version of what judged."""

    brand: str
    revision: int
    lane: Lane
    judge: str
    decided_at: datetime
    about: About
    speaker: Speaker
    language: str
    score: float | None
    complaint: bool
    alert: bool
    needs_eyes: bool
    severity: Severity | None
    topic: Topic | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A mention that was heard. `sources` are the names of all that heard it, the first one first.

    `decisions` are the latest for each brand and `cases` those opened of it, as far as whoever looks may see them;
    without any of both it waits to be judged. `needs_eyes`: a person must read it, and nobody did.
    """

    id: int
    mention: Mention
    sources: tuple[str, ...]
    heard_at: datetime
    revision: int
    gone: bool
    needs_eyes: bool
    decisions: tuple[Decision, ...]
    cases: tuple[Case, ...]

    @property
    def public_id(self) -> str:
        """`M-12`."""
        return f"M-{self.id}"

    @property
    def open_to(self) -> tuple[str, ...]:
        """The brands that it was judged for and that have no case of it: a person may still say what it is to these."""
        taken = {case.brand for case in self.cases}
        return tuple(one.brand for one in self.decisions if one.brand not in taken)


def hindrance(decision: Decision, thresholds: Thresholds) -> Hindrance | None:
    """Return what held a mention back; None where nothing did."""
    if not decision.complaint:
        return next(each for each, holds in _in_the_way(decision, thresholds) if holds)
    if decision.lane is Lane.HISTORY:
        return Hindrance.HISTORY
    return None if decision.alert else Hindrance.WEAK


def _in_the_way(decision: Decision, thresholds: Thresholds) -> Iterator[tuple[Hindrance, bool]]:
    """Yield what may keep a mention from being a complaint, with whether it did: what was looked at first first."""
    yield Hindrance.NOT_US, decision.about is About.OTHER
    yield Hindrance.SPEAKER, decision.speaker not in COMPLAINING
    yield Hindrance.IGNORED, any(reason.cue == "ignored_words" for reason in decision.reasons)
    yield Hindrance.UNREAD, decision.score is None
    yield Hindrance.LOW, (decision.score or 0.0) < thresholds.case
    yield Hindrance.UNCLEAR, decision.about is About.UNCLEAR
    yield Hindrance.WAS_LOW, True
