"""The most urgent cases, a page at a time: each rank is a range of an index, asked while the page has room."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, literal_column, or_, select, tuple_

from monitor.domain.case import Case
from monitor.domain.score import Severity
from monitor.domain.urgency import LATE, SOON, Place, Rank
from monitor.store.case_rows import case_of
from monitor.store.case_search import LIVE, CaseQuery, conditions
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.tables import CaseRow

_CASES = table(CaseRow)
_UNANSWERED: ColumnElement[bool] = literal_column("cases.state IN ('open', 'acknowledged')")
"""In these very words: only so does the index by severity serve."""
_WAITING: ColumnElement[bool] = and_(LIVE, literal_column("cases.state <> 'responded'"))
"""The same in words that the index by time serves."""
_CRITICAL: ColumnElement[bool] = _CASES.c.severity == Severity.CRITICAL.value
_SEVERITIES = {rank: severity for severity, rank in LATE.items()}
_due, _id = _CASES.c.due_at, _CASES.c.id
_place: Any = tuple_(_due, _id)


def most_urgent(tx: Transaction, query: CaseQuery, *, now: datetime, after: Place | None = None) -> list[Case]:
    """Return the cases that match, below `after`, in the order of their ranks."""
    found: list[Case] = []
    for rank in Rank:
        if len(found) < query.limit and (after is None or rank >= after.rank):
            below = after if after is not None and rank == after.rank else None
            found += _ranked(tx, replace(query, limit=query.limit - len(found)), rank, below, now)
    return found


def _ranked(tx: Transaction, query: CaseQuery, rank: Rank, below: Place | None, now: datetime) -> list[Case]:
    holds = [*_of_rank(rank, now), *conditions(tx, query)]
    if below is not None:
        holds.append(_is_below(rank, below))
    rows = tx.execute(select(_CASES).where(*holds).order_by(*_order(rank)).limit(query.limit))
    return [case_of(row) for row in rows]


def _of_rank(rank: Rank, now: datetime) -> Iterator[ColumnElement[bool]]:
    """Yield what holds of the cases of a rank, as `rank_of` tells it of one."""
    if rank is Rank.REST:
        yield or_(~and_(_WAITING, or_(_CRITICAL, _due.is_not(None))), _CASES.c.snoozed_until > now)
        return
    yield or_(_CASES.c.snoozed_until.is_(None), _CASES.c.snoozed_until <= now)
    if rank is Rank.CRITICAL:
        yield from (_UNANSWERED, _CRITICAL)
    elif rank in _SEVERITIES:
        yield from (_UNANSWERED, _CASES.c.severity == _SEVERITIES[rank].value, _due < now)
    else:
        yield from (_WAITING, ~_CRITICAL)
        yield _due.between(now, now + SOON) if rank is Rank.DUE_SOON else _due > now + SOON


def _is_below(rank: Rank, place: Place) -> ColumnElement[bool]:
    if place.due is None:
        return _id < place.id
    there = (place.due, place.id)
    below: ColumnElement[bool] = _place < there if rank in _SEVERITIES else _place > there
    return below


def _order(rank: Rank) -> tuple[Any, ...]:
    if rank in _SEVERITIES:
        return _due.desc(), _id.desc()
    return (_id.desc(),) if rank in {Rank.CRITICAL, Rank.REST} else (_due, _id)
