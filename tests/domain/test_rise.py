"""What caused the week: a topic beyond chance, since the first day that was, and its owner."""

from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.domain.figures import Count, Line, Rise
from monitor.domain.rise import Told, rise

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
STARTS = [MONDAY - timedelta(days=7 * back) for back in range(5)]
AS_USUAL = (2, 2, 2, 2, 2, 1, 1)


def week(back: int, days: tuple[int, ...], *, topic: str = "billing", department: str | None = "finance") -> list[Told]:
    return [
        Told(topic=topic, department=department, opened_at=STARTS[back] + timedelta(days=day, hours=11))
        for day, count in enumerate(days)
        for _ in range(count)
    ]


def found(days: tuple[int, ...], *, others: list[Told] | None = None, zone: str = "UTC") -> Rise | None:
    weeks = [week(0, days) + (others or []), *(week(back, AS_USUAL) for back in range(1, 5))]
    counts = [sum(case.topic == "billing" for case in some) for some in weeks]
    line = Line(name="billing", count=Count(now=counts[0], before=tuple(counts[1:])))
    return rise((line,), weeks, STARTS, zone)


@pytest.mark.parametrize(
    ("days", "since"),
    [
        ((2, 14, 12, 9, 8, 2, 1), date(2026, 11, 17)),
        ((2, 2, 2, 2, 2, 1, 30), date(2026, 11, 22)),
        ((4, 4, 4, 4, 4, 3, 3), None),
    ],
    ids=["since Tuesday", "on Sunday alone", "a little each day"],
)
def test_the_first_day_beyond_chance_is_named(days: tuple[int, ...], since: date | None) -> None:
    assert found(days) == Rise(topic="billing", since=since, department="finance")


@pytest.mark.parametrize("days", [AS_USUAL, (3, 2, 3, 2, 2, 2, 1), (0,) * 7])
def test_what_chance_may_bring_has_no_cause(days: tuple[int, ...]) -> None:
    assert found(days) is None


def test_days_are_those_of_the_teams_own_zone() -> None:
    risen = found((2, 14, 12, 9, 8, 2, 1), zone="Pacific/Auckland")  # 11:00 UTC is the next day there
    assert risen is not None
    assert risen.since == date(2026, 11, 18)


def test_an_owner_has_more_than_half_of_it() -> None:
    shared = found((2, 14, 12, 9, 8, 2, 1), others=week(0, (0, 25, 25), department=None))
    assert shared == Rise(topic="billing", since=date(2026, 11, 17), department=None)
