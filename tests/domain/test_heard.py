"""What held a mention back: the first that stood in its way."""

from dataclasses import replace
from typing import Any

import pytest

from monitor.domain.heard import Decision, Hindrance, hindrance
from monitor.domain.lane import Lane
from monitor.domain.relevance import About, Speaker
from monitor.domain.score import Reason
from monitor.domain.verdict import Thresholds
from tests.store.seeds import NOON

DECISION = Decision(
    brand="Acme Air",
    revision=1,
    lane=Lane.LIVE,
    judge="v1",
    decided_at=NOON,
    about=About.US,
    speaker=Speaker.CUSTOMER,
    language="en",
    score=0.2,
    complaint=False,
    alert=False,
    needs_eyes=False,
    severity=None,
    topic=None,
    reasons=(),
)


@pytest.mark.parametrize(
    ("decided", "held"),
    [
        ({"complaint": True, "alert": True}, None),
        ({"complaint": True}, Hindrance.WEAK),
        ({"complaint": True, "lane": Lane.HISTORY}, Hindrance.HISTORY),
        ({"about": About.OTHER, "score": None}, Hindrance.NOT_US),
        ({"speaker": Speaker.NEWS}, Hindrance.SPEAKER),
        ({"score": 0.9, "reasons": (Reason(cue="ignored_words", words=("test",), weight=-5.0),)}, Hindrance.IGNORED),
        ({"score": None}, Hindrance.UNREAD),
        ({"score": 0.49}, Hindrance.LOW),
        ({"score": 0.7, "about": About.UNCLEAR}, Hindrance.UNCLEAR),
        ({"score": 0.7}, Hindrance.WAS_LOW),
    ],
)
def test_what_held_it_back_is_named(decided: dict[str, Any], held: Hindrance | None) -> None:
    assert hindrance(replace(DECISION, **decided), Thresholds()) is held
