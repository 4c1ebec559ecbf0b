"""Watches: which mentions are looked at again on their platform, and when."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, literal, select, update

from connectors.contract import MentionKey
from monitor.domain.case import LIVE_STATES, Case
from monitor.store.case_rows import case_of
from monitor.store.columns import Instant, table
from monitor.store.database import Transaction
from monitor.store.push_tables import WatchRow
from monitor.store.rows import upsert
from monitor.store.tables import CaseRow, MentionRow

TAKEN_FOR = timedelta(minutes=5)
"""Whoever takes some of what is due has so long; what he does not finish is due again. To look twice does no harm."""
_CHUNK = 500

_rows, _cases, _mentions = table(WatchRow), table(CaseRow), table(MentionRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A mention that is to be looked at, with its cases."""

    mention_id: int
    key: MentionKey
    cases: tuple[Case, ...]


def begin(tx: Transaction, source_ids: Sequence[int], now: datetime) -> int:
    """Watch the mentions of live cases that these sources heard first and that nobody watches; return how many."""
    live = [state.value for state in LIVE_STATES]
    unwatched = ~select(_rows.c.mention_id).where(_rows.c.mention_id == _cases.c.mention_id).exists()
    wanted = (
        select(_cases.c.mention_id, func.min(_cases.c.source_id), literal(now, Instant))
        .join(_mentions, _mentions.c.id == _cases.c.mention_id)
        .where(_cases.c.state.in_(live), _cases.c.source_id.in_(source_ids), _mentions.c.gone_at.is_(None), unwatched)
        .group_by(_cases.c.mention_id)
    )
    fresh = upsert(tx, _rows).from_select(["mention_id", "source_id", "due_at"], wanted).on_conflict_do_nothing()
    return tx.execute(fresh).rowcount


def due(tx: Transaction, source_ids: Sequence[int], now: datetime) -> list[int]:
    """Return those of the sources that something is to be looked at for."""
    query = select(_rows.c.source_id).where(_rows.c.due_at <= now, _rows.c.source_id.in_(source_ids)).distinct()
    return list(tx.execute(query).scalars())


def take(tx: Transaction, source_id: int, now: datetime, *, limit: int) -> list[Watched]:
    """Take what is due of one source, the longest due first."""
    query = select(_rows.c.mention_id).where(_rows.c.source_id == source_id, _rows.c.due_at <= now)
    query = query.order_by(_rows.c.due_at).limit(limit).with_for_update(skip_locked=True)
    ids = list(tx.execute(query).scalars())
    if not ids:
        return []
    tx.execute(update(_rows).where(_rows.c.mention_id.in_(ids)).values(due_at=now + TAKEN_FOR))
    cases: dict[int, list[Case]] = defaultdict(list)
    for row in tx.execute(select(_cases).where(_cases.c.mention_id.in_(ids))):
        cases[row.mention_id].append(case_of(row))
    known = select(*(_mentions.c[name] for name in ("id", "platform", "scope", "native_id")))
    return [
        Watched(
            mention_id=row.id,
            key=MentionKey(platform=row.platform, scope=row.scope, native_id=row.native_id),
            cases=tuple(cases[row.id]),
        )
        for row in tx.execute(known.where(_mentions.c.id.in_(ids)).order_by(_mentions.c.id))
    ]


def settle(tx: Transaction, looks: Mapping[int, datetime | None]) -> None:
    """Write down when each mention is looked at next; None: never again."""
    over = [number for number, at in looks.items() if at is None]
    for start in range(0, len(over), _CHUNK):
        tx.execute(delete(_rows).where(_rows.c.mention_id.in_(over[start : start + _CHUNK])))
    for number, at in looks.items():
        if at is not None:
            tx.execute(update(_rows).where(_rows.c.mention_id == number).values(due_at=at))


def put_off(tx: Transaction, mention_ids: Sequence[int], until: datetime) -> None:
    """Look at these no earlier than `until`."""
    tx.execute(update(_rows).where(_rows.c.mention_id.in_(mention_ids)).values(due_at=until))
