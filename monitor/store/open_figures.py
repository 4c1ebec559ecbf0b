"""What the week's figures say of cases that are still live."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, text

from monitor.domain.case import LIVE_STATES, UNANSWERED_STATES, State
from monitor.domain.edition import Edition
from monitor.domain.figures import MOST_IDS, Open, Tally, Waiting
from monitor.domain.score import Severity, Topic
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.editions import cases_of
from monitor.store.tables import CaseRow

MOST_WAITING = 10
_CASES = table(CaseRow)
_LIVE = text("cases.state IN ('open', 'acknowledged', 'responded')")
"""As the index of live cases has it: SQLite uses that index only for the same words, without parameters."""


def at(tx: Transaction, week_start: datetime, edition: Edition, now: datetime) -> Open:
    """Return what is live at `now`, and what of it is older than the week that began at `week_start`."""
    unanswered = _in_states(UNANSWERED_STATES, edition)
    earlier = and_(unanswered, _CASES.c.opened_at < week_start)
    urgent = and_(unanswered, _CASES.c.severity == Severity.CRITICAL)
    live = select(_CASES.c.state, func.count()).where(_in_states(LIVE_STATES, edition)).group_by(_CASES.c.state)
    by_state: dict[str, int] = dict(map(tuple, tx.execute(live)))
    return Open(
        open=by_state.get(State.OPEN, 0),
        acknowledged=by_state.get(State.ACKNOWLEDGED, 0),
        responded=by_state.get(State.RESPONDED, 0),
        overdue=_count(tx, and_(unanswered, _CASES.c.due_at < now)),
        urgent=_tally(tx, "urgent", urgent),
        oldest=_oldest(tx, unanswered),
        earlier=_tally(tx, "earlier", earlier),
    )


def _in_states(states: Iterable[State], edition: Edition) -> ColumnElement[bool]:
    return and_(_LIVE, _CASES.c.state.in_(sorted(states)), cases_of(edition))


def _count(tx: Transaction, condition: ColumnElement[bool]) -> int:
    return tx.execute(select(func.count()).select_from(_CASES).where(condition)).scalar_one()


def _tally(tx: Transaction, name: str, condition: ColumnElement[bool]) -> Tally:
    oldest = select(_CASES.c.id).where(condition).order_by(_CASES.c.opened_at, _CASES.c.id).limit(MOST_IDS)
    return Tally(name=name, count=_count(tx, condition), cases=tuple(tx.execute(oldest).scalars()))


def _oldest(tx: Transaction, condition: ColumnElement[bool]) -> tuple[Waiting, ...]:
    columns = (_CASES.c.id, _CASES.c.opened_at, _CASES.c.severity, _CASES.c.topic)
    oldest = select(*columns).where(condition).order_by(_CASES.c.opened_at, _CASES.c.id).limit(MOST_WAITING)
    return tuple(
        Waiting(case=case, opened_at=opened_at, severity=Severity(severity), topic=Topic(topic))
        for case, opened_at, severity, topic in tx.execute(oldest)
    )
