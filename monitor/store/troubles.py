"""Troubles: what a person must repair is told to the operators, and told again when it is over."""

from datetime import datetime, timedelta

from sqlalchemy import select

from monitor.domain.delivery import DeliveryKind, Draft
from monitor.store import outbox
from monitor.store.columns import table
from monitor.store.database import SKEW, Transaction, take_turns
from monitor.store.outbox_tables import DeliveryRow

TOLD_EVERY = timedelta(hours=1)

_rows = table(DeliveryRow)


def tell(tx: Transaction, subject: str, channel: str, now: datetime) -> None:
    """Have `channel` told of the trouble of `subject` (`source:NAME`, `channel:NAME`), once an hour at most."""
    take_turns(tx, f"trouble/{subject}")  # two workers may meet it at once
    query = select(_rows.c.told_at).where(_rows.c.subject == subject, _rows.c.channel == channel)
    latest = tx.execute(query.order_by(_rows.c.id.desc()).limit(1)).scalar_one_or_none()
    if latest is not None and now - TOLD_EVERY < latest <= now + SKEW:
        return
    key = f"trouble:{subject}:{channel}:{now:%Y%m%dT%H%M%S}"
    draft = Draft(key=key, channel=channel, kind=DeliveryKind.TROUBLE, told_at=now, due_at=now, subject=subject)
    outbox.enqueue(tx, [draft])


def over(tx: Transaction, subject: str, now: datetime) -> None:
    """Have the latest notice of a trouble say that it is over."""
    query = select(_rows.c.id).where(_rows.c.subject == subject, _rows.c.kind == DeliveryKind.TROUBLE.value)
    latest = tx.execute(query.order_by(_rows.c.id.desc()).limit(1)).scalar_one_or_none()
    if latest is not None:
        outbox.touch(tx, [latest], now)
