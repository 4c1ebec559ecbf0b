"""Pushes: what platforms deliver to us, kept before it is answered, and read once."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, literal_column, select, update

from connectors.contract import Pushed
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.push_tables import PushRow
from monitor.store.rows import upsert
from monitor.store.tables import SourceRow

WAITING, READ, FAILED, REFUSED = "waiting", "read", "failed", "refused"
TOLD_FOR = timedelta(days=1)
"""How long it is told that a delivery came to nothing."""
_rows = table(PushRow)
_sources = table(SourceRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A delivery that waits to be read."""

    id: int
    source_id: int
    received_at: datetime
    pushed: Pushed


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Deliveries to a source that came to nothing in the last day: how many were not understood, whether some were
    refused, and the latest reason of each."""

    failed: int = 0
    failed_why: str = ""
    refused_at: datetime | None = None
    refused_why: str = ""


def refuse(tx: Transaction, source_id: int, why: str, now: datetime) -> None:
    """Write down that deliveries are refused: once an hour, since anybody can make them."""
    told = {"error": why, "received_at": now}
    name = f"refused {now:%Y-%m-%dT%H}"
    values = {"source_id": source_id, "name": name, "state": REFUSED, "due_at": now, **told}
    fresh = upsert(tx, _rows).values(values)
    tx.execute(fresh.on_conflict_do_update(index_elements=["source_id", "name"], set_=told))


def lost(tx: Transaction, now: datetime) -> dict[str, Lost]:
    """Return what came to nothing in the last day, by source."""
    came_to_nothing = _rows.c.state.in_([literal_column(f"'{FAILED}'"), literal_column(f"'{REFUSED}'")])
    query = select(_sources.c.name, _rows.c.state, _rows.c.error, _rows.c.received_at)
    query = query.join(_sources, _sources.c.id == _rows.c.source_id)
    found: dict[str, Lost] = {}
    for row in tx.execute(query.where(came_to_nothing, _rows.c.received_at > now - TOLD_FOR).order_by(_rows.c.id)):
        known = found.get(row.name, Lost())
        if row.state == FAILED:
            found[row.name] = replace(known, failed=known.failed + 1, failed_why=row.error or "")
        else:
            found[row.name] = replace(known, refused_at=row.received_at, refused_why=row.error or "")
    return found


def keep(tx: Transaction, source_id: int, name: str, pushed: Pushed, now: datetime) -> bool:
    """Keep a delivery to be read; false where it was delivered before."""
    values = {
        "source_id": source_id,
        "name": name,
        "state": WAITING,
        "received_at": now,
        "due_at": now,
        "request": _written(pushed),
    }
    fresh = upsert(tx, _rows).values(values).on_conflict_do_nothing(index_elements=["source_id", "name"])
    return tx.execute(fresh.returning(_rows.c.id)).scalar_one_or_none() is not None


def waiting(tx: Transaction, source_ids: Sequence[int], now: datetime, *, limit: int) -> list[Kept]:
    """Return what is due to be read of these sources, in the order in which it came."""
    due = (_rows.c.state == WAITING) & (_rows.c.due_at <= now)
    query = select(_rows).where(due, _rows.c.source_id.in_(source_ids)).order_by(_rows.c.id)
    return [
        Kept(id=row.id, source_id=row.source_id, received_at=row.received_at, pushed=_read(row.request))
        for row in tx.execute(query.limit(limit))
    ]


def settle(tx: Transaction, push_id: int, *, error: str | None = None) -> bool:
    """Say that a delivery was read, or why it could not be; its request leaves. False where somebody else has it."""
    mine = (_rows.c.id == push_id) & (_rows.c.state == WAITING)
    state = READ if error is None else FAILED
    changed = tx.execute(update(_rows).where(mine).values(state=state, request=None, error=error))
    return changed.rowcount > 0


def put_off(tx: Transaction, push_id: int, until: datetime) -> None:
    """Read a delivery no earlier than `until`."""
    tx.execute(update(_rows).where(_rows.c.id == push_id, _rows.c.state == WAITING).values(due_at=until))


def was_told(tx: Transaction, source_id: int, now: datetime, *, news: bool) -> None:
    """Note that a source was heard without being asked, so that it does not count as silent."""
    heard = {"last_ok_at": now} | ({"last_new_at": now} if news else {})
    tx.execute(update(_sources).where(_sources.c.id == source_id).values(**heard))


def forget(tx: Transaction, before: datetime, *, limit: int) -> int:
    """Delete up to `limit` deliveries that were received before and are settled; return how many."""
    old = select(_rows.c.id).where(_rows.c.received_at < before, _rows.c.state != WAITING).limit(limit)
    return tx.execute(delete(_rows).where(_rows.c.id.in_(old.scalar_subquery()))).rowcount


def _written(pushed: Pushed) -> str:
    body = base64.b64encode(pushed.body).decode()
    return json.dumps([pushed.method, dict(pushed.headers), dict(pushed.query), body])


def _read(request: str) -> Pushed:
    method, headers, query, body = json.loads(request)
    return Pushed(method=method, headers=headers, query=query, body=base64.b64decode(body))
