"""A clock that moves only when someone waits or the story says so."""

import threading
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
"""A Wednesday: no digest is due for days."""


class StoryClock:
    """What waits moves it at once. Slack reads it, too, so that rates and history are those of one world."""

    def __init__(self, at: datetime = NOON) -> None:
        self._at = at
        self._lock = threading.Lock()
        self.stopped = False

    def now(self) -> datetime:
        """Return the story's time."""
        with self._lock:
            return self._at

    def seconds(self) -> float:
        """Return it as Slack counts it."""
        return self.now().timestamp()

    def wait(self, seconds: float) -> None:
        """Be `seconds` later."""
        self.move(timedelta(seconds=max(seconds, 0.0)))

    def move(self, by: timedelta) -> None:
        """Go forward, or back."""
        with self._lock:
            self._at += by

    def stopping(self) -> bool:
        """Whether the service stops."""
        return self.stopped
