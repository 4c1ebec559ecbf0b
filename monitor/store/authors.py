"""Authors: what is known of who said something, beside what they are called."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, func, select

from monitor.domain.access import Limits
from monitor.domain.conversation import MOST, Held, Known
from monitor.store.case_rows import case_of
from monitor.store.columns import table
from monitor.store.database import Database, Transaction
from monitor.store.mention_rows import mention_of, reply_of
from monitor.store.tables import CaseRow, MentionRow, ReplyRow, RevisionRow
from monitor.store.within import cases_within, neighbours_within

PAGE = 500
_MENTIONS, _CASES = table(MentionRow), table(CaseRow)
_REPLIES, _REVISIONS = table(ReplyRow), table(RevisionRow)


def known(tx: Transaction, mention_id: int, within: Limits) -> Known:
    """Return what is known of who said a mention, as far as somebody may see it."""
    mine = tx.execute(select(_MENTIONS).where(_MENTIONS.c.id == mention_id)).one()
    theirs = (_MENTIONS.c.platform == mine.platform) & (_MENTIONS.c.author_id == mine.author_id)
    if mine.author_id is None:
        theirs = _MENTIONS.c.id == mention_id
    some = select(_MENTIONS.c.id, _MENTIONS.c.posted_at).where(theirs, *neighbours_within(within)).limit(MOST + 1)
    heard = some.subquery()
    counted = tx.execute(select(func.count(heard.c.id), func.min(heard.c.posted_at))).one()
    end = func.coalesce(_CASES.c.outcome, _CASES.c.dismissal)
    of_them = _CASES.c.mention_id.in_(select(heard.c.id))
    ended = select(end, func.count()).where(of_them, *cases_within(within)).group_by(end)
    ends = [(name, count) for name, count in tx.execute(ended)]
    return Known(
        platform=mine.platform,
        id=mine.author_id,
        name=mine.author_name,
        followers=mine.followers,
        mentions=counted[0],
        since=counted[1] if counted[0] <= MOST else None,
        cases=sum(count for _, count in ends),
        outcomes=tuple(sorted((name, count) for name, count in ends if name)),
    )


def everything(db: Database, platform: str, author_id: str) -> Iterator[Held]:
    """Yield all that is held of an author, the oldest first, a page a transaction; they may have said very much."""
    last, theirs = 0, (_MENTIONS.c.platform == platform) & (_MENTIONS.c.author_id == author_id)
    while True:
        with db.read() as tx:
            page = select(_MENTIONS).where(theirs, _MENTIONS.c.id > last).order_by(_MENTIONS.c.id).limit(PAGE)
            rows = tx.execute(page).all()
            held = _held(tx, rows)
        yield from held
        if len(rows) < PAGE:
            return
        last = rows[-1].id


def _held(tx: Transaction, rows: Sequence[Row[Any]]) -> list[Held]:
    """Return mentions with what they said before, our answers and their cases."""
    ids = [row.id for row in rows]
    replies, before, cases = (defaultdict[int, list[Any]](list) for _ in range(3))
    for row in tx.execute(select(_REPLIES).where(_REPLIES.c.mention_id.in_(ids)).order_by(_REPLIES.c.id)):
        replies[row.mention_id].append(reply_of(row))
    older = select(_REVISIONS).where(_REVISIONS.c.mention_id.in_(ids)).order_by(_REVISIONS.c.revision)
    for row in tx.execute(older):
        before[row.mention_id].append("\n\n".join(filter(None, (row.title, row.text))))
    for row in tx.execute(select(_CASES).where(_CASES.c.mention_id.in_(ids)).order_by(_CASES.c.id)):
        cases[row.mention_id].append(case_of(row))
    return [
        Held(
            id=row.id,
            mention=mention_of(row, replies[row.id]),
            heard_at=row.heard_at,
            before=tuple(before[row.id]),
            cases=tuple(cases[row.id]),
        )
        for row in rows
    ]
