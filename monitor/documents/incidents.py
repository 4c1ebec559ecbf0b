"""Incidents as documents."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

from pydantic import Field

from monitor.documents.document import Document
from monitor.domain.access import UNLIMITED, Limits
from monitor.domain.incident import Cause, Incident, IncidentFile
from monitor.domain.score import Severity, Topic
from monitor.domain.venue import Venue
from monitor.store import incident_figures, incidents, tellings
from monitor.store.database import Transaction
from monitor.store.incident_files import incident_file
from monitor.wording import incidents as words

MOST_CASES = 1_000
"""Cases that a document names; there may be more, as `cases` of it says."""


class IncidentDocument(Document):
    """Cases about the same trouble."""

    id: str = Field(description="Its public id.", examples=["I-7"])
    brand: str
    topic: Topic
    severity: Severity
    subject: str = Field(description="What it is about, in words.")
    cause: Cause = Field(description="Why these cases were taken for the same trouble.")
    keys: tuple[str, ...] = Field(description="What they name: an error, a flight, an order, a version, a place.")
    people: int = Field(description="How many distinct people complain.")
    cases: int
    unanswered: int = Field(description="How many of the cases wait for an answer.")
    live: int = Field(description="How many of the cases are not at their end: resolved or dismissed.")
    severities: dict[Severity, int] = Field(description="How many cases have each severity.")
    sources: dict[str, int] = Field(description="How many cases each source heard.")
    platforms: dict[str, int] = Field(description="How many cases were said on each platform.")
    since: datetime = Field(description="When the first of its complaints was heard.")
    last_at: datetime = Field(description="When the latest was.")
    name: str | None = Field(description="What people call it.")
    owner: str | None = Field(description="Who looks after it.")
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    closed_by: str | None
    merged_into: str | None = Field(description="The incident that tells of it now.")
    late: int = Field(description="Cases that came after it was closed.")
    to_be_told: int = Field(description="How many customers are to be told that it is over.")
    told: int = Field(description="How many of them were.")


class TellingDocument(Document):
    """A customer who is to be told that it is over."""

    case: str = Field(description="Their case.", examples=["C-12"])
    told: bool
    by: str | None = Field(description="Who told them.")


class WholeIncident(IncidentDocument):
    """An incident with its cases, what was merged into it, and who is to be told that it is over."""

    merged: tuple[str, ...] = Field(description="The incidents that were merged into it.")
    members: tuple[str, ...] = Field(description="Its first 1,000 cases.")
    tellings: tuple[TellingDocument, ...] = Field(description="Who is to be told, those first who were not yet.")


def incident_document(one: IncidentFile) -> IncidentDocument:
    """Return an incident."""
    incident, crowding = one.incident, one.crowding
    return IncidentDocument(
        id=incident.public_id,
        brand=incident.brand,
        topic=incident.topic,
        severity=crowding.severity,
        subject=words.subject(incident, one.keys),
        cause=incident.cause,
        keys=tuple(words.key_names(one.keys)),
        people=crowding.people,
        cases=crowding.cases,
        unanswered=crowding.unanswered,
        live=crowding.live,
        severities=dict(crowding.severities),
        sources=_by(crowding.venues, lambda venue: venue.source),
        platforms=_by(crowding.venues, lambda venue: venue.platform),
        since=crowding.since,
        last_at=incident.last_at,
        name=incident.name,
        owner=incident.owner,
        opened_at=incident.opened_at,
        opened_by=incident.opened_by,
        closed_at=incident.closed_at,
        closed_by=incident.closed_by,
        merged_into=None if incident.merged_into is None else f"I-{incident.merged_into}",
        late=crowding.late,
        to_be_told=crowding.asked,
        told=crowding.told,
    )


def whole_incident(tx: Transaction, incident: Incident, within: Limits = UNLIMITED) -> WholeIncident:
    """Return an incident with its cases that somebody sees, what was merged into it, and who of them is to be told."""
    merged = [number for number in incidents.family(tx, incident.id) if number != incident.id]
    members = incident_figures.members(tx, incident, limit=MOST_CASES, within=within)
    seen = set(members)
    told = [
        TellingDocument(case=f"C-{one.case_id}", told=one.told, by=one.told_by)
        for one in tellings.tellings(tx, incident, limit=MOST_CASES)
        if within.any or one.case_id in seen
    ]
    return WholeIncident(
        **incident_document(incident_file(tx, incident)).model_dump(),
        merged=tuple(f"I-{number}" for number in merged),
        members=tuple(f"C-{number}" for number in members),
        tellings=tuple(told),
    )


def _by(venues: Mapping[Venue, int], name_of: Callable[[Venue], str]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for venue, cases in venues.items():
        counts[name_of(venue)] += cases
    return dict(counts)
