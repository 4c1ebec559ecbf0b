"""The journal: who did what when. Written and read; nothing changes a row."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from monitor.domain.journal import Deed, Entry
from monitor.store.access_tables import JournalRow
from monitor.store.columns import table
from monitor.store.database import Transaction

_rows = table(JournalRow)


def write(
    tx: Transaction, deed: Deed, *, by: str, now: datetime, about: str = "", told: str = "", address: str = ""
) -> None:
    """Note that somebody did something."""
    values = {"at": now, "by": by, "deed": deed.value, "about": about, "told": told, "address": address}
    tx.execute(insert(_rows), [values])


def newest(
    tx: Transaction, *, before: int | None = None, by: str | None = None, deed: Deed | None = None, limit: int = 50
) -> list[Entry]:
    """Return entries, the newest first."""
    query = select(_rows)
    if before is not None:
        query = query.where(_rows.c.id < before)
    if by is not None:
        query = query.where(_rows.c.by == by)
    if deed is not None:
        query = query.where(_rows.c.deed == deed.value)
    return [
        Entry(id=row.id, at=row.at, by=row.by, deed=Deed(row.deed), about=row.about, told=row.told, address=row.address)
        for row in tx.execute(query.order_by(_rows.c.id.desc()).limit(limit))
    ]


def prune(tx: Transaction, before: datetime, *, limit: int) -> int:
    """Delete up to `limit` entries that are older; return how many."""
    old = select(_rows.c.id).where(_rows.c.at < before).order_by(_rows.c.id).limit(limit)
    return tx.execute(delete(_rows).where(_rows.c.id.in_(old.scalar_subquery()))).rowcount
