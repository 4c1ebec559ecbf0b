"""Business time is exact: over nights, weekends, holidays, and on the days on which clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.hours import ALWAYS, LONGEST_QUIET, Hours, Span, add, after_all, between, ends, next_open

LONDON, NEW_YORK, CAIRO = ZoneInfo("Europe/London"), ZoneInfo("America/New_York"), ZoneInfo("Africa/Cairo")
WEEKDAYS = tuple(Span(weekday=day, opens=9 * 60, closes=17 * 60) for day in range(5))
ALL_DAY = tuple(Span(weekday=day, opens=0, closes=24 * 60) for day in range(7))
NIGHTS = tuple(
    Span(weekday=day, opens=opens, closes=closes)
    for day in range(7)
    for opens, closes in ((0, 7 * 60), (20 * 60, 24 * 60))
)


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


OFFICE = Hours(spans=WEEKDAYS, zone=LONDON, holidays=frozenset({date(2026, 12, 25), date(2026, 12, 28)}))
ALL_LONDON, ALL_CAIRO = Hours(spans=ALL_DAY, zone=LONDON), Hours(spans=ALL_DAY, zone=CAIRO)
NEW_YORK_NIGHTS = Hours(spans=NIGHTS, zone=NEW_YORK)
SPLIT = Hours(
    spans=tuple(Span(weekday=day, opens=o, closes=c) for day in range(5) for o, c in ((540, 720), (780, 1020)))
)


@pytest.mark.parametrize(
    ("why", "hours", "start", "length", "end"),
    [
        ("around the clock", ALWAYS, "2026-11-21T23:00", "30m", "2026-11-21T23:30"),
        ("within a day", OFFICE, "2026-11-23T09:00", "2h", "2026-11-23T11:00"),
        ("to closing time, not to the next opening", OFFICE, "2026-11-23T09:00", "8h", "2026-11-23T17:00"),
        ("over a night", OFFICE, "2026-11-23T16:30", "1h", "2026-11-24T09:30"),
        ("begun before opening", OFFICE, "2026-11-23T06:00", "1h", "2026-11-23T10:00"),
        ("over a weekend", OFFICE, "2026-11-20T16:00", "2h", "2026-11-23T10:00"),
        ("begun on a Saturday", OFFICE, "2026-11-21T12:00", "30m", "2026-11-23T09:30"),
        ("over Christmas and its Monday", OFFICE, "2026-12-24T16:00", "2h", "2026-12-29T10:00"),
        ("begun on a holiday", OFFICE, "2026-12-25T10:00", "1h", "2026-12-29T10:00"),
        ("with a break at noon", SPLIT, "2026-11-23T11:30", "1h", "2026-11-23T13:30"),
        ("two weeks", OFFICE, "2026-11-02T09:00", "80h", "2026-11-13T17:00"),
        # clocks change: London goes to summer on 29 March 2026 at 01:00, back on 25 October at 02:00
        ("the office opens an hour earlier in UTC", OFFICE, "2026-03-27T16:00", "2h", "2026-03-30T09:00"),
        ("and an hour later in autumn", OFFICE, "2026-10-23T15:00", "2h", "2026-10-26T10:00"),
        ("a day of 23 hours", ALL_LONDON, "2026-03-29T00:00", "24h", "2026-03-30T00:00"),
        ("a day of 25 hours", ALL_LONDON, "2026-10-24T23:00", "25h", "2026-10-26T00:00"),
        ("a night shift that loses an hour", NEW_YORK_NIGHTS, "2026-03-08T05:00", "7h", "2026-03-09T01:00"),
        ("a night shift that gains one", NEW_YORK_NIGHTS, "2026-11-01T04:00", "8h", "2026-11-01T12:00"),
        # Cairo skips midnight itself: 24 April 2026 begins at 01:00
        ("a midnight that is not there", ALL_CAIRO, "2026-04-23T20:00", "4h", "2026-04-24T00:00"),
    ],
)  # fmt: skip
def test_time_passes_in_business_hours_alone(why: str, hours: Hours, start: str, length: str, end: str) -> None:
    unit = {"m": "minutes", "h": "hours"}[length[-1]]
    passed = timedelta(**{unit: int(length[:-1])})
    assert add(hours, utc(start), passed) == utc(end), why
    assert between(hours, utc(start), utc(end)) == passed, why


def test_hours_that_a_clock_skips_count_once() -> None:
    """On 29 March there is no 01:00 to 02:00 in London: what opens within opens as long after midnight as ever."""
    spans = (Span(weekday=6, opens=0, closes=105), Span(weekday=6, opens=120, closes=180))
    night = Hours(spans=spans, zone=LONDON)
    assert between(night, utc("2026-03-28T00:00"), utc("2026-03-30T00:00")) == timedelta(hours=2)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-23T10:00", "2026-11-23T10:00"),
        ("2026-11-23T17:00", "2026-11-24T09:00"),
        ("2026-12-24T18:00", "2026-12-29T09:00"),
    ],
)
def test_the_next_opening(at: str, opens: str) -> None:
    assert next_open(OFFICE, utc(at)) == utc(opens)


class TestQuiet:
    """Quiet hours end; several of them end together."""

    night = Hours(spans=NIGHTS, zone=LONDON)
    weekend = Hours(spans=ALL_DAY[5:], zone=LONDON)

    @pytest.mark.parametrize(
        ("at", "loud"),
        [
            ("2026-11-23T12:00", "2026-11-23T12:00"),
            ("2026-11-23T21:00", "2026-11-24T07:00"),
            ("2026-11-24T06:59", "2026-11-24T07:00"),
            ("2026-11-27T21:00", "2026-11-30T07:00"),  # the night of Friday, the weekend, the night to Monday
            ("2026-03-28T21:00", "2026-03-30T06:00"),  # summer time begins meanwhile
        ],
    )
    def test_it_is_loud_again_when_none_is_quiet(self, at: str, loud: str) -> None:
        assert after_all([self.night, self.weekend], utc(at)) == utc(loud)

    def test_nothing_waits_for_ever(self) -> None:
        now = utc("2026-11-23T12:00")
        assert after_all([Hours(spans=ALL_DAY)], now) == now + LONGEST_QUIET
        assert ends(ALWAYS, now) == now + LONGEST_QUIET


SPANS = st.builds(
    lambda day, opens, length: Span(weekday=day, opens=opens, closes=min(opens + length, 1440)),
    st.integers(0, 6),
    st.integers(0, 1430),
    st.integers(5, 1440),
)
HOURS = st.builds(
    Hours,
    spans=st.lists(SPANS, max_size=6).map(tuple),
    zone=st.sampled_from([UTC, LONDON, NEW_YORK, CAIRO, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")]),
    holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=8),
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda one: one.replace(tzinfo=UTC))  # noqa: DTZ001
LENGTHS = st.timedeltas(timedelta(0), timedelta(hours=60))


@given(hours=HOURS, start=MOMENTS, length=LENGTHS)
def test_measuring_is_the_inverse_of_adding(hours: Hours, start: datetime, length: timedelta) -> None:
    assert between(hours, start, add(hours, start, length)) == length


@given(hours=HOURS, start=MOMENTS, length=LENGTHS, later=LENGTHS, more=LENGTHS)
def test_adding_is_monotone(
    hours: Hours, start: datetime, length: timedelta, later: timedelta, more: timedelta
) -> None:
    end = add(hours, start, length)
    assert start <= end <= add(hours, start, length + more)
    assert end <= add(hours, start + later, length)


@given(hours=HOURS, start=MOMENTS, first=LENGTHS, second=LENGTHS)
def test_time_adds_up(hours: Hours, start: datetime, first: timedelta, second: timedelta) -> None:
    middle, end = start + first, start + first + second
    assert between(hours, start, middle) + between(hours, middle, end) == between(hours, start, end)
    assert between(hours, start, end) <= end - start


@given(quiet=st.lists(HOURS, max_size=3), at=MOMENTS)
def test_quiet_ends_where_nothing_is_quiet_or_at_the_latest(quiet: list[Hours], at: datetime) -> None:
    loud = after_all(quiet, at)
    assert at <= loud <= at + LONGEST_QUIET
    assert loud == at + LONGEST_QUIET or all(ends(hours, loud) == loud for hours in quiet)
