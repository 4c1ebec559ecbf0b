"""Keeping: leases of what this process is doing are extended for as long as it lives."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import structlog

from monitor.guard import Bug, guarded
from monitor.store import leases
from monitor.store.database import Database, StoreError
from monitor.store.leases import Lease

BEATS = 4
"""Times that a lease is extended within its length: it outlives two that fail."""

_log = structlog.get_logger("leases")


class Keeper:
    """Keeps leases. What ends before the first beat costs nothing; the thread begins with the first lease."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._held: set[Lease] = set()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def keep(self, lease: Lease) -> Iterator[None]:
        """Keep a lease while inside. One that is lost all the same is refused at its next write."""
        with self._lock:
            self._held.add(lease)
            if self._thread is None:
                self._thread = threading.Thread(target=self._beat, name="leases", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._held.discard(lease)

    def close(self) -> None:
        """Extend nothing more."""
        self._closed.set()

    def _beat(self) -> None:
        while not self._closed.wait(leases.LEASE.total_seconds() / BEATS):
            with self._lock:
                held = list(self._held)
            if not held:
                continue
            result = guarded(partial(self._extend, held))
            if isinstance(result, Bug):
                _log.error("bug", what=result.summary, details=result.details)

    def _extend(self, held: list[Lease]) -> None:
        try:
            with self._db.write() as tx:
                leases.extend(tx, held)
        except StoreError as error:
            _log.warning("leases not extended", why=str(error))
