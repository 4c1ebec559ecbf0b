"""Remembered: requests of programs that are to be done once however often they come, and what they were answered.

A request is written down before it is done. One that was cut off stays so: nobody knows whether it was done, so it is
not done again under that key.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update

from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.remembered_tables import RememberedRow
from monitor.store.rows import upsert

KEPT = timedelta(hours=24)
_rows = table(RememberedRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A request that came before. `status` None: no answer of it is known; `body` None: it was erased."""

    digest: str
    status: int | None
    tag: str | None
    body: str | None


def begin(tx: Transaction, who: str, key: str, digest: str, now: datetime) -> Remembered | None:
    """Write down that a request is about to be done; where it came before, return that instead."""
    tx.execute(delete(_rows).where(_mine(who, key), _rows.c.at < now - KEPT))
    fresh = upsert(tx, _rows).values(who=who, key=key, digest=digest, at=now).on_conflict_do_nothing()
    if tx.execute(fresh.returning(_rows.c.id)).all():
        return None
    row = tx.execute(select(_rows).where(_mine(who, key))).one()
    return Remembered(digest=row.digest, status=row.status, tag=row.tag, body=row.body)


def finish(tx: Transaction, who: str, key: str, *, status: int, tag: str | None, body: str) -> None:
    """Keep what it was answered with."""
    tx.execute(update(_rows).where(_mine(who, key)).values(status=status, tag=tag, body=body))


def drop(tx: Transaction, who: str, key: str) -> None:
    """Forget a request that came to nothing: it may be tried again."""
    tx.execute(delete(_rows).where(_mine(who, key)))


def forget_words(tx: Transaction) -> None:
    """Forget what was answered, since a customer's words may be in it; that it was done stays known."""
    tx.execute(update(_rows).where(_rows.c.body.is_not(None)).values(body=None, tag=None))


def prune(tx: Transaction, now: datetime, *, limit: int) -> int:
    """Delete up to `limit` requests that are remembered no longer; return how many."""
    old = select(_rows.c.id).where(_rows.c.at < now - KEPT).order_by(_rows.c.at).limit(limit)
    return tx.execute(delete(_rows).where(_rows.c.id.in_(old.scalar_subquery()))).rowcount


def _mine(who: str, key: str) -> ColumnElement[bool]:
    return (_rows.c.who == who) & (_rows.c.key == key)
