"""Happening: one thing that happened to a case, an incident, a source or a digest, as programs outside are told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.domain.access import Limits
from monitor.domain.case import EventKind
from monitor.domain.incident import IncidentEventKind

EVERYTHING = "*"


class HappeningKind(StrEnum):
    """What happened, in the words of the product."""

    CASE_OPENED = "case.opened"
    CASE_ACKNOWLEDGED = "case.acknowledged"
    CASE_ASSIGNED = "case.assigned"
    CASE_NOTED = "case.noted"
    CASE_RESPONDED = "case.responded"
    CASE_RESOLVED = "case.resolved"
    CASE_DISMISSED = "case.dismissed"
    CASE_SNOOZED = "case.snoozed"
    CASE_REOPENED = "case.reopened"
    CASE_CHANGED = "case.changed"  # its severity, topic, need or department
    CASE_GROUPED = "case.grouped"  # put into an incident, or out of one
    CASE_REMINDED = "case.reminded"  # an alarm rang
    CASE_ANSWERING = "case.answering"  # an answer that is sent from here came a step further
    CASE_OFFERED = "case.offered"
    CASE_EDITED = "case.edited"  # by the customer
    CASE_DELETED = "case.deleted"  # by the customer
    CASE_ERASED = "case.erased"
    CASE_OUTCOME = "case.outcome"
    INCIDENT_OPENED = "incident.opened"
    INCIDENT_CHANGED = "incident.changed"  # its name or owner, or what is known of it
    INCIDENT_MERGED = "incident.merged"
    INCIDENT_SPLIT = "incident.split"
    INCIDENT_CLOSED = "incident.closed"
    INCIDENT_REOPENED = "incident.reopened"
    SOURCE_FAILING = "source.failing"
    SOURCE_BACK = "source.back"
    DIGEST_WRITTEN = "digest.written"

    @property
    def noun(self) -> str:
        """What it happened to: `case`, `incident`, `source` or `digest`."""
        return self.value.partition(".")[0]


TOLD_OF_CASES: Mapping[EventKind, HappeningKind] = {
    EventKind.OPENED: HappeningKind.CASE_OPENED,
    EventKind.ACKNOWLEDGED: HappeningKind.CASE_ACKNOWLEDGED,
    EventKind.ASSIGNED: HappeningKind.CASE_ASSIGNED,
    EventKind.NOTED: HappeningKind.CASE_NOTED,
    EventKind.RESPONDED: HappeningKind.CASE_RESPONDED,
    EventKind.RESOLVED: HappeningKind.CASE_RESOLVED,
    EventKind.DISMISSED: HappeningKind.CASE_DISMISSED,
    EventKind.SNOOZED: HappeningKind.CASE_SNOOZED,
    EventKind.REOPENED: HappeningKind.CASE_REOPENED,
    EventKind.REJUDGED: HappeningKind.CASE_CHANGED,
    EventKind.SEVERITY: HappeningKind.CASE_CHANGED,
    EventKind.WORSENED: HappeningKind.CASE_CHANGED,
    EventKind.TOPIC: HappeningKind.CASE_CHANGED,
    EventKind.DEPARTMENT: HappeningKind.CASE_CHANGED,
    EventKind.VALUED: HappeningKind.CASE_CHANGED,
    EventKind.GROUPED: HappeningKind.CASE_GROUPED,
    EventKind.REMINDED: HappeningKind.CASE_REMINDED,
    EventKind.ANSWER_WRITTEN: HappeningKind.CASE_ANSWERING,
    EventKind.ANSWER_APPROVED: HappeningKind.CASE_ANSWERING,
    EventKind.ANSWER_REJECTED: HappeningKind.CASE_ANSWERING,
    EventKind.ANSWER_DOUBTFUL: HappeningKind.CASE_ANSWERING,
    EventKind.ANSWER_FAILED: HappeningKind.CASE_ANSWERING,
    EventKind.ANSWER_WITHDRAWN: HappeningKind.CASE_ANSWERING,
    EventKind.OFFERED: HappeningKind.CASE_OFFERED,
    EventKind.EDITED: HappeningKind.CASE_EDITED,
    EventKind.DELETED: HappeningKind.CASE_DELETED,
    EventKind.ERASED: HappeningKind.CASE_ERASED,
    EventKind.OUTCOME: HappeningKind.CASE_OUTCOME,
}
"""How a timeline's events are told. Who was shown what is masked, and what a silence holds, stays in the house."""

TOLD_OF_INCIDENTS: Mapping[IncidentEventKind, HappeningKind] = {
    IncidentEventKind.OPENED: HappeningKind.INCIDENT_OPENED,
    IncidentEventKind.NAMED: HappeningKind.INCIDENT_CHANGED,
    IncidentEventKind.ASSIGNED: HappeningKind.INCIDENT_CHANGED,
    IncidentEventKind.MERGED: HappeningKind.INCIDENT_MERGED,
    IncidentEventKind.TOOK_IN: HappeningKind.INCIDENT_CHANGED,
    IncidentEventKind.SPLIT: HappeningKind.INCIDENT_SPLIT,
    IncidentEventKind.LEFT: HappeningKind.INCIDENT_CHANGED,
    IncidentEventKind.TOOK_OUT: HappeningKind.INCIDENT_CHANGED,
    IncidentEventKind.KNOWN: HappeningKind.INCIDENT_CHANGED,
    IncidentEventKind.CLOSED: HappeningKind.INCIDENT_CLOSED,
    IncidentEventKind.REOPENED: HappeningKind.INCIDENT_REOPENED,
    IncidentEventKind.TOLD: HappeningKind.INCIDENT_CHANGED,
}
"""How an incident's own timeline is told; what was done to its cases, each of these tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened, without anybody's words. `seq` is its place in the one order that all are told in.

    `subject` is its public id: `C-1042`, `I-7`, the name of a source, the week of a digest. `brand` None: it concerns
    all of them. `departments` are those that it concerns: a case's own and the one that it left by it, those of an
    incident's cases. `by` is who did it.
    """

    seq: int
    kind: HappeningKind
    at: datetime
    subject: str
    brand: str | None = None
    departments: frozenset[str] = frozenset()
    by: str | None = None

    def within(self, limits: Limits) -> bool:
        """Return whether somebody with these limits is told of it."""
        theirs = limits.departments is None or not limits.departments.isdisjoint(self.departments)
        return limits.allow_brand(self.brand) and theirs


def kinds(written: Collection[str]) -> frozenset[HappeningKind]:
    """Return the kinds that names and patterns (`case.*`, `*`) stand for; all of them where none is written.

    Raises `ValueError` where one stands for none.
    """
    found: set[HappeningKind] = set()
    for name in written or (EVERYTHING,):
        those = {kind for kind in HappeningKind if name in {kind, f"{kind.noun}.*", EVERYTHING}}
        if not those:
            raise ValueError(f"there is no event {name[:50]!r}")
        found |= those
    return frozenset(found)
