"""Incidents as JSON documents and as lines: the names and shapes that scripts rely on."""

from collections.abc import Sequence
from typing import Any

from monitor.domain.incident import Incident, IncidentFile
from monitor.store import incident_figures, incidents, tellings
from monitor.store.database import Transaction
from monitor.store.incident_files import incident_file
from monitor.store.tellings import Telling
from monitor.wording import incidents as words

MOST_CASES = 1_000
"""Cases that a document names; there may be more, as `cases` of it says."""


def incident_document(one: IncidentFile) -> dict[str, Any]:
    """Return an incident as a document."""
    incident, crowding = one.incident, one.crowding
    return {
        "id": incident.public_id,
        "brand": incident.brand,
        "topic": incident.topic,
        "severity": crowding.severity,
        "subject": words.subject(incident, one.keys),
        "cause": incident.cause,
        "keys": list(words.key_names(one.keys)),
        "people": crowding.people,
        "cases": crowding.cases,
        "unanswered": crowding.unanswered,
        "severities": dict(crowding.severities),
        "sources": dict(crowding.sources),
        "since": crowding.since,
        "last_at": incident.last_at,
        "opened_at": incident.opened_at,
        "opened_by": incident.opened_by,
        "closed_at": incident.closed_at,
        "closed_by": incident.closed_by,
        "merged_into": None if incident.merged_into is None else f"I-{incident.merged_into}",
        "late": crowding.late,
        "to_be_told": crowding.asked,
        "told": crowding.told,
    }


def whole_document(tx: Transaction, incident: Incident) -> dict[str, Any]:
    """Return an incident with its cases, what was merged into it, and who is to be told that it is over."""
    merged = [number for number in incidents.family(tx, incident.id) if number != incident.id]
    members = incident_figures.members(tx, incident, limit=MOST_CASES)
    return incident_document(incident_file(tx, incident)) | {
        "merged": [f"I-{number}" for number in merged],
        "members": [f"C-{number}" for number in members],
        "tellings": telling_documents(tellings.tellings(tx, incident, limit=MOST_CASES)),
    }


def telling_documents(people: Sequence[Telling]) -> list[dict[str, Any]]:
    """Return who is to be told, those who were not yet first."""
    return [{"case": f"C-{one.case_id}", "told": one.told, "by": one.told_by} for one in people]
