"""Attempts: passwords that were tried, counted over all processes."""

from datetime import datetime

from sqlalchemy import delete, func, insert, select

from monitor.store.access_tables import AttemptRow
from monitor.store.columns import table
from monitor.store.database import Transaction, take_turns

_rows = table(AttemptRow)


def tried(tx: Transaction, account: str, address: str, now: datetime) -> None:
    """Note that a password is tried. Whoever tries the same account waits until this transaction ends."""
    take_turns(tx, f"login/{account}")
    tx.execute(insert(_rows), [{"account": account, "address": address, "at": now}])


def count(
    tx: Transaction, since: datetime, *, account: str | None = None, address: str | None = None
) -> tuple[int, datetime | None]:
    """Return how often an account was tried, from an address, or both, and when first, since then."""
    query = select(func.count(), func.min(_rows.c.at)).where(_rows.c.at > since)
    for column, value in ((_rows.c.account, account), (_rows.c.address, address)):
        query = query if value is None else query.where(column == value)
    times, first = tx.execute(query).one()
    return times, first


def proved(tx: Transaction, account: str, address: str) -> None:
    """Forget what was tried from there before the right password."""
    tx.execute(delete(_rows).where(_rows.c.account == account, _rows.c.address == address))


def sweep(tx: Transaction, before: datetime) -> int:
    """Delete what is older; return how many."""
    return tx.execute(delete(_rows).where(_rows.c.at < before)).rowcount
