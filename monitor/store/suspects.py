"""Suspects: messages that may stand twice, since whoever was posting one was thought dead and may go on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from monitor.domain.delivery import Posted
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.rows import upsert
from monitor.store.shared_tables import SuspectRow

LOOK_EVERY = timedelta(seconds=20)
WATCHED_FOR = timedelta(minutes=10)
"""How long a message is looked at after a takeover. A worker that goes on later tells of its post itself."""
_AT_ONCE = 20

_rows = table(SuspectRow)
_deliveries = table(DeliveryRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A message that may stand twice; `posted` is the one that is recorded, and that is to stay."""

    id: int
    channel: str
    key: str
    first_tried_at: datetime
    posted: Posted


def suspect(tx: Transaction, delivery_id: int, now: datetime) -> None:
    """Have a message looked at from `now` on."""
    values = {"due_at": now, "until": now + WATCHED_FOR}
    fresh = upsert(tx, _rows).values(delivery_id=delivery_id, **values)
    tx.execute(fresh.on_conflict_do_update(index_elements=["delivery_id"], set_=values))


def take_due(tx: Transaction, now: datetime) -> list[Suspect]:
    """Return what is to be looked at now, the longest due first; it is due again later, for as long as it is watched.

    What is not posted yet comes later: until its receipt is there, nobody knows which message is to stay.
    """
    columns = (_deliveries.c[name] for name in ("id", "channel", "key", "first_tried_at", *_POSTED))
    query = select(*columns, _rows.c.until).join(_rows, _rows.c.delivery_id == _deliveries.c.id)
    rows = tx.execute(query.where(_rows.c.due_at <= now).order_by(_rows.c.due_at).limit(_AT_ONCE)).all()
    over = [row.id for row in rows if row.until <= now]
    tx.execute(delete(_rows).where(_rows.c.delivery_id.in_(over)))
    seen = _rows.c.delivery_id.in_([row.id for row in rows])
    tx.execute(update(_rows).where(seen).values(due_at=now + LOOK_EVERY))
    return [
        Suspect(
            id=row.id,
            channel=row.channel,
            key=row.key,
            first_tried_at=row.first_tried_at,
            posted=Posted(place=row.place, workspace=row.workspace, reference=row.reference, posted_at=row.posted_at),
        )
        for row in rows
        if row.reference is not None and row.first_tried_at is not None
    ]


_POSTED = ("place", "workspace", "reference", "posted_at")


def clear(tx: Transaction, delivery_id: int) -> None:
    """Look at a message no more."""
    tx.execute(delete(_rows).where(_rows.c.delivery_id == delivery_id))
