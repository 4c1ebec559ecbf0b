"""Connections: a small pool for each host, closed when the host was not asked for a while."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpcore

from connectors.kit.addresses import Network

CONNECTIONS_PER_HOST = 10
IDLE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class PoolKey:
    """Who shares a pool: requests to one origin under one guard."""

    scheme: str
    host: str
    port: int | None
    private: bool


@dataclass(slots=True)
class _Entry:
    pool: httpcore.ConnectionPool
    leases: int = 0
    used_at: float = 0.0


class Pools:
    """All pools of a process. An httpx or httpcore pool looks at each of its connections at every request
    (https://github.com/encode/httpx/issues/3215), so many small ones are far faster than a large one.
    """

    def __init__(self, tls: Callable[[], ssl.SSLContext]) -> None:
        self._tls = tls
        self._entries: dict[PoolKey, _Entry] = {}
        self._lock = threading.Lock()
        self._swept_at = 0.0

    @contextmanager
    def lease(self, key: PoolKey) -> Iterator[httpcore.ConnectionPool]:
        """Lend the pool of `key`; it is not closed before it is given back."""
        with self._lock:
            idle = self._take_idle()
            entry = self._entries.get(key)
            if entry is None:
                entry = self._entries[key] = _Entry(self._open(key))
            entry.leases += 1
        for pool in idle:
            pool.close()
        try:
            yield entry.pool
        finally:
            with self._lock:
                entry.leases -= 1
                entry.used_at = time.monotonic()

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            entries, self._entries = self._entries, {}
        for entry in entries.values():
            entry.pool.close()

    def _open(self, key: PoolKey) -> httpcore.ConnectionPool:
        return httpcore.ConnectionPool(
            ssl_context=self._tls() if key.scheme == "https" else None,
            max_connections=CONNECTIONS_PER_HOST,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=Network(private=key.private),
        )

    def _take_idle(self) -> list[httpcore.ConnectionPool]:
        """Forget, at most every few seconds, the pools that nobody used for long, and return them."""
        now = time.monotonic()
        if now - self._swept_at < IDLE_SECONDS / 4:
            return []
        self._swept_at = now
        idle = [key for key, entry in self._entries.items() if not entry.leases and now - entry.used_at > IDLE_SECONDS]
        return [self._entries.pop(key).pool for key in idle]
