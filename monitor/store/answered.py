"""Answered: an answer of ours stands on the platform, and every case it answers knows it, once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, update

from connectors.contract import OwnReply
from monitor.domain import answer as steps
from monitor.domain import world
from monitor.domain.answer import Answer, AnswerState
from monitor.domain.case import Case, Event, EventKind
from monitor.domain.promise import same_words
from monitor.store import answers, cases, judgements
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.mention_rows import storable
from monitor.store.rows import upsert
from monitor.store.tables import ReplyRow

_REPLIES = table(ReplyRow)
_MAY_STAND = (
    *(AnswerState.WAITING, AnswerState.APPROVED, AnswerState.SENDING, AnswerState.DOUBTFUL, AnswerState.SENT),
)


def settle(tx: Transaction, answer: Answer, reply: OwnReply, *, url: str | None, now: datetime) -> None:
    """Record that `answer` stands on the platform as `reply`.

    Its case is responded by who wrote it; other cases of the same mention, too, as of an answer that was seen.
    """
    at = min(reply.posted_at, now)
    after, event = steps.sent(answer, native_id=reply.native_id, url=url, at=at)
    # In this order everywhere (the reply, its cases, the answer): who saves a page must not wait in a ring with us
    _add_reply(tx, answer.mention_id, reply, now)
    found = judgements.cases_of(tx, [answer.mention_id])
    answers.save(tx, answer, after, now)
    for case in found.values():
        if case.id == answer.case_id:
            told = [event, *steps.offered(answer, at=at)]
            became = steps.responded(case, by=answer.by, at=at)
        else:
            became, seen = world.replied(case, reply, now=now)
            told = [seen]
        cases.change(tx, case, replace(became, version=case.version + 1), told, now=now, acted=True)


def recognise(tx: Transaction, heard: Sequence[tuple[int, OwnReply]], now: datetime) -> frozenset[tuple[int, OwnReply]]:
    """Return those of the answers of ours that were heard, each with the mention it answers, which were written here.

    One is known by its receipt, or by its words where the platform tells another id. It counts once: what is on its
    way or doubtful is sent by that, also where somebody else posted the same words.
    """
    return frozenset((number, reply) for number, reply in heard if _is_ours(tx, number, reply, now))


def tell(tx: Transaction, before: Answer, after: Answer, events: Sequence[Event], now: datetime) -> None:
    """Write a step of an answer with its events on the timeline of its case."""
    note(tx, after, events, now)
    answers.save(tx, before, after, now)


def note(tx: Transaction, answer: Answer, events: Sequence[Event], now: datetime) -> None:
    """Tell on the timeline of its case what became of an answer."""
    case = cases.get(tx, answer.case_id, hold=True)
    cases.change(tx, case, replace(case, version=case.version + 1), events, now=now, acted=True)


def begin(tx: Transaction, case: Case, answer: Answer, now: datetime, *, key: str | None = None) -> Answer:
    """Write a new answer, and take the case on for its author where nobody has.

    `key` is that of its event: by `cases.was_told` it is known that what may be asked for twice was done.
    """
    made = answers.add(tx, answer, now)
    after = case if made.state is AnswerState.DRAFT else steps.taken_on(case, by=made.by, now=now)
    event = steps.written(made)
    told = replace(event, key=key or event.key)
    cases.change(tx, case, replace(after, version=case.version + 1), [told], now=now, acted=True)
    return made


def offer(tx: Transaction, case_id: int, sums: Sequence[str], *, said: str, by: str, now: datetime) -> Case:
    """Note on a case what was offered to its customer, without an answer of ours that we know of."""
    case = cases.get(tx, case_id, hold=True)
    told = [Event(kind=EventKind.OFFERED, at=now, by=by, became=one, text=said.strip() or None) for one in sums]
    after = replace(case, version=case.version + 1)
    return cases.change(tx, case, after, told, now=now, acted=True) if told else case


def _is_ours(tx: Transaction, mention_id: int, reply: OwnReply, now: datetime) -> bool:
    for answer in reversed(answers.of_mention(tx, mention_id, _MAY_STAND)):
        if answer.native_id != reply.native_id and not same_words(answer.text, reply.text):
            continue
        if answer.state is AnswerState.SENT:
            _forget_other_id(tx, answer, reply, now)
        else:
            settle(tx, answer, reply, url=None, now=now)
        return True
    return False


def _forget_other_id(tx: Transaction, answer: Answer, reply: OwnReply, now: datetime) -> None:
    """The platform shows it under another id than the receipt's: it must not be listed twice."""
    if answer.native_id is None or answer.native_id == reply.native_id:
        return
    mine = (_REPLIES.c.mention_id == answer.mention_id) & (_REPLIES.c.native_id == answer.native_id)
    tx.execute(delete(_REPLIES).where(mine))
    known = (_REPLIES.c.mention_id == answer.mention_id) & (_REPLIES.c.native_id == reply.native_id)
    tx.execute(update(_REPLIES).where(known).values(heard_at=answer.sent_at))  # it is no news
    answers.save(tx, answer, replace(answer, native_id=reply.native_id), now)


def _add_reply(tx: Transaction, mention_id: int, reply: OwnReply, now: datetime) -> None:
    """A platform that keeps one answer shows the new words under the old id."""
    values = {"text": storable(reply.text), "author": reply.author, "posted_at": reply.posted_at, "heard_at": now}
    row = upsert(tx, _REPLIES).values(mention_id=mention_id, native_id=reply.native_id, **values)
    tx.execute(row.on_conflict_do_update(index_elements=["mention_id", "native_id"], set_=values))
