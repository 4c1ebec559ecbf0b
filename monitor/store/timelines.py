"""Timelines: what happened on a case, a page at a time."""

from sqlalchemy import select

from monitor.domain.case import Event
from monitor.store.case_rows import event_of
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.tables import EventRow

_EVENTS = table(EventRow)


def timeline(tx: Transaction, case_id: int, *, after: int = 0, limit: int) -> list[tuple[int, Event]]:
    """Return up to `limit` events behind the one of that number, the earliest first, each with its number."""
    mine = (_EVENTS.c.case_id == case_id) & (_EVENTS.c.id > after)
    rows = tx.execute(select(_EVENTS).where(mine).order_by(_EVENTS.c.id).limit(limit))
    return [(row.id, event_of(row)) for row in rows]
