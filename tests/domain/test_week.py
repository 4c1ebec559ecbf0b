"""A week is an ISO week in the team's own time zone, however long its clock makes it."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.week import Week, due_at, latest_due, parse, week_of

LONDON = ZoneInfo("Europe/London")
EIGHT = time(8)
ZONES = [
    ZoneInfo(name) for name in ("UTC", "Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe")
]


@pytest.mark.parametrize("written", ["2026-W47", "2026-w47", " 2026W47 "])
def test_a_week_is_read_as_people_write_it(written):
    assert parse(written) == Week(year=2026, number=47)
    assert str(parse(written)) == "2026-W47"


@pytest.mark.parametrize("wrong", ["", "47", "2026-47", "2026-W00", "2025-W53", "2026-W5x", "2026-W4\u0667"])
def test_what_is_no_week_is_refused_with_how_to_write_one(wrong):
    with pytest.raises(ValueError, match="write one as 2026-W47"):
        parse(wrong)


def test_a_year_may_have_53_weeks_and_a_week_may_begin_the_year_before():
    assert parse("2026-W53").after(1) == parse("2027-W01")
    assert week_of(datetime(2027, 1, 1, 12, tzinfo=UTC), LONDON) == parse("2026-W53")
    assert week_of(datetime(2024, 12, 30, tzinfo=UTC), LONDON) == parse("2025-W01")


def test_a_week_begins_at_midnight_of_its_zone():
    assert parse("2026-W47").starts_at(ZoneInfo("America/New_York")) == datetime(2026, 11, 16, 5, tzinfo=UTC)
    assert parse("2026-W28").starts_at(LONDON) == datetime(2026, 7, 5, 23, tzinfo=UTC)


@pytest.mark.parametrize(("week", "hours"), [("2026-W13", 167), ("2026-W43", 169), ("2026-W47", 168)])
def test_a_week_in_which_clocks_change_is_an_hour_shorter_or_longer(week, hours):
    assert parse(week).ends_at(LONDON) - parse(week).starts_at(LONDON) == timedelta(hours=hours)


def test_weeks_before_come_latest_first():
    assert [str(week) for week in parse("2027-W01").before(3)] == ["2026-W53", "2026-W52", "2026-W51"]


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(ZONES),
)
def test_every_moment_lies_in_the_week_that_is_said_and_weeks_leave_no_gap(moment, zone):
    week = week_of(moment, zone)
    assert week.starts_at(zone) <= moment < week.ends_at(zone)
    assert week.ends_at(zone) == week.after(1).starts_at(zone)
    assert int(week.starts_at(zone).timestamp()) % 900 == 0


def test_a_digest_is_due_at_the_first_such_moment_after_its_week():
    week = parse("2026-W47")
    assert due_at(week, weekday=0, at=EIGHT, zone=LONDON) == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert due_at(week, weekday=4, at=time(17, 30), zone=LONDON) == datetime(2026, 11, 27, 17, 30, tzinfo=UTC)
    assert due_at(parse("2026-W27"), weekday=0, at=EIGHT, zone=LONDON) == datetime(2026, 7, 6, 7, tzinfo=UTC)


def test_a_time_that_the_clock_skips_still_comes_once():
    """On 29 March 2026 London has no 01:30."""
    assert due_at(parse("2026-W12"), weekday=6, at=time(1, 30), zone=LONDON) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "latest"),
    [
        (datetime(2026, 11, 23, 7, 59, tzinfo=UTC), "2026-W46"),
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), "2026-W47"),
        (datetime(2026, 11, 29, 23, 59, tzinfo=UTC), "2026-W47"),
        (datetime(2026, 11, 30, 0, 30, tzinfo=UTC), "2026-W47"),
    ],
)
def test_the_latest_week_that_is_due(now, latest):
    assert str(latest_due(now, weekday=0, at=EIGHT, zone=LONDON)) == latest
