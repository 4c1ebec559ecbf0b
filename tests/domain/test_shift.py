"""The next shift: from the first who comes to the last who leaves; around the clock, eight hours from now."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.domain.hours import ALWAYS, Hours, Span
from monitor.domain.shift import Shift, next_shift

DAYS = Hours(spans=tuple(Span(weekday=day, opens=9 * 60, closes=17 * 60) for day in range(5)))
LATE = Hours(spans=tuple(Span(weekday=day, opens=12 * 60, closes=20 * 60) for day in range(6)))


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("why", "hours", "now", "begins", "ends"),
    [
        ("from within a shift, the next day's", (DAYS,), "2026-11-16T16:50", "2026-11-17T09:00", "2026-11-17T17:00"),
        ("from outside, the one that comes", (DAYS,), "2026-11-16T07:00", "2026-11-16T09:00", "2026-11-16T17:00"),
        ("over a weekend", (DAYS,), "2026-11-20T16:50", "2026-11-23T09:00", "2026-11-23T17:00"),
        ("of several, first to last", (DAYS, LATE), "2026-11-16T08:00", "2026-11-16T09:00", "2026-11-16T20:00"),
        ("around the clock", (ALWAYS,), "2026-11-16T22:00", "2026-11-16T22:00", "2026-11-17T06:00"),
        ("with one that never leaves", (DAYS, ALWAYS), "2026-11-16T22:00", "2026-11-16T22:00", "2026-11-17T06:00"),
        ("of nobody", (), "2026-11-16T22:00", "2026-11-16T22:00", "2026-11-17T06:00"),
    ],
)
def test_the_next_shift(why: str, hours: tuple[Hours, ...], now: str, begins: str, ends: str) -> None:
    assert next_shift(hours, utc(now)) == Shift(begins_at=utc(begins), ends_at=utc(ends)), why


def test_a_shift_lasts_as_long_as_is_usual() -> None:
    shift = next_shift((), utc("2026-11-16T22:00"))
    assert shift.ends_at - shift.begins_at == timedelta(hours=8)
