"""Clock: the time, and waiting for it, with an end to every wait when the service stops."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What waits takes one; what decides takes a time."""

    def now(self) -> datetime:
        """Return the time, aware UTC."""
        ...

    def wait(self, seconds: float) -> None:
        """Return after `seconds`, or as soon as the service stops."""
        ...

    def stopping(self) -> bool:
        """Whether the service stops: begin nothing new."""
        ...


class SystemClock:
    """The machine's clock."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop

    def now(self) -> datetime:
        """Return the time, aware UTC."""
        return datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        """Return after `seconds`, or as soon as the service stops."""
        self._stop.wait(max(seconds, 0.0))

    def stopping(self) -> bool:
        """Whether the service stops."""
        return self._stop.is_set()


class FrozenClock:
    """A clock that stands at a given time (`--now`) and moves by what is waited, which takes real time as well."""

    def __init__(self, at: datetime, stop: threading.Event) -> None:
        self._at = at
        self._stop = stop
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Return the frozen time and what was waited since."""
        with self._lock:
            return self._at

    def wait(self, seconds: float) -> None:
        """Wait in earnest, then count it."""
        self._stop.wait(max(seconds, 0.0))
        with self._lock:
            self._at += timedelta(seconds=max(seconds, 0.0))

    def stopping(self) -> bool:
        """Whether the service stops."""
        return self._stop.is_set()
