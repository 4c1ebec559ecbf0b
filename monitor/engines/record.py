"""The record of what ran: when each job ended well last, and one line when it fails first and when it works again."""

import threading
from collections.abc import Callable
from datetime import datetime

import structlog

from monitor.guard import Bug, guarded

_log = structlog.get_logger("engine")


class Record:
    """Many threads may run jobs through one."""

    def __init__(self) -> None:
        self._last: dict[str, datetime] = {}
        self._failing: set[str] = set()
        self._lock = threading.Lock()

    def run(self, name: str, work: Callable[[], object], now: datetime) -> bool:
        """Do `work` and return whether it ended well. What fails is told once, and once when it works again."""
        result = guarded(work)
        with self._lock:
            was_failing = name in self._failing
            if isinstance(result, Bug):
                self._failing.add(name)
            else:
                self._failing.discard(name)
                self._last[name] = now
        if isinstance(result, Bug) and not was_failing:
            _log.error("job failed", job=name, what=result.summary, details=result.details)
        elif was_failing and not isinstance(result, Bug):
            _log.info("job works again", job=name)
        return not isinstance(result, Bug)

    def last_runs(self) -> dict[str, datetime]:
        """Return when each job last ended well."""
        with self._lock:
            return dict(self._last)
