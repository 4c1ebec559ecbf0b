"""Surroundings: what is known around a mention when it is judged, beside its own words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from monitor.domain.score import Reason


class Under(StrEnum):
    """What a mention answers; each value is the cue of the reason that tells of it."""

    COMPLAINT = "under_complaint"  # somebody else's
    OWN = "under_own_complaint"  # the author's own
    OURS = "under_our_answer"


COMPLAINED, PRAISED = "complained_before", "content_before"
"""The cues of the author's history; their words are how many times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands around a mention.

    `under` is what it answers, where that is known. `complained` are the author's earlier complaints that nobody
    dismissed, `content` their earlier mentions that were surely none. `age` is how long it was public before it was
    heard.
    """

    under: Under | None = None
    complained: int = 0
    content: int = 0
    age: timedelta | None = None


ALONE = Surroundings()


def as_told(reasons: Iterable[Reason]) -> Surroundings:
    """Return the surroundings that a verdict's reasons tell of, to judge it again as it stood then."""
    told = {reason.cue: reason for reason in reasons}
    under = next((one for one in Under if one in told), None)
    return Surroundings(under=under, complained=_times(told.get(COMPLAINED)), content=_times(told.get(PRAISED)))


def times(count: int) -> str:
    """Return a count as a reason names it: `3 times`."""
    return "once" if count == 1 else f"{count} times"


def _times(reason: Reason | None) -> int:
    if reason is None or not reason.words:
        return 0
    first = reason.words[0].partition(" ")[0]
    return int(first) if first.isdigit() else 1
