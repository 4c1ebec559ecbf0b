"""Pacing: turns at a host of the outside world, kept in the store, so that all processes together stay polite."""

from datetime import datetime, timedelta

from sqlalchemy import update

from monitor.store.channels import free_at
from monitor.store.columns import table
from monitor.store.database import Database, Transaction, clock
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


def _keep(tx: Transaction, name: str, until: datetime) -> None:
    tx.execute(update(_limits).where(_limits.c.name == name).values(free_at=until))


def _name(host: str) -> str:
    return f"host/{host}"
