"""Chance alone moves counts; only what goes beyond it is called a change."""

import pytest

from monitor.domain.figures import Count
from monitor.domain.trend import Change, change, usual


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (31, (12, 11, 13, 12), Change.MORE),
        (3, (12, 11, 13, 12), Change.FEWER),
        (14, (12, 11, 13, 12), Change.USUAL),
        (3, (1, 0, 1, 0), Change.USUAL),
        (2, (0,), Change.USUAL),
        (9, (0, 0, 0, 0), Change.MORE),
        (0, (0, 0), Change.USUAL),
        (5, (), Change.UNKNOWN),
    ],
)
def test_small_numbers_say_little_and_large_differences_say_it(now, before, said):
    assert change(Count(now=now, before=before)) is said


def test_what_is_usual_is_the_mean_of_the_weeks_that_there_were():
    assert usual(Count(now=9, before=(4, 2))) == 3
    assert usual(Count(now=9)) is None
