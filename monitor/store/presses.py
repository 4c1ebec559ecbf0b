"""Presses: what somebody did in a channel, kept until it is acted on, and each acted on once.

What was filled in, and where an answer goes, leaves the row when the press ends: words live on with the case alone, so
that an erasure finds them in one place.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, func, literal_column, select, update

from alerts.contract import Receipt
from alerts.interactive import Press, PressKind
from monitor.store.columns import table
from monitor.store.database import SKEW, Transaction
from monitor.store.people_tables import PressRow
from monitor.store.rows import upsert

KEPT = timedelta(days=30)
CHUNK = 500

_rows = table(PressRow)
WAITING = _rows.c.state == literal_column("'waiting'")  # in this word the partial index serves


class PressState(StrEnum):
    """Where a press stands."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"  # it did not fit the case as it stood, or the person may not
    LATE = "late"  # a form that could not be opened in time
    FAILED = "failed"  # a bug of ours: a person sees it in the log


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A press that waits, and the channel that heard it."""

    id: int
    press: Press
    channel: str
    kept_at: datetime


def keep(tx: Transaction, press: Press, channel: str, now: datetime) -> int | None:
    """Write a press down; return its number, or None where it was before."""
    values = _row(press) | {"channel": channel, "kept_at": now, "state": PressState.WAITING.value, "attempts": 0}
    new = upsert(tx, _rows).values(values).on_conflict_do_nothing().returning(_rows.c.id)
    return tx.execute(new).scalar_one_or_none()


def is_kept(tx: Transaction, press: Press) -> bool:
    """Return whether a press was written down before."""
    same = (_rows.c.workspace == press.workspace) & (_rows.c.press == press.id)
    return tx.execute(select(_rows.c.id).where(same)).one_or_none() is not None


def claim(tx: Transaction, number: int) -> Kept | None:
    """Hold a press that waits until the transaction ends; None where it does not, or somebody else holds it."""
    query = select(_rows).where(_rows.c.id == number, WAITING).with_for_update(skip_locked=True)
    row = tx.execute(query).one_or_none()
    return None if row is None else Kept(id=row.id, press=_press(row), channel=row.channel, kept_at=row.kept_at)


def end(tx: Transaction, number: int, state: PressState, now: datetime, *, error: str | None = None) -> None:
    """Record what became of a press, and forget its secrets."""
    secret = {"trigger": None, "answer_at": None, "fields": "{}"}
    values = {"state": state.value, "ended_at": now, "error": error, **secret}
    tx.execute(update(_rows).where(_rows.c.id == number).values(values))


def stumbled(tx: Transaction, number: int, error: str) -> int:
    """Count an attempt that failed by a bug; return how many there were."""
    values = {"attempts": _rows.c.attempts + 1, "error": error}
    query = update(_rows).where(_rows.c.id == number, WAITING).values(values).returning(_rows.c.attempts)
    return tx.execute(query).scalar_one_or_none() or 0


def waiting(tx: Transaction, *, before: datetime, limit: int = 100) -> list[int]:
    """Return the presses that were kept before a time and wait still, the oldest first."""
    due = (_rows.c.kept_at <= before) | (_rows.c.kept_at > before + SKEW)  # a clock that went back since
    query = select(_rows.c.id).where(WAITING, due).order_by(_rows.c.id).limit(limit)
    return list(tx.execute(query).scalars())


def oldest_waiting(tx: Transaction) -> datetime | None:
    """Return when the oldest press that waits was kept."""
    return tx.execute(select(func.min(_rows.c.kept_at)).where(WAITING)).scalar_one_or_none()


def counts(tx: Transaction) -> dict[PressState, int]:
    """Return how many presses stand in each state."""
    rows = tx.execute(select(_rows.c.state, func.count()).group_by(_rows.c.state))
    return {PressState(state): number for state, number in rows}


def prune(tx: Transaction, now: datetime) -> int:
    """Delete up to `CHUNK` presses that ended long ago; return how many."""
    old = select(_rows.c.id).where(_rows.c.kept_at < now - KEPT, ~WAITING).limit(CHUNK)
    return tx.execute(delete(_rows).where(_rows.c.id.in_(list(tx.execute(old).scalars())))).rowcount


def _row(press: Press) -> dict[str, Any]:
    receipt = press.receipt
    return {
        "workspace": press.workspace,
        "press": press.id,
        "kind": press.kind.value,
        "person": press.person,
        "action": press.action,
        "value": press.value,
        "fields": json.dumps(dict(press.fields)),
        "place": receipt and receipt.channel,
        "reference": receipt and receipt.reference,
        "posted_at": receipt and receipt.posted_at,
        "trigger": press.trigger,
        "answer_at": press.answer_at,
        "outside": press.outside,
        "pressed_at": press.pressed_at,
    }


def _press(row: Row[Any]) -> Press:
    receipt = None
    if row.reference is not None:
        receipt = Receipt(channel=row.place, workspace=row.workspace, reference=row.reference, posted_at=row.posted_at)
    return Press(
        id=row.press,
        kind=PressKind(row.kind),
        workspace=row.workspace,
        person=row.person,
        action=row.action,
        pressed_at=row.pressed_at,
        value=row.value,
        fields=json.loads(row.fields),
        receipt=receipt,
        trigger=row.trigger,
        answer_at=row.answer_at,
        outside=row.outside,
    )
