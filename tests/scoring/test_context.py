"""What stands around a mention moves its score a little, says so, and can be switched off."""

import pytest

from monitor.domain.surroundings import Surroundings, Under, as_told
from monitor.scoring.context import MOST
from monitor.scoring.layers import CONTEXT, SHIPPED
from monitor.scoring.stage import measure
from monitor.scoring.team import odds_of

TEXT = "The app is slow again"
HERE = [
    (Surroundings(under=Under.COMPLAINT), "under_complaint", 1),
    (Surroundings(under=Under.OWN), "under_own_complaint", 1),
    (Surroundings(under=Under.OURS), "under_our_answer", 1),
    (Surroundings(complained=1), "complained_before", 1),
    (Surroundings(content=4), "content_before", -1),
]


@pytest.mark.parametrize(("around", "cue", "sign"), HERE, ids=[cue for _, cue, _ in HERE])
def test_each_moves_the_score_and_is_a_reason(around: Surroundings, cue: str, sign: int) -> None:
    alone, here = measure(TEXT), measure(TEXT, surroundings=around)
    assert (here.complaint or 0) * sign > (alone.complaint or 0) * sign
    assert [reason.weight * sign > 0 for reason in here.reasons if reason.cue == cue] == [True]
    assert as_told(here.reasons) == around, "so that it can be judged again as it stood then"


def test_together_they_move_it_a_little_only() -> None:
    around = Surroundings(under=Under.OWN, complained=40)
    moved = odds_of(measure(TEXT, surroundings=around).complaint) - odds_of(measure(TEXT).complaint)
    assert 0 < moved <= MOST + 0.01


@pytest.mark.parametrize("text", ["Same here!", "Bei mir auch.", "moi aussi", "A mí también", "ook bij mij"])
def test_who_assents_to_a_complaint_complains(text: str) -> None:
    under = measure(text, language="en", surroundings=Surroundings(under=Under.COMPLAINT))
    assert not under.scored or (under.complaint or 0) >= 0.5
    assert (measure(text).complaint or 0) < 0.5
    assert (measure(text, surroundings=Surroundings(under=Under.OURS)).complaint or 0) < 0.5


def test_thanks_for_our_answer_are_no_complaint() -> None:
    around = Surroundings(under=Under.OURS, complained=3)
    assert (measure("Thank you, that worked!", surroundings=around).complaint or 0) < 0.2


def test_it_can_be_left_out() -> None:
    without = [layer for layer in SHIPPED if layer is not CONTEXT]
    around = Surroundings(under=Under.OWN, complained=2)
    assert measure(TEXT, layers=without, surroundings=around) == measure(TEXT)
