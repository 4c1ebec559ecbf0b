"""Scorers that are plugged in: what each has spent today, and how it fares."""

from datetime import datetime

from sqlalchemy import select, update

from monitor.store import troubles
from monitor.store.columns import EPOCH, table
from monitor.store.database import Transaction
from monitor.store.label_tables import ScorerRow
from monitor.store.rows import upsert

_rows = table(ScorerRow)


def spend(tx: Transaction, name: str, texts: int, *, a_day: int, now: datetime) -> int:
    """Count texts that are to be sent; return how many of them today's budget still has."""
    day = (now - EPOCH).days
    _known(tx, name)
    row = tx.execute(select(_rows).where(_rows.c.name == name).with_for_update()).one()
    spent = row.spent if row.day == day else 0
    granted = max(0, min(texts, a_day - spent))
    tx.execute(update(_rows).where(_rows.c.name == name).values(day=day, spent=spent + granted))
    return granted


def tell(tx: Transaction, name: str, trouble: str | None, operators: str, now: datetime) -> None:
    """Record a trouble, or that it is over, and have the operators told."""
    _known(tx, name)
    since = None if trouble is None else now
    tx.execute(update(_rows).where(_rows.c.name == name).values(trouble=trouble, trouble_since=since))
    if trouble is None:
        troubles.over(tx, f"scorer:{name}", now)
    else:
        troubles.tell(tx, f"scorer:{name}", operators, now)


def trouble_of(tx: Transaction, name: str) -> tuple[str, datetime] | None:
    """Return what is wrong with a scorer and since when; None where it is well."""
    row = tx.execute(select(_rows.c.trouble, _rows.c.trouble_since).where(_rows.c.name == name)).one_or_none()
    return None if row is None or row.trouble is None else (row.trouble, row.trouble_since)


def _known(tx: Transaction, name: str) -> None:
    tx.execute(upsert(tx, _rows).values(name=name, day=0, spent=0).on_conflict_do_nothing())
