"""Burst: whether more is heard about a topic in an hour than its own past at this hour makes likely."""

from collections.abc import Sequence
from math import ceil
from statistics import median

HOUR_DAYS = 28
"""So many days back the same hour is looked at."""
SOME_DAYS, ENOUGH_DAYS = 3, 7
"""A past shorter than the first says nothing; one shorter than the second little, and asks for twice as many."""
LEAST_PEOPLE = 8
TIMES, DEVIATIONS = 3, 6
TO_SIGMA = 1.4826
"""The median absolute deviation of a normal distribution, times this, is its standard deviation."""


def people_of_a_burst(past: Sequence[int]) -> int | None:
    """Return how many distinct people in one hour are a burst; `past` counts this hour of each day before.

    None where nobody can say yet. Three times the median at least, and six robust deviations beyond it: one bad day in
    the past moves neither.
    """
    if len(past) < SOME_DAYS:
        return None
    if len(past) < ENOUGH_DAYS:
        return max(2 * LEAST_PEOPLE, TIMES * max(past, default=0))
    usual = median(past)
    spread = TO_SIGMA * median(abs(count - usual) for count in past)
    return max(LEAST_PEOPLE, ceil(TIMES * usual), ceil(usual + DEVIATIONS * spread))
