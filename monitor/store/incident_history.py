"""The timelines of incidents: what was done about each, by whom and when."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select

from monitor.domain.happening import TOLD_OF_INCIDENTS
from monitor.domain.incident import IncidentEvent, IncidentEventKind
from monitor.store import happenings
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.incident_tables import IncidentEventRow
from monitor.store.tables import IncidentRow

MOST = 100
_rows, _incidents = table(IncidentEventRow), table(IncidentRow)


def note(
    tx: Transaction,
    incident_id: int,
    kind: IncidentEventKind,
    *,
    by: str,
    now: datetime,
    was: str | None = None,
    became: str | None = None,
) -> None:
    """Write what was done about an incident."""
    values = {"incident_id": incident_id, "at": now, "kind": kind.value, "by": by, "was": was, "became": became}
    tx.execute(insert(_rows).values(values))
    if kind in TOLD_OF_INCIDENTS:
        brand = tx.execute(select(_incidents.c.brand).where(_incidents.c.id == incident_id)).scalar_one()
        happenings.add(tx, TOLD_OF_INCIDENTS[kind], f"I-{incident_id}", now, brand=brand, by=by)


def newest(tx: Transaction, incident_ids: Collection[int], limit: int = MOST) -> list[IncidentEvent]:
    """Return what was done about these incidents, the latest first."""
    mine = _rows.c.incident_id.in_(list(incident_ids))
    return [_event(row) for row in tx.execute(select(_rows).where(mine).order_by(_rows.c.id.desc()).limit(limit))]


def merges(tx: Transaction, incident_ids: Collection[int]) -> dict[int, IncidentEvent]:
    """Return by whom and when each of these was merged last, by its number."""
    mine = _rows.c.incident_id.in_(list(incident_ids)) & (_rows.c.kind == IncidentEventKind.MERGED.value)
    found = map(_event, tx.execute(select(_rows).where(mine).order_by(_rows.c.id)))
    return {event.incident: event for event in found}


def _event(row: Row[Any]) -> IncidentEvent:
    kind = IncidentEventKind(row.kind)
    return IncidentEvent(incident=row.incident_id, kind=kind, at=row.at, by=row.by, was=row.was, became=row.became)
