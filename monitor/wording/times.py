"""Moments and spans as people read them. What is written never goes stale: a posted message is read hours later."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def span(length: timedelta) -> str:
    """Return a length of time in its two largest units: `40 min`, `2 h 5 min`, `3 d 4 h`, `12 d`."""
    seconds = round(abs(length).total_seconds())
    if seconds < _MINUTE:
        return f"{seconds} s"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} min"
    if seconds < _DAY:
        return _two(seconds // _HOUR, "h", seconds % _HOUR // _MINUTE, "min")
    if seconds >= 7 * _DAY:
        return f"{seconds // _DAY} d"
    return _two(seconds // _DAY, "d", seconds % _DAY // _HOUR, "h")


def moment(at: datetime, *, now: datetime, zone: tzinfo = UTC) -> str:
    """Return `at` in `zone`: the time alone on the day of `now`, the weekday and date around it, the year beyond."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    clock = f"{local:%H:%M} {local:%Z}"
    if local.date() == today.date():
        return clock
    if abs(at - now) < timedelta(days=180):
        return f"{local:%a} {local.day} {local:%b} {clock}"
    return f"{local.day} {local:%b %Y} {clock}"


def _two(large: int, unit: str, small: int, small_unit: str) -> str:
    return f"{large} {unit} {small} {small_unit}" if small else f"{large} {unit}"


def dates(first: datetime, last: datetime, zone: str) -> str:
    """Return the days from `first` to `last` in the zone of that name: `16 to 22 November 2026`."""
    start, end = first.astimezone(ZoneInfo(zone)), last.astimezone(ZoneInfo(zone))
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {end.day} {end:%B %Y}"
    year = f" {start:%Y}" if start.year != end.year else ""
    return f"{start.day} {start:%B}{year} to {end.day} {end:%B %Y}"


def stamp(at: datetime, zone: str) -> str:
    """Return a moment in full, in the zone of that name: `Mon 23 Nov 2026 08:00 GMT`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b %Y %H:%M} {local:%Z}"
