"""Conversation: what stands around a mention at its source, as far as it was heard, and what we said there."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from monitor.domain.access import Limits
from monitor.domain.conversation import Turn
from monitor.domain.relevance import Speaker
from monitor.store.answer_tables import AnswerRow
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.tables import CaseRow, MentionRow, ReplyRow, VerdictRow
from monitor.store.within import neighbours_within

BEFORE, AFTER = 10, 30
"""Of a long thread, so many that were said before the mention and after it."""
_MENTIONS, _REPLIES, _VERDICTS = table(MentionRow), table(ReplyRow), table(VerdictRow)
_CASES, _ANSWERS = table(CaseRow), table(AnswerRow)


def conversation(tx: Transaction, mention_id: int, within: Limits) -> list[Turn]:
    """Return what was said around a mention, in order; what is gone, or not to be seen, is left out."""
    mine = tx.execute(select(_MENTIONS).where(_MENTIONS.c.id == mention_id)).one()
    rows = {row.id: row for row in _around(tx, mine, within)} | {mine.id: mine}
    cases = _cases(tx, list(rows), within)
    ours, known = _ours(tx, list(rows))
    heard = [row for row in rows.values() if row.gone_at is None and row.native_id not in known]
    by_us = _by_us(tx, [row.id for row in heard])
    turns = [_turn(row, mine, cases.get(row.id), ours=row.id in by_us) for row in heard]
    return sorted([*turns, *ours], key=lambda turn: (turn.at, turn.ours))


def _around(tx: Transaction, mine: Row[Any], within: Limits) -> Iterator[Row[Any]]:
    """Yield the post that the thread hangs on, and what was said nearest to the mention."""
    here = (_MENTIONS.c.platform == mine.platform) & (_MENTIONS.c.scope == mine.scope)
    root = mine.thread_id or mine.native_id
    seen = (*neighbours_within(within), _MENTIONS.c.gone_at.is_(None))
    names = sorted({root, mine.parent_id or root})
    yield from tx.execute(select(_MENTIONS).where(here, _MENTIONS.c.native_id.in_(names), *seen))
    inside = here & (_MENTIONS.c.thread_id == root)
    at = _MENTIONS.c.posted_at
    nearest: Sequence[tuple[ColumnElement[bool], Any, int]] = (
        (at < mine.posted_at, at.desc(), BEFORE),
        (at >= mine.posted_at, at, AFTER),
    )
    for side, order, most in nearest:
        yield from tx.execute(select(_MENTIONS).where(inside, side, *seen).order_by(order).limit(most))


def _cases(tx: Transaction, mention_ids: Sequence[int], within: Limits) -> dict[int, int]:
    """Return a case of each mention that has one, as far as they may be seen."""
    query = select(_CASES.c.mention_id, _CASES.c.id, _CASES.c.brand, _CASES.c.department)
    rows = tx.execute(query.where(_CASES.c.mention_id.in_(mention_ids)).order_by(_CASES.c.id.desc()))
    return {row.mention_id: row.id for row in rows if within.allow(row.brand, row.department)}


def _by_us(tx: Transaction, mention_ids: Sequence[int]) -> set[int]:
    """Return which of these mentions were told to be our own."""
    speaks = _VERDICTS.c.speaker == Speaker.OURSELVES.value
    query = select(_VERDICTS.c.mention_id).where(_VERDICTS.c.mention_id.in_(mention_ids), speaks)
    return set(tx.execute(query).scalars())


def _turn(row: Row[Any], mine: Row[Any], case_id: int | None, *, ours: bool) -> Turn:
    return Turn(
        at=row.posted_at,
        by=row.author_name,
        title=row.title,
        text=row.text,
        url=row.url,
        ours=ours,
        own=row.id == mine.id,
        same_author=row.author_id is not None and row.author_id == mine.author_id,
        case_id=case_id,
    )


def _ours(tx: Transaction, mention_ids: Sequence[int]) -> tuple[list[Turn], set[str]]:
    """Return our answers as the platform shows them, each with who wrote it where that was done here; and their ids."""
    written: dict[tuple[int, str], Row[Any]] = {}
    mine = _ANSWERS.c.mention_id.in_(mention_ids) & _ANSWERS.c.native_id.is_not(None)
    for row in tx.execute(select(_ANSWERS).where(mine).order_by(_ANSWERS.c.id)):
        written[row.mention_id, row.native_id] = row
    query = select(_REPLIES).where(_REPLIES.c.mention_id.in_(mention_ids)).order_by(_REPLIES.c.id)
    found = {row.native_id: row for row in tx.execute(query)}
    return [_answer(row, written.get((row.mention_id, row.native_id))) for row in found.values()], set(found)


def _answer(row: Row[Any], answer: Row[Any] | None) -> Turn:
    return Turn(
        at=row.posted_at,
        by=row.author,
        title=None,
        text=row.text,
        url=answer and answer.url,
        ours=True,
        written_by=answer and answer.by,
        approved_by=answer and answer.approved_by,
    )
