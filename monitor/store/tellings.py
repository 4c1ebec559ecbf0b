"""Tellings: who of a closed incident must be told that it is over, until everybody was.

An answer that was given after it was closed tells them, whoever gave it and wherever; so does a person's word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update

from monitor.domain.case import Dismissal, EventKind, State
from monitor.domain.incident import Incident
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.incident_tables import TellingRow
from monitor.store.incidents import family
from monitor.store.rows import upsert
from monitor.store.tables import CaseRow, EventRow, MentionRow

_TELLINGS, _CASES, _EVENTS, _MENTIONS = table(TellingRow), table(CaseRow), table(EventRow), table(MentionRow)
_NOBODY_TO_TELL = (Dismissal.SPAM, Dismissal.NOT_OURS, Dismissal.EXTORTION, Dismissal.NOT_A_COMPLAINT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Whether the customer of a case was told that its incident is over, and by whom where a person said so."""

    case_id: int
    told: bool
    told_by: str | None


def ask(tx: Transaction, incident: Incident, now: datetime) -> int:
    """Write down everybody of an incident who must be told, and is still there to be told; return how many are new."""
    dismissed = (_CASES.c.state == State.DISMISSED.value) & _CASES.c.dismissal.in_(list(_NOBODY_TO_TELL))
    query = (
        select(_CASES.c.id)
        .join(_MENTIONS, _MENTIONS.c.id == _CASES.c.mention_id)
        .where(_CASES.c.incident_id.in_(family(tx, incident.id)), ~dismissed, _MENTIONS.c.gone_at.is_(None))
    )
    rows = [{"incident_id": incident.id, "case_id": number, "asked_at": now} for number in tx.execute(query).scalars()]
    if not rows:
        return 0
    return tx.execute(upsert(tx, _TELLINGS).on_conflict_do_nothing(), rows).rowcount


def mark_told(tx: Transaction, incident: Incident, case_ids: Sequence[int] | None, *, by: str, now: datetime) -> int:
    """Record that these people were told (None: all who are left); return how many were not before."""
    mine = and_(_TELLINGS.c.incident_id == incident.id, _TELLINGS.c.told_at.is_(None))
    if case_ids is not None:
        mine = and_(mine, _TELLINGS.c.case_id.in_(list(case_ids)))
    return tx.execute(update(_TELLINGS).where(mine).values(told_at=now, told_by=by)).rowcount


def tellings(tx: Transaction, incident: Incident, *, limit: int | None = None) -> list[Telling]:
    """Return everybody who must be told, those who were not yet first."""
    told = _told(incident).label("told")
    query = select(_TELLINGS.c.case_id, _TELLINGS.c.told_by, told).where(_TELLINGS.c.incident_id == incident.id)
    rows = tx.execute(query.order_by(told, _TELLINGS.c.case_id).limit(limit))
    return [Telling(case_id=row.case_id, told=bool(row.told), told_by=row.told_by) for row in rows]


def asked_and_told(tx: Transaction, incident: Incident) -> tuple[int, int]:
    """Return how many must be told, and how many of them were."""
    mine = _TELLINGS.c.incident_id == incident.id
    if incident.closed_at is None:
        return 0, 0
    asked = tx.execute(select(func.count()).where(mine)).scalar_one()
    return asked, tx.execute(select(func.count()).where(mine, _told(incident))).scalar_one()


def drop(tx: Transaction, incident: Incident) -> None:
    """Forget whom to tell: it is not over after all. Who was told by then stays known."""
    waiting = and_(_TELLINGS.c.incident_id == incident.id, _TELLINGS.c.told_at.is_(None))
    tx.execute(_TELLINGS.delete().where(waiting))


def _told(incident: Incident) -> ColumnElement[bool]:
    answered = exists().where(
        _EVENTS.c.case_id == _TELLINGS.c.case_id,
        _EVENTS.c.kind == EventKind.RESPONDED.value,
        _EVENTS.c.at >= (incident.closed_at or incident.opened_at),
    )
    return or_(_TELLINGS.c.told_at.is_not(None), answered)
