"""Answers in the store: from the draft to what became of it. While one is being sent, its lease fences every write."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, literal, or_, select, update

from monitor.domain.act import NotAllowed
from monitor.domain.answer import PENDING, Answer, AnswerState
from monitor.domain.case import Case
from monitor.domain.reply import Said
from monitor.store import leases, outbox_subjects
from monitor.store.answer_tables import AnswerRow
from monitor.store.columns import Instant, table
from monitor.store.database import LeaseLost, StoreUnavailable, Transaction, clock_plus
from monitor.store.mention_rows import storable
from monitor.store.rows import next_ids
from monitor.store.tables import CaseRow, MentionRow, ReplyRow, SightingRow, SourceRow

_rows = table(AnswerRow)
_PENDING = [state.value for state in PENDING]
_DUE = [state.value for state in (AnswerState.APPROVED, AnswerState.SENDING, AnswerState.DOUBTFUL)]
_UNFINISHED = [state.value for state in (AnswerState.DRAFT, AnswerState.FAILED, AnswerState.REJECTED)]


class NoSuchAnswer(NotAllowed):
    """There is no answer of that number; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """An answer that is being sent or looked for. `doubtful`: it may stand there already. `token` fences its writes."""

    answer: Answer
    token: int
    doubtful: bool
    attempts: int
    looks: int
    first_tried_at: datetime
    last_tried_at: datetime


def add(tx: Transaction, answer: Answer, now: datetime) -> Answer:
    """Write a new answer; return it with its number. What its author kept of the case as a draft goes."""
    drafts = (_rows.c.case_id == answer.case_id) & (_rows.c.state == AnswerState.DRAFT.value)
    tx.execute(delete(_rows).where(drafts, _rows.c.by == answer.by))
    [number] = next_ids(tx, _rows, 1)
    made = replace(answer, id=number)
    tx.execute(insert(_rows).values(id=number, due_at=now, attempts=0, looks=0, lease_token=0, **_columns(made)))
    return made


def get(tx: Transaction, answer_id: int) -> Answer:
    """Return an answer. Raises `NoSuchAnswer`."""
    row = tx.execute(select(_rows).where(_rows.c.id == answer_id)).one_or_none()
    if row is None:
        raise NoSuchAnswer(f"there is no answer {answer_id}")
    return _answer(row)


def pending(tx: Transaction, case_id: int) -> Answer | None:
    """Return the answer to a case that is on its way."""
    row = tx.execute(select(_rows).where(_rows.c.case_id == case_id, _rows.c.state.in_(_PENDING))).one_or_none()
    return None if row is None else _answer(row)


def unfinished(tx: Transaction, case_id: int) -> Answer | None:
    """Return the words to go on with: the latest answer to a case, where it is a draft, failed or was rejected."""
    latest = select(_rows).where(_rows.c.case_id == case_id).order_by(_rows.c.id.desc()).limit(1)
    row = tx.execute(latest).one_or_none()
    return _answer(row) if row is not None and row.state in _UNFINISHED else None


def of_mention(tx: Transaction, mention_id: int, states: Sequence[AnswerState]) -> list[Answer]:
    """Return the answers to a mention in these states, the oldest first."""
    mine = (_rows.c.mention_id == mention_id) & _rows.c.state.in_([state.value for state in states])
    return [_answer(row) for row in tx.execute(select(_rows).where(mine).order_by(_rows.c.id))]


def save(tx: Transaction, before: Answer, after: Answer, now: datetime) -> None:
    """Write what became of an answer; whoever is sending it meanwhile writes nothing more.

    Raises `StoreUnavailable` where somebody else changed it since: the transaction may be tried again.
    """
    mine = (_rows.c.id == before.id) & (_rows.c.state == before.state.value)
    values = {"due_at": now, "looks": 0, "lease_until": None, "lease_token": _rows.c.lease_token + 1}
    if tx.execute(update(_rows).where(mine).values(**_columns(after), **values)).rowcount == 0:
        raise StoreUnavailable(f"the answer to C-{before.case_id} was changed in the same moment; try again")
    outbox_subjects.touch_subject(tx, subject(after.id), now)


