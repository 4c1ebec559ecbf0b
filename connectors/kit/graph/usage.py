"""How much of what Meta allows is used up, as it says with most answers: in percent, not in calls.

Facts: https://developers.facebook.com/docs/graph-api/overview/rate-limiting
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectors.contract import Postponed
from connectors.kit.budget import Purpose

HEADERS = ("x-app-usage", "x-page-usage", "x-business-use-case-usage")
_PERCENTAGES = ("call_count", "total_time", "total_cputime")
_REMEMBERED = timedelta(minutes=5)
_MOST = 95.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """The fullest of Meta's buckets, and in how long something may be asked again, where it says so."""

    percent: float = 0.0
    regained_in: timedelta | None = None


class Meter:
    """Remembers what Meta said last, and puts off what it would soon refuse: the rest is kept for what matters more."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._usage = Usage()
        self._until: datetime | None = None

    def note(self, headers: Mapping[str, str]) -> None:
        """Take note of an answer."""
        if any(name in headers for name in HEADERS):
            self._usage = usage_of(headers)
            self._until = self._now() + (self._usage.regained_in or _REMEMBERED)

    def check(self, purpose: Purpose) -> None:
        """Raise `Postponed` where as much is used up as requests for `purpose` may use."""
        now = self._now()
        if self._until is not None and now < self._until and self._usage.percent >= _MOST * purpose.value:
            wait = (self._until - now).total_seconds()
            raise Postponed(f"Meta says that {self._usage.percent:g}% of what it allows is used up", retry_after=wait)


def usage_of(headers: Mapping[str, str]) -> Usage:
    """Return the usage that the headers of an answer tell; what is not understood tells none."""
    buckets = [bucket for name in HEADERS for bucket in _buckets(headers.get(name, ""))]
    shares = [value for one in buckets for name in _PERCENTAGES if isinstance(value := one.get(name), (int, float))]
    waits = [value for one in buckets if isinstance(value := one.get("estimated_time_to_regain_access"), (int, float))]
    minutes = min(max(waits, default=0), 24 * 60)
    return Usage(percent=max(shares, default=0.0), regained_in=timedelta(minutes=minutes) if minutes > 0 else None)


def _buckets(told: str) -> Iterator[Mapping[str, Any]]:
    """Yield the buckets: one by itself, or a list for each business."""
    try:
        value = json.loads(told) if told else None
    except (ValueError, RecursionError):
        return
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from (one for one in part if isinstance(one, dict)) if isinstance(part, list) else ()
