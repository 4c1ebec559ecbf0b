"""Labels: what the team says of mentions, and which of it may teach.

A dismissal made to stop a clock is no opinion: of clicks only those well before a deadline count, and the answers of a
blind audit.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.domain.case import Case, Dismissal, Event, EventKind

WELL_BEFORE = 1 / 3
"""A dismissal counts while at least this part of the time to answer is left."""

MOST_WEIGHT = 100.0


class What(StrEnum):
    """What a label is about."""

    COMPLAINT = "complaint"
    OURS = "ours"
    TOPIC = "topic"
    SEVERITY = "severity"


class How(StrEnum):
    """How the answer was given."""

    CLICK = "click"  # by what was done to a case, its verdict in sight
    AUDIT = "audit"  # blind


class Reading(StrEnum):
    """What somebody says of a mention that they read."""

    COMPLAINT = "complaint"
    FINE = "fine"
    NOT_OURS = "not_ours"


YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One answer. `value` is yes or no, a topic or a severity; `weight` is how many mentions like it stand behind it.

    Only what `counts` teaches and is counted.
    """

    what: What
    value: str
    how: How
    by: str
    at: datetime
    counts: bool = True
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A mention as one label found it: what was asked, whether the answer is yes, and what the judge thinks.

    `score` is the confidence that the judge had when it was labelled; None for what could not be read.
    """

    mention_id: int
    brand: str
    source: str
    at: datetime
    yes: bool
    how: How
    weight: float
    score: float | None
    flagged: bool


def of_act(before: Case, event: Event) -> tuple[Label, ...]:
    """Return what a person's act on a case says of its mention: nothing, one thing, or two."""
    match event.kind:
        case EventKind.DISMISSED:
            return _dismissed(before, event)
        case EventKind.RESPONDED | EventKind.RESOLVED | EventKind.REOPENED:
            return _clicked(event, (What.COMPLAINT, YES), (What.OURS, YES))
        case EventKind.TOPIC:
            return _clicked(event, (What.TOPIC, event.became or ""))
        case EventKind.SEVERITY:
            return _clicked(event, (What.SEVERITY, event.became or ""))
    return ()


def of_reading(reading: Reading, by: str, at: datetime) -> tuple[Label, ...]:
    """Return what it says of a mention that it is no complaint, or not for us; a complaint becomes a case instead."""
    said = {
        Reading.COMPLAINT: ((What.COMPLAINT, YES), (What.OURS, YES)),
        Reading.FINE: ((What.COMPLAINT, NO), (What.OURS, YES)),
        Reading.NOT_OURS: ((What.OURS, NO),),
    }[reading]
    return tuple(Label(what=what, value=value, how=How.CLICK, by=by, at=at) for what, value in said)


def well_before(case: Case, at: datetime) -> bool:
    """Whether enough of the time to answer is left at `at` that the clock is no reason to dismiss."""
    if case.due_at is None or case.responded_at is not None:
        return True
    whole = (case.due_at - case.opened_at).total_seconds()
    return (case.due_at - at).total_seconds() >= WELL_BEFORE * whole > 0


def _dismissed(before: Case, event: Event) -> tuple[Label, ...]:
    counts = well_before(before, event.at)
    match event.became:
        case Dismissal.NOT_A_COMPLAINT:
            return _clicked(event, (What.COMPLAINT, NO), (What.OURS, YES), counts=counts)
        case Dismissal.NOT_OURS:
            return _clicked(event, (What.OURS, NO), counts=counts)
    return ()


def _clicked(event: Event, *said: tuple[What, str], counts: bool = True) -> tuple[Label, ...]:
    return tuple(
        Label(what=what, value=value, how=How.CLICK, by=event.by, at=event.at, counts=counts) for what, value in said
    )
