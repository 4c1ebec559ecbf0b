"""Threads: what happens to a case is told below its message, a few moments later and in as few replies as can be."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from monitor.domain.case import Event, EventKind
from monitor.domain.delivery import DeliveryKind, DeliveryState, Draft
from monitor.store import outbox
from monitor.store.case_rows import event_of
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.tables import EventRow

SETTLED = timedelta(seconds=10)
"""What happens within this time is one reply; what is undone within it is none."""
TOLD = frozenset(
    {
        EventKind.ACKNOWLEDGED,
        EventKind.ASSIGNED,
        EventKind.NOTED,
        EventKind.RESPONDED,
        EventKind.RESOLVED,
        EventKind.DISMISSED,
        EventKind.SNOOZED,
        EventKind.REOPENED,
        EventKind.EDITED,
        EventKind.DELETED,
        EventKind.OUTCOME,
        EventKind.SEVERITY,
        EventKind.WORSENED,
        EventKind.TOPIC,
        EventKind.DEPARTMENT,
    }
)
"""What a thread tells. The rest shows in the message itself, or concerns nobody else."""

_rows, _events = table(DeliveryRow), table(EventRow)
_CLOSED = (DeliveryState.DEAD.value, DeliveryState.WITHDRAWN.value)


def tell(tx: Transaction, case_id: int, event_ids: Sequence[int], now: datetime, *, acted: bool) -> None:
    """Have these events told in the thread of each message of a case; what a person did (`acted`) may be undone yet.

    Only where the message stands in a workspace, whose people talk in threads: elsewhere a reply would be one more
    message that says what the first one says already.
    """
    first, last = min(event_ids), max(event_ids)
    mine = (_rows.c.case_id == case_id, _rows.c.kind == DeliveryKind.ALERT.value, _rows.c.state.not_in(_CLOSED))
    stands = _rows.c.reference.is_not(None) & (_rows.c.workspace != "")
    for alert in tx.execute(select(_rows.c.id, _rows.c.channel).where(*mine, stands)).all():
        if _joined(tx, alert.id, last):
            continue
        draft = Draft(
            key=f"story:{alert.id}:{first}",
            channel=alert.channel,
            kind=DeliveryKind.STORY,
            told_at=now,
            due_at=now + SETTLED if acted else now,
            case_id=case_id,
            thread_of=alert.id,
            subject=_subject(first, last),
        )
        outbox.enqueue(tx, [draft])


def events(tx: Transaction, case_id: int, subject: str) -> list[Event]:
    """Return what the story of that subject tells, in order."""
    first, _, last = subject.partition("-")
    told = (_events.c.case_id == case_id, _events.c.id >= int(first), _events.c.id <= int(last))
    found = [event_of(row) for row in tx.execute(select(_events).where(*told).order_by(_events.c.id))]
    return [event for event in found if event.kind in TOLD]


def _joined(tx: Transaction, alert_id: int, last: int) -> bool:
    """Let a story that nobody has begun to send tell of these, too; return whether there is one."""
    waits = (
        (_rows.c.state == DeliveryState.WAITING.value)
        & _rows.c.first_tried_at.is_(None)
        & _rows.c.lease_until.is_(None)
    )
    mine = (_rows.c.thread_id == alert_id, _rows.c.kind == DeliveryKind.STORY.value, waits)
    row = tx.execute(
        select(_rows.c.id, _rows.c.subject).where(*mine).order_by(_rows.c.id.desc()).limit(1)
    ).one_or_none()
    if row is None:
        return False
    first, _, _ = row.subject.partition("-")
    longer = update(_rows).where(_rows.c.id == row.id, waits).values(subject=_subject(int(first), last))
    return tx.execute(longer).rowcount > 0


def _subject(first: int, last: int) -> str:
    return f"{first}-{last}"
