"""The cases of an incident, as somebody sees them: a page of them, and those that something is to be done about."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from monitor.domain.access import Limits
from monitor.domain.answer import PENDING, AnswerState
from monitor.domain.case import LIVE_STATES, UNANSWERED_STATES
from monitor.domain.incident import Incident
from monitor.store.answer_tables import AnswerRow
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.incidents import family
from monitor.store.tables import CaseRow
from monitor.store.within import cases_within

PAGE = 50
_CASES, _ANSWERS = table(CaseRow), table(AnswerRow)
_WAITS = _CASES.c.state.in_(sorted(UNANSWERED_STATES))
_PENDING = _ANSWERS.c.state.in_(sorted(PENDING)) & (_ANSWERS.c.case_id == _CASES.c.id)
_ON_ITS_WAY = select(_ANSWERS.c.id).where(_PENDING).exists()
_APPROVAL = (
    select(_ANSWERS.c.id)
    .where(_ANSWERS.c.case_id == _CASES.c.id, _ANSWERS.c.state == AnswerState.WAITING.value)
    .exists()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many of an incident's cases somebody sees, and how many of them are live or wait for an answer.

    Of these `to_answer` have none on its way; of those that have one, `to_approve` wait for a second person.
    """

    all: int
    live: int
    unanswered: int
    to_answer: int
    to_approve: int


def page(
    tx: Transaction, incident: Incident, within: Limits, *, unanswered: bool = False, after: int = 0, limit: int = PAGE
) -> list[int]:
    """Return cases behind `after`, the oldest first."""
    some = [_WAITS] if unanswered else []
    return _numbers(tx, incident, within, _CASES.c.id > after, *some, limit=limit)


def live(tx: Transaction, incident: Incident, within: Limits, *, limit: int) -> list[int]:
    """Return the live cases, the oldest first."""
    return _numbers(tx, incident, within, _CASES.c.state.in_(sorted(LIVE_STATES)), limit=limit)


def to_answer(tx: Transaction, incident: Incident, within: Limits, *, limit: int) -> list[int]:
    """Return the cases that nobody has answered, nor writes to at this moment, the oldest first."""
    return _numbers(tx, incident, within, _WAITS, ~_ON_ITS_WAY, limit=limit)


def to_approve(tx: Transaction, incident: Incident, within: Limits, *, limit: int) -> list[int]:
    """Return the cases with an answer that waits for a second person, the oldest first."""
    return _numbers(tx, incident, within, _APPROVAL, limit=limit)


def counts(tx: Transaction, incident: Incident, within: Limits) -> Counts:
    """Count them."""

    def counted(*conditions: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(_CASES).where(*_of(tx, incident, within), *conditions)
        return int(tx.execute(query).scalar_one())

    return Counts(
        all=counted(),
        live=counted(_CASES.c.state.in_(sorted(LIVE_STATES))),
        unanswered=counted(_WAITS),
        to_answer=counted(_WAITS, ~_ON_ITS_WAY),
        to_approve=counted(_APPROVAL),
    )


def _numbers(
    tx: Transaction, incident: Incident, within: Limits, *conditions: ColumnElement[bool], limit: int
) -> list[int]:
    query = select(_CASES.c.id).where(*_of(tx, incident, within), *conditions).order_by(_CASES.c.id).limit(limit)
    return list(tx.execute(query).scalars())


def _of(tx: Transaction, incident: Incident, within: Limits) -> Iterator[ColumnElement[bool]]:
    yield _CASES.c.incident_id.in_(family(tx, incident.id))
    yield from cases_within(within)
