"""Mornings: the figures of a day's short note, and the note itself, once a day and channel."""

from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from monitor.domain.delivery import DeliveryKind, Draft
from monitor.domain.edition import EVERYTHING
from monitor.domain.morning import Morning
from monitor.store import on_duty, open_figures
from monitor.store.columns import from_instant, table, to_instant
from monitor.store.database import Transaction
from monitor.store.tables import CaseRow

_CASES = table(CaseRow)


def draft(day: date, channel: str, now: datetime) -> Draft:
    """Return the message that tells a channel how a day begins; its subject is the moment it tells of."""
    return Draft(
        key=f"morning:{day}:{channel}",
        channel=channel,
        kind=DeliveryKind.MORNING,
        told_at=now,
        due_at=now,
        subject=str(to_instant(now)),
    )


def of_subject(tx: Transaction, subject: str) -> Morning:
    """Return the figures for the moment that a note's subject names; what is live is told as it stands now."""
    at = from_instant(int(subject))
    since = at - timedelta(days=1)
    new = select(func.count()).where(_CASES.c.opened_at >= since, _CASES.c.opened_at < at)
    return Morning(
        at=at,
        new=tx.execute(new).scalar_one(),
        live=open_figures.at(tx, since, EVERYTHING, at),
        on_duty=tuple(on_duty.at(tx, at)),
    )
