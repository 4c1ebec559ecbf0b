"""Correction: what a person knows better than the judge. `due_at` is when an answer is due by what is true now."""

from dataclasses import dataclass, replace
from datetime import datetime

from monitor.domain.act import Change, NotAllowed
from monitor.domain.case import UNANSWERED_STATES, Case, Event, EventKind
from monitor.domain.score import Severity, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSeverity:
    """How bad it is, as the team sees it."""

    severity: Severity
    due_at: datetime | None = None

    def on(self, case: Case, by: str, now: datetime) -> Change:
        """Fits every state."""
        _differs(case, case.severity, self.severity)
        event = Event(kind=EventKind.SEVERITY, at=now, by=by, was=case.severity, became=self.severity)
        return replace(case, severity=self.severity, due_at=_due(case, self.due_at)), event


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTopic:
    """What it is about, as the team sees it."""

    topic: Topic

    def on(self, case: Case, by: str, now: datetime) -> Change:
        """Fits every state."""
        _differs(case, case.topic, self.topic)
        event = Event(kind=EventKind.TOPIC, at=now, by=by, was=case.topic, became=self.topic)
        return replace(case, topic=self.topic), event


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDepartment:
    """Whose it is."""

    department: str
    due_at: datetime | None = None

    def on(self, case: Case, by: str, now: datetime) -> Change:
        """Fits every state."""
        _differs(case, case.department, self.department)
        event = Event(kind=EventKind.DEPARTMENT, at=now, by=by, was=case.department, became=self.department)
        return replace(case, department=self.department, due_at=_due(case, self.due_at)), event


def _due(case: Case, due_at: datetime | None) -> datetime | None:
    """What is answered is due no more, and a later answer to a case that reopened keeps its own time."""
    waits_first = case.state in UNANSWERED_STATES and case.responded_at is None
    return due_at if waits_first and case.due_at is not None and due_at is not None else case.due_at


def _differs(case: Case, was: str | None, wanted: str) -> None:
    if was == wanted:
        raise NotAllowed(f"{case.public_id} is {wanted.replace('_', ' ')} already: there is nothing to correct")
