"""Rivals: how often customers complain of a competitor, beside how often of us, where both are heard."""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from monitor.domain.intervals import wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A week's mentions about a competitor and the complaints among them, and the same of us in the same sources.

    `sources` counts the sources that heard of the competitor. What is heard elsewhere of us is left out: places
    differ in how much is complained there.
    """

    name: str
    heard: int = 0
    complaints: int = 0
    ours_heard: int = 0
    ours_complaints: int = 0
    sources: int = 0


class Beside(StrEnum):
    """Whose customers complain more often, by more than chance."""

    OURS = "ours"
    THEIRS = "theirs"
    NEITHER = "neither"  # too close, or too few to tell


def beside(rival: Rival) -> Beside:
    """Return whose share of complaints is larger: where the 95% interval of the difference leaves out nought.

    The interval is Newcombe's (1998, method 10), of two Wilson intervals.
    """
    ours, theirs = wilson(rival.ours_complaints, rival.ours_heard), wilson(rival.complaints, rival.heard)
    if ours.share is None or theirs.share is None:
        return Beside.NEITHER
    difference = ours.share - theirs.share
    low = difference - sqrt((ours.share - ours.low) ** 2 + (theirs.high - theirs.share) ** 2)
    high = difference + sqrt((ours.high - ours.share) ** 2 + (theirs.share - theirs.low) ** 2)
    if low > 0:
        return Beside.OURS
    return Beside.THEIRS if high < 0 else Beside.NEITHER
