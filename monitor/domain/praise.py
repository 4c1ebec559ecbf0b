"""Praise: whether a customer speaks well of our staff."""

from monitor.domain.relevance import About, Speaker
from monitor.domain.score import Topic
from monitor.domain.verdict import Verdict

PRAISED = "praises_staff"
"""The cue of the judge's reason that says whom of the staff a mention speaks well of."""
WARM = 0.6
"""The VADER compound from which words about staff are warm enough to be praise where the judge names nobody."""


def praises_staff(verdict: Verdict) -> bool:
    """Return whether it was judged to be a customer's praise of our staff, and no complaint."""
    if verdict.complaint or verdict.about != About.US or verdict.speaker != Speaker.CUSTOMER:
        return False
    named = verdict.vader > 0 and any(reason.cue == PRAISED for reason in verdict.reasons)
    return named or (verdict.topic == Topic.STAFF and verdict.vader >= WARM)
