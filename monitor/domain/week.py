"""Week: an ISO week as the digest counts it, with its bounds in the team's own time zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_WRITTEN = re.compile(r"(\d{4})-?W(\d{2})", re.ASCII)
_SEVEN_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Week:
    """One ISO week, Monday to Sunday: 47 of 2026 is written `2026-W47`."""

    year: int
    number: int

    def __post_init__(self) -> None:
        date.fromisocalendar(self.year, self.number, 1)

    def __str__(self) -> str:
        return f"{self.year:04}-W{self.number:02}"

    @property
    def monday(self) -> date:
        """The day it begins."""
        return date.fromisocalendar(self.year, self.number, 1)

    def starts_at(self, zone: tzinfo) -> datetime:
        """Return the UTC moment at which its Monday begins in `zone`."""
        return _utc(self.monday, time(0), zone)

    def ends_at(self, zone: tzinfo) -> datetime:
        """Return the UTC moment at which the next week begins in `zone`; 167 or 169 hours long where clocks change."""
        return self.after(1).starts_at(zone)

    def after(self, weeks: int) -> "Week":
        """Return the week that many weeks later; earlier where negative."""
        return _week_with(self.monday + weeks * _SEVEN_DAYS)

    def before(self, weeks: int) -> tuple["Week", ...]:
        """Return that many weeks before this one, the latest first."""
        return tuple(self.after(-back) for back in range(1, weeks + 1))


def parse(text: str) -> Week:
    """Return the week that `2026-W47` writes. Raises `ValueError` where it writes none."""
    found = _WRITTEN.fullmatch(text.strip().upper())
    wrong = f"{text!r} is not a week; write one as 2026-W47"
    if not found:
        raise ValueError(wrong)
    try:
        return Week(year=int(found[1]), number=int(found[2]))
    except ValueError as error:
        raise ValueError(wrong) from error


def week_of(moment: datetime, zone: tzinfo) -> Week:
    """Return the week in which `moment` lies in `zone`."""
    return _week_with(moment.astimezone(zone).date())


def due_at(week: Week, *, weekday: int, at: time, zone: tzinfo) -> datetime:
    """Return when the digest of `week` is due: the first such weekday (0 is Monday) and time after the week has ended.

    On a day whose clock skips that time, it is as long after midnight as it would be on another day.
    """
    return _utc(week.after(1).monday + timedelta(days=weekday), at, zone)


def latest_due(now: datetime, *, weekday: int, at: time, zone: tzinfo) -> Week:
    """Return the latest week whose digest is due at `now`."""
    week = week_of(now, zone).after(-1)
    return week if due_at(week, weekday=weekday, at=at, zone=zone) <= now else week.after(-1)


def _week_with(day: date) -> Week:
    year, number, _ = day.isocalendar()
    return Week(year=year, number=number)


def _utc(day: date, at: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
