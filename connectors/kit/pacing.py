"""Politeness: requests to one host keep their distance, and a host that asked for quiet gets it from every source."""

import threading
from collections.abc import Callable
from typing import Protocol

from connectors.contract import Unavailable


class Turns(Protocol):
    """Who may ask a host when. Times are seconds."""

    def take(self, host: str, *, interval: float, patience: float) -> float:
        """Return in how many seconds the caller's turn comes, the next one `interval` later.

        Where that is more than `patience`, no turn is kept for the caller.
        """
        ...

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody have a turn for the next `seconds`."""
        ...


class OwnTurns:
    """The turns of one process."""

    def __init__(self, *, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._free_at: dict[str, float] = {}
        self._lock = threading.Lock()

    def take(self, host: str, *, interval: float, patience: float) -> float:
        """Return in how many seconds the caller's turn comes."""
        with self._lock:
            now = self._monotonic()
            due = max(now, self._free_at.get(host, now))
            if due - now <= patience:
                self._free_at[host] = due + interval
            return due - now

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody have a turn for the next `seconds`."""
        with self._lock:
            self._free_at[host] = max(self._free_at.get(host, 0.0), self._monotonic() + seconds)


class Pace:
    """One per process. Hosts are paced apart from each other; waiting is done in the caller's thread."""

    def __init__(self, turns: Turns, *, interval: float, patience: float, sleep: Callable[[float], None]) -> None:
        self._turns = turns
        self._interval = interval
        self._patience = patience
        self._sleep = sleep

    def wait(self, host: str) -> None:
        """Return when a request to `host` is due. Raises `Unavailable` where that is further off than patience."""
        wait = self._turns.take(host, interval=self._interval, patience=self._patience)
        if wait > self._patience:
            raise Unavailable(f"{host} is being left in peace, as it asked", retry_after=wait)
        if wait > 0:
            self._sleep(wait)

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody ask `host` for the next `seconds`."""
        self._turns.hold(host, seconds)
