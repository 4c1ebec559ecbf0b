"""How a source fared hour by hour, told from its polls."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.domain.hourly import HOUR, Polled, stretches

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def polled(hours: str, polls: int) -> dict[datetime, Polled]:
    """Each hour from noon on: `n`ew, `.` quiet, `x` failed, ` ` not asked."""
    found = {}
    for place, hour in enumerate(hours):
        at = NOON + place * HOUR
        if hour == "x":
            found[at] = Polled(at=at, polls=polls, good=0)
        elif hour != " ":
            new, last = 3 if hour == "n" else 0, at + (polls * 15 - 14) * MINUTE
            found[at] = Polled(at=at, polls=polls, good=polls, new=new, first_good=at + MINUTE, last_good=last)
    return found


def told(hours: str, *, polls: int = 4, first: datetime | None = NOON - HOUR) -> str:
    end = NOON + len(hours) * HOUR - MINUTE
    found = stretches(polled(hours, polls), since=NOON, until=end, first=first)
    return " ".join(f"{each.fare.value}:{each.hours}" for each in found)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("nn..n", "heard:2 quiet:2 heard:1"),
        (".xx.", "quiet:1 failing:2 quiet:1"),
        ("n.  .n", "heard:1 quiet:1 blind:2 quiet:1 heard:1"),
        ("nx x x", "heard:1 failing:5"),
        ("n.  ", "heard:1 quiet:1 blind:2"),
        ("    ", "blind:4"),
    ],
    ids=["heard", "failed", "not asked", "asked more rarely while it fails", "not asked any more", "never asked"],
)
def test_each_hour_has_its_fare(hours: str, expected: str) -> None:
    assert told(hours) == expected


def test_what_is_asked_every_few_hours_is_not_blind_between() -> None:
    assert told("n  .  n  n  .  n", polls=1) == "heard:1 quiet:5 heard:1 quiet:2 heard:1 quiet:5 heard:1"


def test_a_pause_of_more_than_twice_the_usual_is_blind() -> None:
    assert told("n  .  n          .  n  .  n", polls=1).split()[3:5] == ["blind:10", "quiet:3"]


def test_before_it_was_first_asked_there_was_none() -> None:
    assert told("   .n", first=NOON + 3 * HOUR + MINUTE) == "absent:3 quiet:1 heard:1"
    assert told("   ", first=None) == "absent:3"
