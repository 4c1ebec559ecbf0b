"""Pacing: turns at a host of the outside world, kept in the store, so that all processes together stay polite."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, case, type_coerce, update

from monitor.store.channels import LONGEST_PAUSE, LONGEST_TURN, free_at
from monitor.store.columns import table
from monitor.store.database import Database, StoreError, Transaction, clock, clock_plus
from monitor.store.outbox_tables import LimitRow

_limits = table(LimitRow)


class SharedTurns:
    """Turns at hosts, shared by every process on the store and measured by its clock."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def take(self, host: str, *, interval: float, patience: float) -> float:
        """Return in how many seconds the caller's turn comes; beyond `patience` none is kept. Raises `StoreError`."""
        name = _name(host)
        with self._db.write() as tx:
            if (soon := _taken(tx, name, interval=interval, patience=patience)) is not None:
                return soon
            now = clock(tx)
            turn = max(free_at(tx, name, now), now)
            wait = (turn - now).total_seconds()
            if wait <= patience:
                _keep(tx, name, turn + timedelta(seconds=interval))
        return wait

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody have a turn for the next `seconds`. Raises `StoreError`."""
        name = _name(host)
        with self._db.write() as tx:
            now = clock(tx)
            _keep(tx, name, max(free_at(tx, name, now), now + timedelta(seconds=seconds)))


class CallTurns:
    """Turns at the methods of a channel's platform, shared by every process on the store, on the callers' clocks.

    Where the store does not answer there are no turns to wait for: the platform says itself what is too much.
    """

    def __init__(self, db: Database, now: Callable[[], datetime]) -> None:
        self._db = db
        self._now = now

    def take(self, name: str, *, interval: float, patience: float) -> float:
        """Return in how many seconds the caller's turn comes; beyond `patience` none is kept."""
        now = self._now()
        with suppress(StoreError), self._db.write() as tx:
            turn = _sane(free_at(tx, name, now), now)
            wait = (turn - now).total_seconds()
            if wait <= patience:
                _keep(tx, name, turn + timedelta(seconds=interval))
            return wait
        return 0.0

    def hold(self, name: str, seconds: float) -> None:
        """Let nobody have a turn for the next `seconds`."""
        now = self._now()
        with suppress(StoreError), self._db.write() as tx:
            _keep(tx, name, max(_sane(free_at(tx, name, now), now), now + timedelta(seconds=seconds)))


def _sane(free: datetime, now: datetime) -> datetime:
    """A turn further off than any pause is one of a clock that went back."""
    return free if now <= free <= now + LONGEST_PAUSE + LONGEST_TURN else now


def _taken(tx: Transaction, name: str, *, interval: float, patience: float) -> float | None:
    """Take a turn at a host that is known, in one question; None where it is not, or the turn is too far off."""
    db_now, free = clock_plus(tx), _limits.c.free_at
    turn = case((free > db_now, free), else_=db_now)
    later = type_coerce(turn, BigInteger) + round(interval * 1_000_000)
    soon = (_limits.c.name == name) & (free <= clock_plus(tx, timedelta(seconds=patience)))
    taking = update(_limits).where(soon).values(free_at=later).returning(free, db_now)
    row = tx.execute(taking).one_or_none()
    return None if row is None else max((row[0] - row[1]).total_seconds() - interval, 0.0)


def _keep(tx: Transaction, name: str, until: datetime) -> None:
    tx.execute(update(_limits).where(_limits.c.name == name).values(free_at=until))


def _name(host: str) -> str:
    return f"host/{host}"
