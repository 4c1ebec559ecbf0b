"""Listeners: over which connections presses of a channel arrive, one row a process, for all to see."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from monitor.store.columns import table
from monitor.store.database import PROCESS, Transaction
from monitor.store.people_tables import ListenerRow
from monitor.store.rows import upsert

PATIENCE = timedelta(minutes=1)
"""A connection may be down so long before anybody is told; a process that was not seen for so long is gone."""
FORGOTTEN = timedelta(days=1)

_rows = table(ListenerRow)


def note(tx: Transaction, channel: str, *, connected: bool, now: datetime) -> None:
    """Write down how this process's connection fares; `since` stays while that does not change."""
    mine = (_rows.c.channel == channel) & (_rows.c.process == PROCESS)
    before = tx.execute(select(_rows).where(mine)).one_or_none()
    since = before.since if before and before.connected == connected else now
    values = {"connected": connected, "since": since, "seen_at": now}
    new = upsert(tx, _rows).values(channel=channel, process=PROCESS, **values)
    tx.execute(new.on_conflict_do_update(index_elements=["channel", "process"], set_=values))


def leave(tx: Transaction, now: datetime) -> None:
    """Forget this process's connections, and those of processes that are long gone."""
    tx.execute(delete(_rows).where((_rows.c.process == PROCESS) | (_rows.c.seen_at < now - FORGOTTEN)))


def trouble_of(tx: Transaction, channel: str, now: datetime) -> tuple[str, datetime] | None:
    """Return what is wrong with hearing a channel, and since when; None where it is heard, or nobody listens."""
    rows = tx.execute(select(_rows).where(_rows.c.channel == channel)).all()
    live = [row for row in rows if row.seen_at > now - PATIENCE]
    if not rows or any(row.connected for row in live):
        return None
    since = max(row.since if row in live else row.seen_at for row in rows)
    if since > now - PATIENCE:
        return None
    return ("presses of buttons do not arrive: its connection is down", since)


def heard(tx: Transaction) -> list[str]:
    """Return the channels that some process listens to, by name."""
    return sorted(set(tx.execute(select(_rows.c.channel)).scalars()))
