"""Erasure: a person's words and names leave for good, and keyed hashes see to it that they are not heard again.

It reaches the mention, its revisions and replies, the customer's words in reasons, the words on its cases' timelines,
what they left by which near copies are found, samples of items that were not understood, what programs were answered,
and the messages in the channels, which are revised to show none of it. What stays is that there was a mention, when,
how many stars it gave and how its case went: figures do not change. What has left (mails, exports, copies of the store)
cannot be recalled.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, and_, cast, delete, func, literal, select, update

from connectors.contract import MentionKey
from monitor.domain.case import Event, EventKind
from monitor.store import answers, cases, quoting, remembered, tombstones, traces, word_search
from monitor.store.case_rows import case_of
from monitor.store.columns import Instant, table
from monitor.store.database import Database, Transaction
from monitor.store.tables import CaseRow, EventRow, MentionRow, RejectedRow, ReplyRow, RevisionRow, VerdictRow

CHUNK = 500
_MENTIONS, _CASES, _EVENTS, _REJECTED = table(MentionRow), table(CaseRow), table(EventRow), table(RejectedRow)
_PERSONAL = ("title", "media", "url", "author_id", "author_name", "followers", "thread_id", "parent_id", "place")
_erased_name = literal("erased:") + cast(_MENTIONS.c.id, Text)
_not_erased = _MENTIONS.c.native_id != _erased_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How much was erased. `cases` are those whose messages are being revised."""

    mentions: int = 0
    cases: int = 0
    samples: int = 0


def erase_author(db: Database, platform: str, author_id: str, *, by: str, now: datetime) -> Erased:
    """Erase all that an author said, and whatever they say later is not taken in."""
    with db.write() as tx:
        tombstones.bury_author(tx, platform, author_id, now)
    theirs = and_(_MENTIONS.c.platform == platform, _MENTIONS.c.author_id == author_id)
    return _erase(db, theirs, {author_id}, by=by, now=now)


def erase_mention(db: Database, mention_id: int, *, by: str, now: datetime) -> Erased:
    """Erase one mention; its author may be heard again elsewhere."""
    return _erase(db, _MENTIONS.c.id == mention_id, set(), by=by, now=now)


def _erase(db: Database, which: ColumnElement[bool], names: set[str], *, by: str, now: datetime) -> Erased:
    """Erase in pieces, so that nobody waits long. Cut short, it does the rest when asked again: samples are found by
    the names that mentions still have, so they go first."""
    samples = _erase_samples(db, names | _names(db, which))
    mentions = of_cases = 0
    while True:
        with db.write() as tx:
            _overwrite_what_is_freed(tx)
            rows = tx.execute(select(_MENTIONS).where(which, _not_erased).limit(CHUNK).with_for_update()).all()
            of_cases += _erase_mentions(tx, rows, by=by, now=now)
        mentions += len(rows)
        if len(rows) < CHUNK:
            break
    word_search.forget(db)
    _forget_the_journal(db)
    return Erased(mentions=mentions, cases=of_cases, samples=samples)


def _names(db: Database, which: ColumnElement[bool]) -> set[str]:
    """Return what a mention and its author are known by."""
    columns = (_MENTIONS.c.native_id, _MENTIONS.c.author_id, _MENTIONS.c.author_name)
    with db.read() as tx:
        return {name for row in tx.execute(select(*columns).where(which, _not_erased)) for name in row if name}


def _erase_mentions(tx: Transaction, rows: Sequence[Row[Any]], *, by: str, now: datetime) -> int:
    keys = [MentionKey(platform=row.platform, scope=row.scope, native_id=row.native_id) for row in rows]
    ids = [row.id for row in rows]
    if not ids:
        return 0
    tombstones.bury_mentions(tx, keys, now)
    for kind in (RevisionRow, ReplyRow):
        tx.execute(delete(table(kind)).where(table(kind).c.mention_id.in_(ids)))
    verdicts = table(VerdictRow)
    tx.execute(update(verdicts).where(verdicts.c.mention_id.in_(ids)).values(reasons="[]"))
    traces.forget(tx, ids)
    remembered.forget_words(tx)
    told = _tell_cases(tx, ids, by=by, now=now)
    blank = dict.fromkeys(_PERSONAL) | {"text": "", "content_hash": "", "needs_eyes": False}
    gone_at = func.coalesce(_MENTIONS.c.gone_at, literal(now, Instant))
    values = blank | {"native_id": _erased_name, "judged": _MENTIONS.c.revision, "gone_at": gone_at}
    tx.execute(update(_MENTIONS).where(_MENTIONS.c.id.in_(ids)).values(values))
    quoting.word_anew(tx, ids, now)
    return told


def _tell_cases(tx: Transaction, mention_ids: Sequence[int], *, by: str, now: datetime) -> int:
    """Take the words off the timelines; what was done and when stays, and the erasure is told."""
    rows = tx.execute(select(_CASES).where(_CASES.c.mention_id.in_(mention_ids)).with_for_update()).all()
    of_these = _EVENTS.c.case_id.in_([row.id for row in rows])
    tx.execute(update(_EVENTS).where(of_these).values(text=None))
    responses = of_these & (_EVENTS.c.kind == EventKind.RESPONDED.value)
    tx.execute(update(_EVENTS).where(responses).values(became=None))
    answers.forget(tx, [row.id for row in rows], now)
    for row in rows:
        case = case_of(row)
        event = Event(kind=EventKind.ERASED, at=now, by=by, key="erased")
        cases.change(tx, case, replace(case, version=case.version + 1), [event], now=now, acted=True)
    return len(rows)


def _erase_samples(db: Database, names: set[str]) -> int:
    """Delete the samples in which one of `names` stands, as it is or as JSON writes it."""
    needles = names | {json.dumps(name)[1:-1] for name in names}
    last = erased = 0
    while True:
        with db.write() as tx:
            _overwrite_what_is_freed(tx)
            query = select(_REJECTED.c.id, _REJECTED.c.payload, _REJECTED.c.reason).where(_REJECTED.c.id > last)
            rows = tx.execute(query.order_by(_REJECTED.c.id).limit(CHUNK)).all()
            theirs = [row.id for row in rows if any(name in row.payload or name in row.reason for name in needles)]
            tx.execute(delete(_REJECTED).where(_REJECTED.c.id.in_(theirs)))
        erased += len(theirs)
        if len(rows) < CHUNK:
            return erased
        last = rows[-1].id


def _overwrite_what_is_freed(tx: Transaction) -> None:
    """SQLite leaves deleted bytes in the file until something else needs the room."""
    if tx.dialect.name == "sqlite":
        tx.exec_driver_sql("PRAGMA secure_delete = ON")


def _forget_the_journal(db: Database) -> None:
    """SQLite's write-ahead log still holds the pages as they were. While others read it goes at a later checkpoint."""
    if not db.is_sqlite:
        return
    connection = db.engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
