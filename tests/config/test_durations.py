"""Durations, the week's moments and time zones, as people write them."""

from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.calendar import Weekly, parse_weekly
from monitor.config.duration import parse, written
from tests.config.reading import SMALLEST, told


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30s", 30), ("5m", 300), ("90m", 5_400), ("2h", 7_200), ("7d", 604_800), ("1h30m", 5_400), ("1D2h", 93_600)],
)
def test_a_duration_is_numbers_with_units(text: str, seconds: int) -> None:
    assert parse(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "5", "5 m", "m5", "-5m", "1.5h", "5m5m", "30m1h", "0s", "0d0h", "9999999d", "٣d"])
def test_whatever_else_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a duration|no time at all"):
        parse(text)


@given(st.integers(min_value=1, max_value=999_999 * 86_400))
def test_a_duration_is_read_as_it_was_written(seconds: int) -> None:
    assert parse(written(timedelta(seconds=seconds))) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("monday 08:00", Weekly(weekday=0, at=time(8))),
        ("Monday 8:00", Weekly(weekday=0, at=time(8))),
        ("sun 23:59", Weekly(weekday=6, at=time(23, 59))),
        (" thu  0:05 ", Weekly(weekday=3, at=time(0, 5))),
    ],
)
def test_a_moment_of_the_week_is_a_day_and_a_time(text: str, moment: Weekly) -> None:
    assert parse_weekly(text) == moment
    assert parse_weekly(str(moment)) == moment


@pytest.mark.parametrize(
    "text", ["", "monday", "08:00", "monday 24:00", "monday 8", "t 08:00", "mo 08:00", "daily 08:00"]
)
def test_no_other_is(text: str) -> None:
    with pytest.raises(ValueError, match="is not a day and a time"):
        parse_weekly(text)


@pytest.mark.parametrize(
    ("written_zone", "remedy"),
    [
        ("London", 'did you mean "Europe/London"?'),
        ("europe/londn", 'did you mean "Europe/London"?'),
        ("../../etc/passwd", "use a name such as Europe/London or UTC"),
        ("Europe", "did you mean"),
        ("Mars/Phobos", "use a name such as"),
    ],
)
def test_a_time_zone_that_there_is_none_of_names_the_one_that_is_meant(
    tmp_path: Path, written_zone: str, remedy: str
) -> None:
    (problem,) = told(tmp_path, f"{SMALLEST}digest: {{timezone: {written_zone}}}\n")
    assert problem.startswith(f'4: digest.timezone: "{written_zone}" is not a time zone; ')
    assert remedy in problem
