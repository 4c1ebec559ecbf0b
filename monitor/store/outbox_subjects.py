"""Messages by what they are about: told once, worded anew when that changes, and put below the alert of a case."""

from datetime import datetime

from sqlalchemy import select

from monitor.domain.delivery import DeliveryKind, Draft
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.outbox import enqueue, touch
from monitor.store.outbox_tables import DeliveryRow

_rows = table(DeliveryRow)


def touch_subject(tx: Transaction, subject: str, due_at: datetime) -> None:
    """Ask that the messages about `subject` be worded anew at `due_at`."""
    touch(tx, tx.execute(select(_rows.c.id).where(_rows.c.subject == subject)).scalars().all(), due_at)


def tell(tx: Transaction, draft: Draft) -> None:
    """Have something told by the message with the key of `draft`: a new one, or the one that is there, worded anew."""
    known = tx.execute(select(_rows.c.id).where(_rows.c.key == draft.key)).scalars().all()
    if known:
        touch(tx, known, draft.due_at)
    else:
        enqueue(tx, [draft])


def alerts(tx: Transaction, case_id: int) -> dict[str, int]:
    """Return the message that shows a case, by channel, where one was posted."""
    mine = (_rows.c.case_id == case_id) & (_rows.c.kind == DeliveryKind.ALERT.value) & _rows.c.reference.is_not(None)
    query = select(_rows.c.channel, _rows.c.id).where(mine).order_by(_rows.c.id)
    return {row.channel: row.id for row in tx.execute(query)}
