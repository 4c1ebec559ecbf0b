"""Budgets: what each account at a place outside has spent, over all processes on the store, by its clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, update

from monitor.store.columns import EPOCH, table
from monitor.store.database import Database, Transaction, clock, take_turns
from monitor.store.rows import upsert
from monitor.store.shared_tables import SpendingRow

SLOTS = 12
"""Parts that a window is counted in. What was spent counts until its whole part is a window old: a little too long."""

_rows = table(SpendingRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What an account has spent of its limit; `free_at` is when the first of it counts no more."""

    account: str
    spent: int
    limit: int
    free_at: datetime


class StoredLedger:
    """The ledger of every process on the store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def spend(
        self, account: str, cost: int, *, most: int, limit: int, window: timedelta, resets: str | None
    ) -> timedelta | None:
        """Write `cost` down where no more than `most` is spent with it; else return after how long it would not be.

        Raises `StoreError`.
        """
        with self._db.write() as tx:
            take_turns(tx, f"budget/{account}")
            now = clock(tx)
            tx.execute(delete(_rows).where(_rows.c.account == account, _rows.c.until <= now))
            spent = tx.execute(select(_rows.c.spent, _rows.c.until).where(_rows.c.account == account)).all()
            over = sum(row.spent for row in spent) + cost - most
            for row in sorted(spent, key=lambda row: row.until):
                if over <= 0:
                    break
                over -= row.spent
                if over <= 0:
                    wait: timedelta = row.until - now
                    return wait
            slot, until = _slot(now, window, resets)
            fresh = upsert(tx, _rows).values(account=account, slot=slot, spent=cost, most=limit, until=until)
            more = {"spent": _rows.c.spent + cost, "most": limit}
            tx.execute(fresh.on_conflict_do_update(index_elements=["account", "slot"], set_=more))
        return None

    def give_back(self, account: str, cost: int) -> None:
        """Take back some of what was written down last. Raises `StoreError`."""
        with self._db.write() as tx:
            take_turns(tx, f"budget/{account}")
            mine = select(_rows.c.slot, _rows.c.spent).where(_rows.c.account == account)
            for row in tx.execute(mine.order_by(_rows.c.slot.desc())).all():
                part = min(row.spent, cost)
                cost -= part
                here = (_rows.c.account == account) & (_rows.c.slot == row.slot)
                tx.execute(update(_rows).where(here).values(spent=row.spent - part))


def spendings(tx: Transaction) -> Iterator[Spending]:
    """Yield what every account has spent that still counts."""
    now = clock(tx)
    columns = (_rows.c.account, func.sum(_rows.c.spent), func.max(_rows.c.most), func.min(_rows.c.until))
    query = select(*columns).where(_rows.c.until > now).group_by(_rows.c.account).order_by(_rows.c.account)
    for account, spent, limit, free_at in tx.execute(query):
        yield Spending(account=account, spent=int(spent), limit=limit, free_at=free_at)


def _slot(now: datetime, window: timedelta, resets: str | None) -> tuple[int, datetime]:
    """Return the slot of `now`, counted since 1970, and from when on what is spent in it counts no more."""
    if resets is not None:
        there = now.astimezone(ZoneInfo(resets)).replace(hour=0, minute=0, second=0, microsecond=0)
        return there.toordinal(), (there + timedelta(days=1)).astimezone(UTC)
    length = window / SLOTS
    slot = (now - EPOCH) // length
    return slot, EPOCH + (slot + 1) * length + window
