"""Counters: messages that count what joins them, and are changed in place at intervals."""

from datetime import datetime, timedelta

from sqlalchemy import select

from monitor.domain.delivery import Draft
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.outbox import enqueue, touch
from monitor.store.outbox_tables import DeliveryRow

EVERY = timedelta(seconds=20)
"""No counter is changed faster."""

_rows = table(DeliveryRow)


def counting(tx: Transaction, draft: Draft, *, again: datetime) -> int:
    """Return the id of a message that counts: the one of that key, or, where there is none yet, `draft`.

    One that is there is worded anew at `again`, but `EVERY` after it was sent last at the earliest.
    """
    found = tx.execute(select(_rows.c.id, _rows.c.last_tried_at).where(_rows.c.key == draft.key)).one_or_none()
    if found is None:
        return enqueue(tx, [draft])[0]
    touch(tx, [found.id], again if found.last_tried_at is None else max(again, found.last_tried_at + EVERY))
    return int(found.id)
