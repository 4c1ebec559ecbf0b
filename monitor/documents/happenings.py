"""Happenings as documents: one shape for the stream of events and for webhooks."""

from datetime import datetime
from hashlib import sha256
from typing import Literal

from pydantic import Field

from monitor.documents.cases import CaseDocument
from monitor.documents.document import Document
from monitor.documents.incidents import IncidentDocument
from monitor.domain.happening import Happening, HappeningKind


class Told(Document):
    """Whom it concerns."""

    id: str = Field(description="Its place in the order of all events: those behind it have larger ones.")
    subject: str = Field(
        description="What it happened to: a case, an incident, the name of a source, the week of a digest.",
        examples=["C-1042"],
    )
    brand: str | None = Field(description="The brand that it concerns; null: all of them, or none.")
    by: str | None = Field(description="Who did it: a person's name, `judge`, `customer`, ...")


class ToldOfCase(Told):
    """The same with the case as it is by the time of sending; null: it is gone, or no longer for this receiver."""

    case: CaseDocument | None


class ToldOfIncident(Told):
    """The same with the incident as it is by the time of sending; null: it is gone."""

    incident: IncidentDocument | None


class EventMessage(Document):
    """Something that happened."""

    type: HappeningKind = Field(description="What happened.")
    timestamp: datetime = Field(description="When.")
    data: Told


class WebhookMessage(Document):
    """Something that happened, with what it happened to."""

    type: HappeningKind = Field(description="What happened.")
    timestamp: datetime = Field(description="When.")
    data: ToldOfCase | ToldOfIncident | Told


class Trial(Document):
    """Which webhook is tried."""

    webhook: str


class TrialMessage(Document):
    """What is sent to try a webhook: it tells of nothing."""

    type: Literal["test"] = "test"
    timestamp: datetime
    data: Trial


def told(happening: Happening) -> Told:
    """Return whom it concerns."""
    return Told(id=str(happening.seq), subject=happening.subject, brand=happening.brand, by=happening.by)


def event_message(happening: Happening) -> EventMessage:
    """Return what the stream tells of it: without anybody's words."""
    return EventMessage(type=happening.kind, timestamp=happening.at, data=told(happening))


def of_case(happening: Happening, case: CaseDocument | None) -> WebhookMessage:
    """Return what a webhook is told of what happened to a case."""
    data = ToldOfCase(**told(happening).model_dump(), case=case)
    return WebhookMessage(type=happening.kind, timestamp=happening.at, data=data)


def of_incident(happening: Happening, incident: IncidentDocument | None) -> WebhookMessage:
    """Return what a webhook is told of what happened to an incident."""
    data = ToldOfIncident(**told(happening).model_dump(), incident=incident)
    return WebhookMessage(type=happening.kind, timestamp=happening.at, data=data)


def of_another(happening: Happening) -> WebhookMessage:
    """Return what a webhook is told of what happened to a source or a digest."""
    return WebhookMessage(type=happening.kind, timestamp=happening.at, data=told(happening))


def trial(name: str, now: datetime) -> TrialMessage:
    """Return what is sent to try the webhook of that name."""
    return TrialMessage(timestamp=now, data=Trial(webhook=name))


def identity(happening: Happening) -> str:
    """Return the id under which receivers know it, however often it is sent.

    A digest of all that makes it what it is: a store that was brought back from a copy gives places out again.
    """
    parts = (str(happening.seq), happening.kind.value, happening.subject, happening.at.isoformat())
    return "evt_" + sha256("\0".join(parts).encode()).hexdigest()[:32]