def claim(tx: Transaction, now: datetime, *, paused: bool) -> Claimed | None:
    """Take the next answer that is due: to be sent, or to be looked for. While paused none is sent.

    One to be sent is marked as being sent: from here on a crash leaves it doubtful.
    """
    states = [state for state in _DUE if not paused or state != AnswerState.APPROVED.value]
    free = _rows.c.lease_until.is_(None) | (_rows.c.lease_until < clock_plus(tx))
    query = select(_rows).where(_rows.c.state.in_(states), _rows.c.due_at <= now, free).order_by(_rows.c.due_at)
    row = tx.execute(query.limit(1).with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    doubtful = row.state != AnswerState.APPROVED.value
    values: dict[str, Any] = {"lease_token": row.lease_token + 1, "lease_until": clock_plus(tx, leases.LEASE)}
    if not doubtful:
        first = func.coalesce(_rows.c.first_tried_at, literal(now, Instant))
        values |= {"state": AnswerState.SENDING.value, "attempts": row.attempts + 1}
        values |= {"last_tried_at": now, "first_tried_at": first}
    tx.execute(update(_rows).where(_rows.c.id == row.id).values(**values))
    return Claimed(
        answer=replace(_answer(row), state=AnswerState.DOUBTFUL if doubtful else AnswerState.SENDING),
        token=row.lease_token + 1,
        doubtful=doubtful,
        attempts=row.attempts + (not doubtful),
        looks=row.looks,
        first_tried_at=row.first_tried_at or now,
        last_tried_at=(row.last_tried_at or now) if doubtful else now,
    )


def approved(tx: Transaction) -> int:
    """Count the answers that may be sent, and are not yet."""
    return tx.execute(select(func.count()).where(_rows.c.state == AnswerState.APPROVED.value)).scalar_one()


def put_back(tx: Transaction, claimed: Claimed, *, due_at: datetime) -> None:
    """Surely not sent: it waits until `due_at`. Raises `LeaseLost`."""
    state = AnswerState.APPROVED.value
    fenced(tx, claimed, state=state, due_at=due_at, looks=0, lease_until=None)


def doubt(tx: Transaction, claimed: Claimed, *, looks: int, due_at: datetime) -> None:
    """It may stand there: look for it at `due_at`. Raises `LeaseLost`."""
    state = AnswerState.DOUBTFUL.value
    fenced(tx, claimed, state=state, looks=looks, due_at=due_at, lease_until=None)


def fenced(tx: Transaction, claimed: Claimed, **values: Any) -> None:
    """Write as the holder of the lease. Raises `LeaseLost`."""
    mine = (_rows.c.id == claimed.answer.id) & (_rows.c.lease_token == claimed.token)
    if tx.execute(update(_rows).where(mine).values(**values)).rowcount == 0:
        raise LeaseLost(f"answer {claimed.answer.id}: the lease ended and another worker has taken it")
    outbox_subjects.touch_subject(tx, subject(claimed.answer.id), values.get("due_at", claimed.last_tried_at))


def is_due(tx: Transaction, now: datetime) -> bool:
    """Tell whether an answer is to be sent or looked for."""
    query = select(_rows.c.id).where(_rows.c.state.in_(_DUE), _rows.c.due_at <= now)
    return tx.execute(query.limit(1)).first() is not None


def heard_by(tx: Transaction, mention_id: int) -> list[str]:
    """Name the sources that heard a mention, the first one first."""
    sightings, sources = table(SightingRow), table(SourceRow)
    query = select(sources.c.name).join(sightings, sightings.c.source_id == sources.c.id)
    mine = query.where(sightings.c.mention_id == mention_id)
    return list(tx.execute(mine.order_by(sightings.c.heard_at, sources.c.id)).scalars())


def lately_said(tx: Transaction, case: Case, limit: int = 30) -> list[Said]:
    """Return what the customers of other cases of a brand were told last, from here or on the platform."""
    told, cases = table(ReplyRow), table(CaseRow)
    newest = select(told.c.mention_id, told.c.text).order_by(told.c.id.desc()).limit(10 * limit).subquery()
    query = select(cases.c.id, newest.c.text).join(cases, cases.c.mention_id == newest.c.mention_id)
    others = query.where(cases.c.brand == case.brand, cases.c.mention_id != case.mention_id)
    return [Said(case_id=row.id, text=row.text) for row in tx.execute(others.limit(limit))]


def waiting(tx: Transaction, case_ids: Collection[int]) -> dict[int, Answer]:
    """Return the answers to these cases that wait for a second person, by case."""
    mine = _rows.c.case_id.in_(list(case_ids)) & (_rows.c.state == AnswerState.WAITING.value)
    return {row.case_id: _answer(row) for row in tx.execute(select(_rows).where(mine).order_by(_rows.c.id))}


def answered_since(tx: Transaction, answer: Answer) -> bool:
    """Tell whether another answer of ours was seen on the platform since this one was written."""
    replies = table(ReplyRow)
    later = (replies.c.mention_id == answer.mention_id) & (replies.c.heard_at > answer.written_at)
    return tx.execute(select(replies.c.id).where(later).limit(1)).first() is not None


def revision(tx: Transaction, mention_id: int) -> int:
    """Return the latest revision of a mention."""
    mentions = table(MentionRow)
    return int(tx.execute(select(mentions.c.revision).where(mentions.c.id == mention_id)).scalar_one())


def forget(tx: Transaction, case_ids: Sequence[int], now: datetime) -> None:
    """Erase the words of the answers to these cases; what is on its way is not sent any more."""
    mine = _rows.c.case_id.in_(list(case_ids))
    moving = mine & or_(_rows.c.state.in_(_PENDING), _rows.c.state == AnswerState.DRAFT.value)
    over = {"state": AnswerState.WITHDRAWN.value, "lease_token": _rows.c.lease_token + 1, "lease_until": None}
    tx.execute(update(_rows).where(moving).values(**over))
    tx.execute(update(_rows).where(mine).values(text="", offer="", why=None, url=None, native_id=None))
    for number in tx.execute(select(_rows.c.id).where(mine)).scalars().all():
        outbox_subjects.touch_subject(tx, subject(number), now)


def release_leases(tx: Transaction) -> None:
    """Free what a process that is surely dead had taken."""
    tx.execute(update(_rows).where(_rows.c.lease_until.is_not(None)).values(lease_until=None))


def subject(answer_id: int) -> str:
    """Return what the messages about an answer are about."""
    return f"answer:{answer_id}"


def _columns(answer: Answer) -> dict[str, Any]:
    values = {name: getattr(answer, name) for name in Answer.__dataclass_fields__ if name != "id"}
    told = {"text": storable(answer.text), "offer": storable(answer.offer), "sums": ",".join(answer.sums)}
    return values | told | {"state": answer.state.value}


def _answer(row: Row[Any]) -> Answer:
    values = {name: getattr(row, name) for name in Answer.__dataclass_fields__}
    return Answer(**values | {"state": AnswerState(row.state), "sums": tuple(filter(None, row.sums.split(",")))})
