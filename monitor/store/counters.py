"""Counters: messages that count what joins them, and are changed in place at intervals."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from monitor.domain.delivery import DeliveryKind, DeliveryState, Draft
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.outbox import enqueue, touch
from monitor.store.outbox_tables import DeliveryRow

EVERY = timedelta(seconds=20)
"""No counter is changed faster."""

KINDS = frozenset({DeliveryKind.OVERDUE})
"""What counts so. Deleted in its channel, it is posted anew: there is more to tell."""

_rows = table(DeliveryRow)
_CLOSED = (DeliveryState.DEAD.value, DeliveryState.WITHDRAWN.value)


def counting(tx: Transaction, draft: Draft, *, again: datetime) -> int:
    """Return the id of a message that counts: the one of that key, or, where there is none yet, `draft`.

    One that is there is worded anew at `again`, but `EVERY` after it was sent last at the earliest. One that was given
    up has a successor: what joins it must be seen.
    """
    columns = (_rows.c.id, _rows.c.state, _rows.c.last_tried_at)
    key, found = draft.key, tx.execute(select(*columns).where(_rows.c.key == draft.key)).one_or_none()
    while found is not None and found.state in _CLOSED:
        key = f"{draft.key}:{found.id}"
        found = tx.execute(select(*columns).where(_rows.c.key == key)).one_or_none()
    if found is None:
        return enqueue(tx, [replace(draft, key=key)])[0]
    touch(tx, [found.id], again if found.last_tried_at is None else max(again, found.last_tried_at + EVERY))
    return int(found.id)
