"""What is said of a filter in an address that is not understood."""

from collections.abc import Iterable

TITLE, WITHOUT = "One filter of this address is not understood", "Show it without this filter"
_LONGEST = 60


def not_among(name: str, written: str, allowed: Iterable[str]) -> str:
    """Say what a filter may be that is one of some words."""
    return f"`{name}` cannot be “{_cut(written)}”. It is one of: {', '.join(allowed)}."


def no_week(name: str, written: str) -> str:
    """Say how a week is written."""
    return f"`{name}` cannot be “{_cut(written)}”. It is a week, written as 2026-W47."


def no_day(name: str, written: str) -> str:
    """Say how a day is written."""
    return f"`{name}` cannot be “{_cut(written)}”. It is a day, written as 2026-11-23."


def no_place(name: str) -> str:
    """Say that a list does not go on there."""
    return f"`{name}` names no place in this list. It is part of the links from page to page; begin at the first."


def no_text(name: str, most: int) -> str:
    """Say what may be typed."""
    return f"`{name}` is a text of at most {most:,} characters, without control characters."


def _cut(written: str) -> str:
    shown = written.replace("\x00", "")
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
