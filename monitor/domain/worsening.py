"""Worsening: what a case's circumstances add to its severity while it waits: time without an answer, distinct people.

One step each, once, and never down; a person's word on the severity stands.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from monitor.domain.case import JUDGE, UNANSWERED_STATES, Case, Event, EventKind
from monitor.domain.score import Reason, Severity
from monitor.domain.verdict import MANY, OLD, Step, step_of
from monitor.domain.world import Changes

KEY = "worse:"
"""Begins the key of an event that tells of a step; the step ends it."""

_CAUSES = {
    Step.TIME: Reason(cue="unanswered", words=(f"{OLD.days} days or more",)),
    Step.PEOPLE: Reason(cue="people", words=(f"{MANY} people or more",)),
}


def worse_at(case: Case, events: Iterable[Event]) -> datetime:
    """Return when waiting makes it more severe: so long after it was heard, or opened again."""
    return max((one.at for one in events if one.kind is EventKind.REOPENED), default=case.opened_at) + OLD


def worsened(
    case: Case, step: Step, events: Iterable[Event], judged: Iterable[Reason], *, now: datetime, due_at: datetime | None
) -> Changes:
    """Return the case one step more severe; unchanged where that step was made before, or none is left.

    `judged` are the reasons of its verdict: what the judge knew already counts once. `due_at` is when an answer would
    be due if its clock started now: it is due then at the latest, and what was promised before is not changed in
    hindsight.
    """
    told = list(events)
    made = steps(told) | {step_of(reason) for reason in judged}
    by_person = any(one.kind is EventKind.SEVERITY for one in told)
    after = raised(case.severity)
    if case.state not in UNANSWERED_STATES or by_person or step in made or after is case.severity:
        return case, ()
    event = Event(kind=EventKind.WORSENED, at=now, by=JUDGE, was=case.severity, became=after, key=f"{KEY}{step}")
    due = case.due_at if case.due_at is None or due_at is None else min(case.due_at, due_at)
    return replace(case, severity=after, due_at=due, version=case.version + 1), (event,)


def steps(events: Iterable[Event]) -> set[Step]:
    """Return the steps that were made while it waited."""
    keys = (one.key for one in events if one.kind is EventKind.WORSENED)
    return {Step(key.removeprefix(KEY)) for key in keys if key}


def causes(events: Iterable[Event]) -> tuple[Reason, ...]:
    """Return what made a case more severe while it waited, in words to be shown beside its verdict's."""
    return tuple(_CAUSES[step] for step in sorted(steps(events)))


def raised(severity: Severity, by: int = 1) -> Severity:
    """Return a severity some steps up: high at most, since critical is only what is marked so."""
    return list(Severity)[max(severity.rank, min(severity.rank + by, Severity.HIGH.rank))]
