"""Times as the outside world writes them, made aware UTC."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

EARLIEST, LATEST = 1990, 2100
"""Years outside are mistakes (an epoch of 0, a fifth digit), not times at which a customer spoke."""

_MILLISECONDS_FROM = 1e11
"""As seconds this is the year 5138, as milliseconds March 1973: any epoch above counts in milliseconds or less."""

_SLASHES = re.compile(r"^(\d{4})/(\d\d)/(\d\d)")


def parse_time(value: object) -> datetime | None:
    """Return `value` as aware UTC, or None where it is no time.

    Takes ISO 8601, RFC 822 (also with a two-digit year or a zone's name), epochs in seconds, milli- or microseconds
    as number or text, and datetimes. What has no zone is taken as UTC.
    """
    if isinstance(value, datetime):
        return _sane(value)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return _epoch(value)
    return _written(value.strip()) if isinstance(value, str) and len(value) < 100 else None


def _written(text: str) -> datetime | None:
    with suppress(ValueError):
        return _epoch(float(text))
    text = _SLASHES.sub(r"\1-\2-\3", text)
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        with suppress(ValueError, OverflowError, TypeError, IndexError):
            return _sane(parse(text))
    return None


def _epoch(seconds: float) -> datetime | None:
    try:
        for _ in ("milliseconds", "microseconds", "nanoseconds"):
            seconds = seconds / 1000 if abs(seconds) > _MILLISECONDS_FROM else seconds
        return _sane(datetime.fromtimestamp(seconds, UTC))
    except (ValueError, OverflowError, OSError):
        return None


def _sane(moment: datetime) -> datetime | None:
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    with suppress(OverflowError):
        utc = aware.astimezone(UTC)
        return utc if EARLIEST <= utc.year <= LATEST else None
    return None
