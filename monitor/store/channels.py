"""Channels: how each fares, and when it may be spoken to next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.outbox_tables import ChannelRow, LimitRow
from monitor.store.rows import upsert

LONGEST_PAUSE = timedelta(minutes=16)
LONGEST_TURN = timedelta(minutes=1)
"""No channel and no limit rests longer, and nobody waits longer for a turn: a time further off is one of a clock that
went back."""

_rows = table(ChannelRow)
_limits = table(LimitRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelHealth:
    """How a channel fares. Nothing is sent before `free_at`; a `refused` one waits for a person and is probed."""

    name: str
    refused: bool = False
    failures: int = 0
    free_at: datetime | None = None
    trouble: str | None = None
    trouble_since: datetime | None = None

    def rests_until(self, now: datetime) -> datetime | None:
        """Return until when nothing may be sent; None where it may."""
        rests = self.free_at is not None and now < self.free_at <= now + LONGEST_PAUSE
        return self.free_at if rests else None


def health(tx: Transaction, name: str) -> ChannelHealth:
    """Return how a channel fares; one never heard of fares well."""
    row = tx.execute(select(_rows).where(_rows.c.name == name)).one_or_none()
    return ChannelHealth(name=name) if row is None else ChannelHealth(**row._mapping)


def trouble_of(tx: Transaction, name: str) -> tuple[str, datetime] | None:
    """Return what is wrong with a channel and since when; None where nothing is."""
    found = health(tx, name)
    return None if found.trouble is None or found.trouble_since is None else (found.trouble, found.trouble_since)


def failed(
    tx: Transaction, before: ChannelHealth, *, trouble: str, free_at: datetime, refused: bool, now: datetime
) -> ChannelHealth:
    """Record that a channel did not take a message."""
    after = ChannelHealth(
        name=before.name,
        refused=refused,
        failures=before.failures + 1,
        free_at=free_at,
        trouble=trouble,
        trouble_since=before.trouble_since or now,
    )
    _save(tx, after)
    return after


def worked(tx: Transaction, before: ChannelHealth) -> None:
    """Record that a channel is well again."""
    if before.trouble is not None or before.failures:
        _save(tx, ChannelHealth(name=before.name))


def reserve(
    tx: Transaction, limit: str, now: datetime, pause: timedelta, *, patience: timedelta = LONGEST_TURN
) -> datetime | None:
    """Return when the next call under `limit` may go out, and keep that moment for the caller.

    None where that is further off than its `patience`: then nothing is kept. One limiter per (workspace, method),
    shared by every process on the store.
    """
    free = free_at(tx, limit, now)
    at = free if now <= free <= now + LONGEST_PAUSE else now
    if at - now > patience:
        return None
    tx.execute(update(_limits).where(_limits.c.name == limit).values(free_at=at + pause))
    return at


def hold(tx: Transaction, limit: str, until: datetime, now: datetime) -> None:
    """Let nobody through `limit` before `until`: the other side said so."""
    free = max(free_at(tx, limit, now), until)
    tx.execute(update(_limits).where(_limits.c.name == limit).values(free_at=free))


def free_at(tx: Transaction, limit: str, now: datetime) -> datetime:
    """Return from when on `limit` lets somebody through; a new one does at once. Nobody else reserves meanwhile."""
    tx.execute(upsert(tx, _limits).values(name=limit, free_at=now).on_conflict_do_nothing())
    query = select(_limits.c.free_at).where(_limits.c.name == limit).with_for_update()
    found: datetime = tx.execute(query).scalar_one()
    return found


def _save(tx: Transaction, health: ChannelHealth) -> None:
    values = {name: getattr(health, name) for name in ChannelHealth.__dataclass_fields__}
    changed = {name: value for name, value in values.items() if name != "name"}
    tx.execute(upsert(tx, _rows).values(**values).on_conflict_do_update(index_elements=["name"], set_=changed))
