"""Hours: the part of the week that counts, and exact arithmetic in it.

Everything is computed between moments in UTC, so an hour is an hour also on the day on which clocks change. A time
that a clock skips is as long after midnight as it would be on another day; one that it shows twice is meant the first
time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

MIDNIGHT = 24 * 60
"""The end of a day, in minutes since it began."""
LONGEST_QUIET = timedelta(days=14)
"""Hours that never end (every day is one of theirs) are taken to end after this long."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A part of a weekday (0 is Monday), in minutes since midnight; it ends at 1440 at the latest."""

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """What counts: these spans of each week in `zone`, but for holidays (whole days there). No spans: all the time."""

    spans: tuple[Span, ...] = ()
    zone: tzinfo = UTC
    holidays: frozenset[date] = frozenset()


ALWAYS = Hours()


def add(hours: Hours, start: datetime, length: timedelta) -> datetime:
    """Return the first moment by which `length` of `hours` has passed since `start`."""
    start = start.astimezone(UTC)
    if not hours.spans or length <= timedelta():
        return start + max(length, timedelta())
    for opens, closes in _spans_from(hours, start):
        if closes - opens >= length:
            return opens + length
        length -= closes - opens
    raise AssertionError  # pragma: no cover  (the spans of a week never end)


def between(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """Return how much of `hours` passes from `start` to `end`; none where the end comes first."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if not hours.spans:
        return max(end - start, timedelta())
    passed = timedelta()
    for opens, closes in _spans_from(hours, start):
        if opens >= end:
            break
        passed += min(closes, end) - opens
    return passed


def next_open(hours: Hours, at: datetime) -> datetime:
    """Return the first moment from `at` on that lies in `hours`."""
    at = at.astimezone(UTC)
    return at if not hours.spans else next(_spans_from(hours, at))[0]


def ends(hours: Hours, at: datetime) -> datetime:
    """Return when the spans that `at` lies in are over; `at` itself where it lies in none."""
    end = at = at.astimezone(UTC)
    if not hours.spans:
        return at + LONGEST_QUIET
    for opens, closes in _spans_from(hours, at):
        if opens > end or end - at >= LONGEST_QUIET:
            break
        end = closes
    return min(end, at + LONGEST_QUIET)


def after_all(quiet: Sequence[Hours], at: datetime) -> datetime:
    """Return the first moment from `at` on that lies in none of `quiet`; after `LONGEST_QUIET` it is quiet no more."""
    moment, latest = at, at + LONGEST_QUIET
    while moment < latest and (later := max((ends(one, moment) for one in quiet), default=moment)) > moment:
        moment = later
    return min(moment, latest)


def _spans_from(hours: Hours, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield what is open from `start` on, in order and never overlapping."""
    day, last = start.astimezone(hours.zone).date() - _DAY, start
    spans = sorted(hours.spans)
    while True:
        for span in spans if day not in hours.holidays else ():
            if span.weekday == day.weekday():
                opens, closes = max(_moment(day, span.opens, hours.zone), last), _moment(day, span.closes, hours.zone)
                if closes > opens:
                    yield opens, closes
                    last = closes
        day += _DAY


def _moment(day: date, minutes: int, zone: tzinfo) -> datetime:
    if minutes >= MIDNIGHT:
        day, minutes = day + _DAY, minutes - MIDNIGHT
    return datetime.combine(day, time(*divmod(minutes, 60)), tzinfo=zone).astimezone(UTC)
