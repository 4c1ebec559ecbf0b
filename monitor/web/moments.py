"""Moments as browsers fill them in: a day and a time on the wall clock of the pages' zone."""

from datetime import UTC, datetime, tzinfo


def in_zone(at: datetime, zone: tzinfo) -> str:
    """Return a moment as a field of a form shows it: `2026-12-24T18:00`."""
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def moment_in(typed: str, zone: tzinfo) -> datetime | None:
    """Return the moment that was typed (`2026-12-24T18:00`, or a day, which is over at its end); None for none."""
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        return None
    if len(typed) == len("2026-12-24"):
        at = at.replace(hour=23, minute=59, second=59)
    try:
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        return None
