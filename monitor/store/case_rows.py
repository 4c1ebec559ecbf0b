"""How a case becomes a row, and a row a case; the same for its events."""

from typing import Any

from sqlalchemy import Row

from monitor.domain.case import Case, Dismissal, Event, EventKind, Outcome, State
from monitor.domain.score import Need, Severity, Topic


def case_of(row: Row[Any]) -> Case:
    """Return the case of a row of `cases`."""
    return Case(
        id=row.id,
        mention_id=row.mention_id,
        brand=row.brand,
        state=State(row.state),
        severity=Severity(row.severity),
        topic=Topic(row.topic),
        need=row.need and Need(row.need),
        department=row.department,
        alert=row.alert,
        owner=row.owner,
        opened_at=row.opened_at,
        due_at=row.due_at,
        acknowledged_at=row.acknowledged_at,
        responded_at=row.responded_at,
        resolved_at=row.resolved_at,
        snoozed_until=row.snoozed_until,
        outcome=row.outcome and Outcome(row.outcome),
        outcome_by=row.outcome_by,
        dismissal=row.dismissal and Dismissal(row.dismissal),
        incident_id=row.incident_id,
        kept=row.kept,
        version=row.version,
    )


def row_of_case(case: Case) -> dict[str, Any]:
    """Return the columns of a case, but for the source that heard it."""
    return {name: getattr(case, name) for name in Case.__dataclass_fields__}


def event_of(row: Row[Any]) -> Event:
    """Return the event of a row of `events`."""
    return Event(
        kind=EventKind(row.kind), at=row.at, by=row.by, was=row.was, became=row.became, text=row.text, key=row.key
    )


def row_of_event(case_id: int, event: Event) -> dict[str, Any]:
    """Return an event's row but for its id."""
    values = {name: getattr(event, name) for name in Event.__dataclass_fields__}
    return {"case_id": case_id, **values, "kind": event.kind.value}
