"""Competitors stand beside us as context: what small numbers cannot tell is not told."""

import pytest

from monitor.domain.rivals import Beside, Rival, beside


@pytest.mark.parametrize(
    ("theirs", "ours", "told"),
    [
        ((4, 20), (1, 20), Beside.NEITHER),  # 20% and 5%, of twenty: chance alone does that
        ((400, 2000), (100, 2000), Beside.THEIRS),
        ((30, 1000), (120, 1000), Beside.OURS),
        ((3, 60), (0, 0), Beside.NEITHER),
        ((0, 0), (3, 60), Beside.NEITHER),
        # Newcombe (1998), table II: 56 of 70 and 48 of 80 differ by .0524 to .3339
        ((48, 80), (56, 70), Beside.OURS),
        ((9, 10), (3, 10), Beside.THEIRS),  # .1705 to .8090 there
        ((6, 7), (2, 7), Beside.THEIRS),  # .0582 to .8062 there
        ((5, 56), (0, 29), Beside.NEITHER),  # -.0381 to .1926 there
    ],
)
def test_whose_customers_complain_more(theirs: tuple[int, int], ours: tuple[int, int], told: Beside) -> None:
    rival = Rival(
        name="Rival", complaints=theirs[0], heard=theirs[1], ours_complaints=ours[0], ours_heard=ours[1], sources=1
    )
    assert beside(rival) is told
