"""The digest's picture: each day beside the same day of the week before, small, and in words for who cannot see it."""

from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image

from monitor.wording.digest.chart import HEIGHT, WIDTH, chart, in_words, steps
from tests.domain.weeks import BUSY

WEEK = replace(BUSY, days=(9, 14, 8, 21, 17, 6, 9), days_before=(8, 7, 6, 9, 8, 5, 7))


@pytest.mark.parametrize("figures", [WEEK, replace(WEEK, days=(0,), days_before=()), replace(WEEK, days=(12_345,) * 7)])
def test_it_is_a_small_png(figures):
    picture = chart(figures)
    assert picture is not None
    image = Image.open(BytesIO(picture))
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(picture) < 20_000


def test_the_same_week_is_the_same_picture():
    assert chart(WEEK) == chart(WEEK)


def test_a_snapshot_without_days_has_none():
    assert chart(BUSY) is None


def test_it_is_told_in_words():
    assert in_words(WEEK) == (
        "Complaints a day: Mon 9, Tue 14, Wed 8, Thu 21, Fri 17, Sat 6, Sun 9. The week before had 50."
    )


@pytest.mark.parametrize("most", [0, 1, 3, 4, 5, 9, 41, 999, 1000, 123_456])
def test_the_scale_has_few_even_steps_and_reaches_the_top(most):
    marks = steps(most)
    assert 2 <= len(marks) <= 6
    assert marks[-1] >= most
    assert len({after - before for before, after in pairwise(marks)}) == 1
