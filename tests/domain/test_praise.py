"""Praise of staff is a customer's, about us, warm, and no complaint."""

from dataclasses import replace

import pytest

from monitor.domain.praise import PRAISED, praises_staff
from monitor.domain.relevance import About, Speaker
from monitor.domain.score import Reason, Topic
from monitor.domain.verdict import unjudged

NAMED = (Reason(cue=PRAISED, words=("Priya",)),)
WARM = replace(
    unjudged(), about=About.US, speaker=Speaker.CUSTOMER, complaint=False, topic=Topic.STAFF, vader=0.9, reasons=()
)


@pytest.mark.parametrize(
    ("change", "praises"),
    [
        ({}, True),
        ({"vader": 0.3}, False),
        ({"vader": 0.3, "reasons": NAMED}, True),
        ({"vader": -0.3, "reasons": NAMED}, False),
        ({"topic": Topic.BILLING}, False),
        ({"topic": Topic.BILLING, "reasons": NAMED}, True),
        ({"complaint": True}, False),
        ({"about": About.OTHER}, False),
        ({"speaker": Speaker.NEWS}, False),
    ],
)
def test_who_speaks_well_of_staff(change: dict[str, object], praises: bool) -> None:
    assert praises_staff(replace(WARM, **change)) is praises
