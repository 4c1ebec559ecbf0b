"""Times as people read them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.wording.times import moment, span

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=9), "9 s"),
        (timedelta(minutes=40), "40 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (timedelta(days=3, hours=4, minutes=50), "3 d 4 h"),
        (timedelta(minutes=-40), "40 min"),
    ],
)
def test_a_span_has_two_units_at_most(length, said):
    assert span(length) == said


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (NOW, "12:00 UTC"),
        (datetime(2026, 11, 20, 9, 5, tzinfo=UTC), "Fri 20 Nov 09:05 UTC"),
        (datetime(2025, 1, 3, 9, 5, tzinfo=UTC), "3 Jan 2025 09:05 UTC"),
    ],
)
def test_a_moment_tells_as_much_of_the_date_as_it_needs(at, said):
    assert moment(at, now=NOW) == said


def test_today_is_that_of_the_zone():
    late = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    assert moment(late, now=NOW, zone=ZoneInfo("Asia/Tokyo")) == "Thu 19 Nov 08:30 JST"
