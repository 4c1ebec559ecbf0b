"""Politeness: requests to one host keep their distance, and a host that asked for quiet gets it from every source."""

import threading
from collections.abc import Callable

from connectors.contract import Unavailable


class Pace:
    """One per process. Hosts are paced apart from each other; waiting is done in the caller's thread."""

    def __init__(
        self, *, interval: float, patience: float, monotonic: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._interval = interval
        self._patience = patience
        self._monotonic = monotonic
        self._sleep = sleep
        self._free_at: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str) -> None:
        """Return when a request to `host` is due. Raises `Unavailable` where that is further off than patience."""
        with self._lock:
            now = self._monotonic()
            due = max(now, self._free_at.get(host, now))
            if due - now > self._patience:
                raise Unavailable(f"{host} is being left in peace, as it asked", retry_after=due - now)
            self._free_at[host] = due + self._interval
        if due > now:
            self._sleep(due - now)

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody ask `host` for the next `seconds`."""
        with self._lock:
            self._free_at[host] = max(self._free_at.get(host, 0.0), self._monotonic() + seconds)
