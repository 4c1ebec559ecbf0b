"""Duties: what is to be done regularly, by one process at a time (digest, prune, fold, shadow's list)."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from monitor.store.columns import table
from monitor.store.database import Transaction, clock
from monitor.store.outbox_tables import DutyRow
from monitor.store.rows import upsert

LEASE = timedelta(minutes=5)

_rows = table(DutyRow)


def claim(tx: Transaction, name: str, now: datetime, *, first_due: datetime) -> bool:
    """Take a duty that is due and that nobody has. One never heard of is first due at `first_due`."""
    _know(tx, name, first_due)
    row = tx.execute(select(_rows).where(_rows.c.name == name).with_for_update()).one()
    db_now = clock(tx)
    if row.due_at > now or (row.lease_until is not None and row.lease_until > db_now):
        return False
    tx.execute(update(_rows).where(_rows.c.name == name).values(lease_until=db_now + LEASE))
    return True


def take(tx: Transaction, name: str, now: datetime, *, every: timedelta) -> bool:
    """Say whether a duty that comes round `every` so often is due; whoever is told so has it to himself."""
    _know(tx, name, now)
    due = (_rows.c.name == name) & (_rows.c.due_at <= now)
    return tx.execute(update(_rows).where(due).values(due_at=now + every)).rowcount > 0


def done(tx: Transaction, name: str, *, next_due: datetime) -> None:
    """Give a duty back until it is due again."""
    tx.execute(update(_rows).where(_rows.c.name == name).values(due_at=next_due, lease_until=None))


def release_leases(tx: Transaction) -> None:
    """Free what a process that is surely dead had taken."""
    tx.execute(update(_rows).where(_rows.c.lease_until.is_not(None)).values(lease_until=None))


def _know(tx: Transaction, name: str, due_at: datetime) -> None:
    """Have a row of that name; one that is there, or that another process makes now, stays as it is."""
    tx.execute(upsert(tx, _rows).values(name=name, due_at=due_at, lease_token=0).on_conflict_do_nothing())
