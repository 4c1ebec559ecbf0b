"""Worsening: which cases and incidents are to be looked at, because time passed or people joined."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import exists, func, select, update

from monitor.domain.case import UNANSWERED_STATES, EventKind
from monitor.domain.score import Severity
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.tables import CaseRow, EventRow, IncidentRow, MentionRow
from monitor.store.traces import PERSON

_CASES, _EVENTS, _INCIDENTS, _MENTIONS = table(CaseRow), table(EventRow), table(IncidentRow), table(MentionRow)
_WAITS = _CASES.c.state.in_(sorted(UNANSWERED_STATES))
_RAISABLE = _CASES.c.severity.in_([Severity.LOW.value, Severity.MEDIUM.value])

LATEST = 500
"""Cases of an incident in which people are counted: in a storm that is many of them, and counting stays cheap."""


def waiting(tx: Transaction, now: datetime, *, limit: int) -> list[int]:
    """Return cases that have waited long, but those that somebody changes this moment; hold them."""
    due = _CASES.c.worse_at.is_not(None) & (_CASES.c.worse_at <= now) & _WAITS
    query = select(_CASES.c.id).where(due).order_by(_CASES.c.worse_at).limit(limit)
    return list(tx.execute(query.with_for_update(skip_locked=True)).scalars())


def looked(tx: Transaction, case_ids: Collection[int], again_at: datetime | None = None) -> None:
    """Record when to look at cases again; None: waiting longer makes them no worse."""
    if case_ids:
        tx.execute(update(_CASES).where(_CASES.c.id.in_(sorted(case_ids))).values(worse_at=again_at))


def grown(tx: Transaction, *, limit: int) -> list[int]:
    """Return incidents that cases were put into since they were looked at; hold them."""
    query = select(_INCIDENTS.c.id).where(_INCIDENTS.c.grown).order_by(_INCIDENTS.c.id).limit(limit)
    return list(tx.execute(query.with_for_update(skip_locked=True)).scalars())


def weighed(tx: Transaction, incident_id: int) -> None:
    """Record that all of an incident's cases are as severe as its people make them."""
    tx.execute(update(_INCIDENTS).where(_INCIDENTS.c.id == incident_id).values(grown=False))


def people(tx: Transaction, numbers: Iterable[int]) -> int:
    """Return how many distinct people are in these incidents, among their latest cases."""
    latest = (
        select(PERSON.label("person"))
        .select_from(_CASES.join(_MENTIONS, _MENTIONS.c.id == _CASES.c.mention_id))
        .where(_CASES.c.incident_id.in_(list(numbers)))
        .order_by(_CASES.c.id.desc())
        .limit(LATEST)
        .subquery()
    )
    return tx.execute(select(func.count(latest.c.person.distinct()))).scalar_one()


def lighter(tx: Transaction, numbers: Iterable[int], *, key: str, limit: int) -> list[int]:
    """Return waiting cases of these incidents that may become more severe, and have no event of that `key`; hold them.

    What a person set is not among them.
    """
    told = exists().where(
        _EVENTS.c.case_id == _CASES.c.id,
        (_EVENTS.c.key == key) | (_EVENTS.c.kind == EventKind.SEVERITY.value),
    )
    mine = _CASES.c.incident_id.in_(list(numbers))
    query = select(_CASES.c.id).where(mine, _WAITS, _RAISABLE, ~told).order_by(_CASES.c.id).limit(limit)
    return list(tx.execute(query.with_for_update(skip_locked=True)).scalars())
