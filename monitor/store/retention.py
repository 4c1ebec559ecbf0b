"""Retention: what is old enough leaves, in pieces that hold nobody up.

A mention leaves with its revisions, verdicts, closed cases and their timelines; while a case of it is live it stays.
Figures are history: rollups hold counts and nobody's words, so pruning takes nothing off them, and last year's digest
does not shrink. A pruned mention leaves a tombstone (100 bytes): a feed that still shows it must not alert anew.
Messages in channels follow the channels' own retention.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, delete, select

from connectors.contract import MentionKey
from monitor.domain.case import LIVE_STATES
from monitor.domain.delivery import DeliveryState
from monitor.store import (
    attempts,
    happenings,
    incident_acts,
    journal,
    keyrings,
    presses,
    pushes,
    remembered,
    tombstones,
    traces,
)
from monitor.store.change_tables import DraftRow, RelayRow
from monitor.store.columns import table
from monitor.store.database import Database, Transaction
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.tables import CaseRow, MentionRow, PollRow, RejectedRow

CHUNK = 500
DRAFTS_KEPT = timedelta(days=7)
"""A change that was only tried is looked at once more before it is made so late."""
ATTEMPTS_KEPT = timedelta(days=1)
HAPPENINGS_KEPT = timedelta(days=30)
"""So long a program that was away may ask what happened meanwhile. A webhook that stands still keeps them longer."""
JOURNAL_KEPT = timedelta(days=730)
"""Who did what is asked about long after; then the names and addresses in it leave, too."""
_MENTIONS, _CASES, _DELIVERIES = table(MentionRow), table(CaseRow), table(DeliveryRow)
_POLLS, _REJECTED = table(PollRow), table(RejectedRow)
_RELAYS, _DRAFTS = table(RelayRow), table(DraftRow)
_ENDED = (DeliveryState.POSTED, DeliveryState.HELD, DeliveryState.DEAD, DeliveryState.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long each is kept: mentions since they were heard, samples of what was not understood, polls."""

    mentions: timedelta = timedelta(days=400)
    payloads: timedelta = timedelta(days=30)
    polls: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """How many of each left."""

    mentions: int = 0
    payloads: int = 0
    polls: int = 0
    pushes: int = 0
    messages: int = 0
    presses: int = 0
    traces: int = 0
    relays: int = 0
    drafts: int = 0
    keys: int = 0
    journal: int = 0
    remembered: int = 0
    happenings: int = 0


def prune(db: Database, retention: Retention, now: datetime, *, stopping: Callable[[], bool] = lambda: False) -> Pruned:
    """Delete what is older than `retention` allows, `CHUNK` rows a transaction; stop between two where asked to."""
    since = now - retention.mentions
    happenings.place(db, now)
    ended = _DELIVERIES.c.case_id.is_(None) & _DELIVERIES.c.state.in_([state.value for state in _ENDED])

    def repeat(step: Callable[[Transaction], int]) -> int:
        return _repeat(db, step, stopping)

    pruned = Pruned(
        mentions=repeat(lambda tx: _prune_mentions(tx, since, now)),
        payloads=repeat(lambda tx: _prune(tx, _REJECTED, _REJECTED.c.heard_at < now - retention.payloads)),
        polls=repeat(lambda tx: _prune(tx, _POLLS, _POLLS.c.started_at < now - retention.polls)),
        pushes=repeat(lambda tx: pushes.forget(tx, now - retention.payloads, limit=CHUNK)),
        relays=repeat(lambda tx: _prune(tx, _RELAYS, _RELAYS.c.at < since)),
        drafts=repeat(lambda tx: _prune(tx, _DRAFTS, _DRAFTS.c.at < now - DRAFTS_KEPT)),
        keys=repeat(lambda tx: keyrings.sweep(tx, now) + attempts.sweep(tx, now - ATTEMPTS_KEPT)),
        happenings=repeat(lambda tx: happenings.prune(tx, now - HAPPENINGS_KEPT, limit=CHUNK)),
        journal=repeat(lambda tx: journal.prune(tx, now - JOURNAL_KEPT, limit=CHUNK)),
        remembered=repeat(lambda tx: remembered.prune(tx, now, limit=CHUNK)),
        messages=repeat(lambda tx: _prune(tx, _DELIVERIES, ended & (_DELIVERIES.c.told_at < since))),
        presses=repeat(lambda tx: presses.prune(tx, now)),
        traces=repeat(lambda tx: traces.forget_old(tx, now, limit=CHUNK)),
    )
    repeat(lambda tx: incident_acts.close_empty(tx, now))
    return pruned


def _repeat(db: Database, step: Callable[[Transaction], int], stopping: Callable[[], bool]) -> int:
    done = 0
    while not stopping():
        with db.write() as tx:
            count = step(tx)
        done += count
        if count < CHUNK:
            break
    return done


def _prune_mentions(tx: Transaction, since: datetime, now: datetime) -> int:
    live = select(_CASES.c.id).where(
        _CASES.c.mention_id == _MENTIONS.c.id, _CASES.c.state.in_(sorted(state.value for state in LIVE_STATES))
    )
    columns = (_MENTIONS.c[name] for name in ("id", "platform", "scope", "native_id"))
    old = select(*columns).where(_MENTIONS.c.heard_at < since, ~live.exists()).order_by(_MENTIONS.c.heard_at)
    rows = tx.execute(old.limit(CHUNK)).all()
    keys = [MentionKey(platform=row.platform, scope=row.scope, native_id=row.native_id) for row in rows]
    tombstones.bury_mentions(tx, keys, now)
    tx.execute(delete(_MENTIONS).where(_MENTIONS.c.id.in_([row.id for row in rows])))
    return len(rows)


def _prune(tx: Transaction, rows: Table, old: ColumnElement[bool]) -> int:
    ids = list(tx.execute(select(rows.c.id).where(old).order_by(rows.c.id).limit(CHUNK)).scalars())
    tx.execute(delete(rows).where(rows.c.id.in_(ids)))
    return len(ids)
