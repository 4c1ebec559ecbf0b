"""The cases of an incident, as somebody sees them: a page of them, and those that something is to be done about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select

from monitor.domain.access import Limits
from monitor.domain.answer import PENDING, AnswerState
from monitor.domain.case import LIVE_STATES, UNANSWERED_STATES, Case, State
from monitor.domain.incident import Incident
from monitor.domain.urgency import Place
from monitor.store.answer_tables import AnswerRow
from monitor.store.case_search import CaseQuery
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.incidents import family
from monitor.store.tables import CaseRow
from monitor.store.urgency import most_urgent
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
    tx: Transaction,
    incident: Incident,
    within: Limits,
    *,
    now: datetime,
    unanswered: bool = False,
    after: Place | None = None,
    limit: int = PAGE,
) -> list[Case]:
    """Return cases below `after`, the most urgent of `now` first, as the inbox has them."""
    states = UNANSWERED_STATES if unanswered else frozenset[State]()
    query = CaseQuery(states=states, incidents=tuple(family(tx, incident.id)), within=within, limit=limit)
    return most_urgent(tx, query, now=now, after=after)


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
    live = _CASES.c.state.in_(sorted(LIVE_STATES))
    query = select(func.count(), *map(_counted, (live, _WAITS, _WAITS & ~_ON_ITS_WAY, _APPROVAL)))
    numbers = tx.execute(query.select_from(_CASES).where(*_of(tx, incident, within))).one()
    every, alive, unanswered, to_answer, to_approve = map(int, numbers)
    return Counts(all=every, live=alive, unanswered=unanswered, to_answer=to_answer, to_approve=to_approve)


def _counted(holds: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((holds, 1), else_=0)), 0)


def _numbers(
    tx: Transaction, incident: Incident, within: Limits, *conditions: ColumnElement[bool], limit: int
) -> list[int]:
    query = select(_CASES.c.id).where(*_of(tx, incident, within), *conditions).order_by(_CASES.c.id).limit(limit)
    return list(tx.execute(query).scalars())


def _of(tx: Transaction, incident: Incident, within: Limits) -> Iterator[ColumnElement[bool]]:
    yield _CASES.c.incident_id.in_(family(tx, incident.id))
    yield from cases_within(within)
