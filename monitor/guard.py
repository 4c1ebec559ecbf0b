"""The one guard: whatever has no name is a bug, and fails no more than the one unit of work it happened in."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bug:
    """An error that nobody foresaw. `summary` is one line; `details` is its traceback."""

    summary: str
    details: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Generic[T]):
    """What the work returned."""

    value: T


def guarded(work: Callable[[], T]) -> Done[T] | Bug:
    """Do `work`; return what it returned, or the bug that stopped it."""
    try:
        return Done(value=work())
    except Exception as error:  # noqa: BLE001  the one place that catches everything
        place = traceback.extract_tb(error.__traceback__)[-1]
        summary = f"{type(error).__name__} in {place.name} ({place.filename.rpartition('/')[2]}:{place.lineno})"
        return Bug(summary=summary, details="".join(traceback.format_exception(error)))
