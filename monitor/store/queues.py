"""Queues: how much waits for each stage and since when, cheaply enough to be asked every few seconds.

Nothing here reads more than `MOST` rows of an index, whatever the size of the store.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select

from monitor.domain.delivery import DeliveryState
from monitor.domain.lane import Line
from monitor.store import outbox, presses
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.judgements import of_line
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.people_tables import PressRow
from monitor.store.presses import PressState
from monitor.store.tables import MentionRow, RevisionRow, SightingRow, SourceRow

MOST = 100_000
"""A longer queue counts as this long."""
NEXT_IN_LINE = 100
"""So many of the next mentions are looked at for the one that waits longest: an old one that was edited goes first."""
RECENT = 10_000
"""States are told of so many of the newest messages."""

_sources, _mentions, _deliveries = table(SourceRow), table(MentionRow), table(DeliveryRow)
_presses = table(PressRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What waits for a stage: how many (at most `MOST`), and since when the oldest does. `lane`: `live`, `backfill`."""

    stage: str
    lane: str
    depth: int
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCount:
    """How many sources of a kind are in a state: `ok`, `failing` (tried again) or `paused` (a person must act)."""

    kind: str
    state: str
    count: int


def queues(tx: Transaction, now: datetime) -> Iterator[Queue]:
    """Yield every queue: sources that are due, mentions that nobody judged, messages that are due, clicks."""
    yield _to_collect(tx, now)
    yield _to_judge(tx, "live", of_line(Line.LIVE))
    yield _to_judge(tx, "backfill", of_line(Line.BACKFILL))
    yield _to_deliver(tx, now)
    yield _to_act_on(tx)


def press_counts(tx: Transaction) -> dict[str, int]:
    """Count the newest presses (at most `RECENT`) by what became of them; every state is there."""
    newest = select(_presses.c.state).order_by(_presses.c.id.desc()).limit(RECENT).subquery()
    rows = tx.execute(select(newest.c.state, func.count()).group_by(newest.c.state))
    return {state.value: 0 for state in PressState} | {row[0]: row[1] for row in rows}


def source_counts(tx: Transaction) -> list[SourceCount]:
    """Count the configured sources by kind and state."""
    state = case((_sources.c.paused, "paused"), (_sources.c.failures > 0, "failing"), else_="ok")
    query = select(_sources.c.kind, state, func.count()).where(_sources.c.configured)
    rows = tx.execute(query.group_by(_sources.c.kind, state).order_by(_sources.c.kind, state))
    return [SourceCount(kind=kind, state=found, count=count) for kind, found, count in rows]


def delivery_counts(tx: Transaction) -> dict[str, int]:
    """Count the newest messages (at most `RECENT`) by state; every state is there."""
    newest = select(_deliveries.c.state).order_by(_deliveries.c.id.desc()).limit(RECENT).subquery()
    rows = tx.execute(select(newest.c.state, func.count()).group_by(newest.c.state))
    return {state.value: 0 for state in DeliveryState} | {row[0]: row[1] for row in rows}


def _to_collect(tx: Transaction, now: datetime) -> Queue:
    free = _sources.c.lease_until.is_(None) | (_sources.c.lease_until < now)
    due = (_sources.c.configured, _sources.c.due_at <= now, free)
    depth, since = tx.execute(select(func.count(), func.min(_sources.c.due_at)).where(*due)).one()
    return Queue(stage="collect", lane="live", depth=depth, since=since)


def _to_judge(tx: Transaction, lane: str, mine: ColumnElement[bool]) -> Queue:
    waits = (_mentions.c.judged < _mentions.c.revision, mine)
    line = select(_mentions.c.id, _mentions.c.heard_at).where(*waits).order_by(_mentions.c.lane, _mentions.c.id)
    since = {row.id: row.heard_at for row in tx.execute(line.limit(NEXT_IN_LINE))}
    for later in (_latest(tx, SightingRow, "heard_at", since), _latest(tx, RevisionRow, "replaced_at", since)):
        since |= {number: max(at, since[number]) for number, at in later.items()}
    return Queue(stage="judge", lane=lane, depth=_depth(tx, *waits), since=min(since.values(), default=None))


def _latest(tx: Transaction, rows: Any, column: str, ids: dict[int, datetime]) -> dict[int, datetime]:
    """Return when each mention last got into line again: heard by another source, or edited."""
    found = table(rows)
    query = select(found.c.mention_id, func.max(found.c[column])).where(found.c.mention_id.in_(list(ids)))
    return {row[0]: row[1] for row in tx.execute(query.group_by(found.c.mention_id))}


def _to_deliver(tx: Transaction, now: datetime) -> Queue:
    due = (outbox.waits(now),)
    since = tx.execute(select(func.min(_deliveries.c.due_at)).where(*due)).scalar_one()
    return Queue(stage="deliver", lane="live", depth=_depth(tx, *due), since=since)


def _to_act_on(tx: Transaction) -> Queue:
    waits = (presses.WAITING,)
    return Queue(stage="presses", lane="live", depth=_depth(tx, *waits), since=presses.oldest_waiting(tx))


def _depth(tx: Transaction, *waits: ColumnElement[bool]) -> int:
    some = select(literal(1)).where(*waits).limit(MOST).subquery()
    return int(tx.execute(select(func.count()).select_from(some)).scalar_one())
