"""The most urgent cases: what waits for an answer, the one that is due first before the others; then all else."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal_column, or_, select, tuple_

from monitor.domain.case import UNANSWERED_STATES, Case
from monitor.store.case_rows import case_of
from monitor.store.case_search import LIVE, CaseQuery, conditions
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.tables import CaseRow

_CASES = table(CaseRow)
_UNANSWERED: ColumnElement[bool] = literal_column("cases.state <> 'responded'")
"""Of live cases: those that wait."""
_WAITING = (LIVE, _UNANSWERED, _CASES.c.due_at.is_not(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in the list: that of a case which is due then, or of one among all else."""

    due: datetime | None
    id: int


def most_urgent(tx: Transaction, query: CaseQuery, *, now: datetime, after: Place | None = None) -> list[Case]:
    """Return the cases that match, below `after`: first those that wait, are awake and have a time, the soonest first;
    then all others, the newest first."""
    found = [] if after and after.due is None else _due(tx, query, now, after)
    if len(found) < query.limit:
        before = after.id if after and after.due is None else None
        found += _others(tx, replace(query, before_id=before, limit=query.limit - len(found)), now)
    return found


def place_of(case: Case, now: datetime) -> Place:
    """Return where a case stands in the list."""
    asleep = case.snoozed_until is not None and case.snoozed_until > now
    return Place(due=None if asleep or case.state not in UNANSWERED_STATES else case.due_at, id=case.id)


def _due(tx: Transaction, query: CaseQuery, now: datetime, after: Place | None) -> list[Case]:
    wanted = select(_CASES).where(*_WAITING, _is_awake(now), *_below(after), *conditions(tx, query))
    return _read(tx, wanted.order_by(_CASES.c.due_at, _CASES.c.id).limit(query.limit))


def _others(tx: Transaction, query: CaseQuery, now: datetime) -> list[Case]:
    other = or_(~and_(*_WAITING), _CASES.c.snoozed_until > now)
    wanted = select(_CASES).where(other, *conditions(tx, query))
    return _read(tx, wanted.order_by(_CASES.c.id.desc()).limit(query.limit))


def _below(after: Place | None) -> Iterator[ColumnElement[bool]]:
    if after is not None and after.due is not None:
        yield tuple_(_CASES.c.due_at, _CASES.c.id) > (after.due, after.id)


def _is_awake(now: datetime) -> ColumnElement[bool]:
    return or_(_CASES.c.snoozed_until.is_(None), _CASES.c.snoozed_until <= now)


def _read(tx: Transaction, wanted: Select[Any]) -> list[Case]:
    return [case_of(row) for row in tx.execute(wanted)]
