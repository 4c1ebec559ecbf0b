"""Whether a figure differs from what is usual by more than chance would make it."""

from enum import StrEnum
from math import sqrt

from monitor.domain.figures import Count

BEYOND_CHANCE = 2.0
"""Standard deviations of a difference between counts that come by chance (Poisson): 1 in 20 weeks errs."""


class Change(StrEnum):
    """How a week compares with those before it."""

    UNKNOWN = "unknown"  # there is no week to compare with
    USUAL = "usual"
    MORE = "more"
    FEWER = "fewer"


def usual(count: Count) -> float | None:
    """Return the mean of the weeks before, or None where there are none."""
    return sum(count.before) / len(count.before) if count.before else None


def change(count: Count) -> Change:
    """Return how the week compares with those before; small numbers rarely say anything."""
    mean = usual(count)
    if mean is None:
        return Change.UNKNOWN
    difference = 2 * (_steadied(count.now) - _steadied(mean)) / sqrt(1 + 1 / len(count.before))
    if abs(difference) <= BEYOND_CHANCE:
        return Change.USUAL
    return Change.MORE if difference > 0 else Change.FEWER


def _steadied(value: float) -> float:
    """Anscombe's transform: twice this of a Poisson count varies by 1, whether the count is small or large."""
    return sqrt(value + 3 / 8)
