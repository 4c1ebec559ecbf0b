"""Cases as documents."""

from datetime import datetime
from typing import Any

from pydantic import Field

from monitor.documents.document import Document
from monitor.documents.mentions import Mask, MentionDocument, as_it_is, mention_document
from monitor.domain.case import UNANSWERED_STATES, CaseFile, Dismissal, Event, EventKind, Outcome, State
from monitor.domain.score import Need, Severity, Topic
from monitor.wording.quotes import with_masked_reasons
from monitor.wording.reasons import why

_TOLD = (
    *("state", "severity", "topic", "need", "brand", "department", "owner", "opened_at", "due_at", "acknowledged_at"),
    *("responded_at", "resolved_at", "snoozed_until", "outcome", "outcome_by", "kept", "dismissal", "version"),
)


class CaseDocument(Document):
    """A complaint that is being tracked, and what was said."""

    id: str = Field(description="Its public id.", examples=["C-1042"])
    state: State
    severity: Severity
    topic: Topic
    need: Need | None
    brand: str
    department: str | None = Field(description="Whose it is.")
    owner: str | None = Field(description="Who takes care of it.")
    opened_at: datetime = Field(description="When it was heard.")
    due_at: datetime | None = Field(description="When an answer is due.")
    acknowledged_at: datetime | None = Field(description="When somebody took it on first.")
    responded_at: datetime | None = Field(description="When it was answered first.")
    resolved_at: datetime | None
    snoozed_until: datetime | None
    outcome: Outcome | None = Field(description="What the customer did then.")
    outcome_by: str | None = Field(description="Who said so: a person, or `customer` where it was seen.")
    kept: str | None = Field(
        description="What winning the customer back is worth, by a person's word.", examples=["120 GBP"]
    )
    dismissal: Dismissal | None = Field(description="Why it was set aside.")
    version: int = Field(description="Grows with every change.")
    incident: str | None = Field(description="The incident that it was put into.", examples=["I-7"])
    overdue: bool = Field(description="It waits for an answer, and its time is over.")
    source: str = Field(description="The source that heard it first.")
    heard_at: datetime
    score: float | None = Field(description="How sure it is that this is a complaint, 0 to 1.")
    reasons: tuple[str, ...] = Field(description="Why it was flagged, or who opened it by hand.")
    critical: bool = Field(description="It tells of injury, a legal threat, fraud or a vulnerable customer.")
    earlier_cases: int = Field(description="How many cases of the same author came before.")
    mention: MentionDocument


class ReplyDocument(Document):
    """An answer of ours that was seen on the platform."""

    text: str
    author: str | None
    posted_at: datetime


class EventDocument(Document):
    """One fact on a timeline."""

    kind: EventKind = Field(description="What happened.")
    at: datetime
    by: str = Field(description="Who did it: a person's name, `judge`, `customer`, ...")
    was: str | None = Field(description="The value before, of what changed one.")
    became: str | None = Field(description="The value since.")
    text: str | None = Field(description="A person's or a customer's words.")


class WholeCase(CaseDocument):
    """A case with what we answered and all that happened."""

    replies: tuple[ReplyDocument, ...]
    events: tuple[EventDocument, ...] = Field(description="The timeline, the earliest first.")


def case_document(file: CaseFile, now: datetime, *, mask: Mask = as_it_is) -> CaseDocument:
    """Return a case as it is at `now`."""
    return CaseDocument(**_told(file, now, mask))


def whole_case(file: CaseFile, now: datetime, *, mask: Mask = as_it_is) -> WholeCase:
    """Return a case as it is at `now`, with its timeline and our replies."""
    replies = (
        ReplyDocument(text=mask(reply.text), author=reply.author, posted_at=reply.posted_at) for reply in file.replies
    )
    events = (event_document(event, mask=mask) for event in file.events)
    return WholeCase(**_told(file, now, mask), replies=tuple(replies), events=tuple(events))


def event_document(event: Event, *, mask: Mask = as_it_is) -> EventDocument:
    """Return one fact of a timeline."""
    text = None if event.text is None else mask(event.text)
    return EventDocument(kind=event.kind, at=event.at, by=event.by, was=event.was, became=event.became, text=text)


def _told(file: CaseFile, now: datetime, mask: Mask) -> dict[str, Any]:
    case = file.case
    return {name: getattr(case, name) for name in _TOLD} | {
        "id": case.public_id,
        "incident": None if case.incident_id is None else f"I-{case.incident_id}",
        "overdue": case.state in UNANSWERED_STATES and case.due_at is not None and case.due_at < now,
        "source": file.source,
        "heard_at": file.heard_at,
        "score": file.score,
        "reasons": why(with_masked_reasons(file, mask)),
        "critical": file.critical,
        "earlier_cases": file.earlier_cases,
        "mention": mention_document(case.mention_id, file.mention, gone=file.gone, mask=mask),
    }
