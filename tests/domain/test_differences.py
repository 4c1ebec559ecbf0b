"""Intervals of differences, against figures that were published with the methods."""

import pytest

from monitor.domain.intervals import difference, net, wilson


def test_the_difference_of_two_shares_is_newcombes() -> None:
    """Newcombe 1998, table II, method 10: 56 of 70 against 48 of 80."""
    found = difference(wilson(56, 70), wilson(48, 80))
    assert found == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_nothing_cannot_be_compared() -> None:
    assert difference(wilson(0, 0), wilson(1, 2)) is None
    assert net(0, 0, 0) is None


@pytest.mark.parametrize(("more", "less", "of"), [(0, 0, 1), (5, 5, 10), (10, 0, 10), (30, 20, 60)])
def test_a_net_share_lies_within_its_interval(more: int, less: int, of: int) -> None:
    low, high = net(more, less, of) or (2, -2)
    assert -1 <= low <= (more - less) / of <= high <= 1
    mirrored = net(less, more, of) or (2, -2)
    assert (-mirrored[1], -mirrored[0]) == pytest.approx((low, high))


def test_more_answers_make_it_narrower() -> None:
    few, many = net(6, 2, 10) or (0, 0), net(600, 200, 1_000) or (0, 0)
    assert many[1] - many[0] < (few[1] - few[0]) / 5
