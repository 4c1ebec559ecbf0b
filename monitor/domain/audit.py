"""Audit: which unflagged mentions a person reads blind, so that misses can be estimated.

Misses gather just below the threshold and are rare elsewhere. So some are drawn there, and some of everything else:
enough of each to say how many were missed in all.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

SAMPLE, NEAR_OF_IT = 20, 10
NEAR = 0.5
"""What has this part of the threshold's score or more is near it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unflagged:
    """A mention of ours that was not flagged."""

    mention_id: int
    brand: str
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One that was drawn: from how many of its stratum, and with how many others of it, itself counted."""

    mention_id: int
    brand: str
    near: bool
    population: int
    drawn: int


def subject(week: str) -> str:
    """Return what the message that asks about the sample of a week is about."""
    return f"audit:{week}"


def draw(unflagged: Sequence[Unflagged], *, seed: str, case: float, size: int = SAMPLE) -> list[Drawn]:
    """Draw a sample in an order that tells nothing; the same for the same `seed`.

    What one stratum has not, the other one gives. What could not be read is far from the threshold.
    """
    ordered = sorted(unflagged, key=lambda one: (one.mention_id, one.brand))
    near = [one for one in ordered if one.score is not None and one.score >= NEAR * case]
    far = [one for one in ordered if one.score is None or one.score < NEAR * case]
    of_far = min(len(far), size - min(NEAR_OF_IT * size // SAMPLE, len(near)))
    of_near = min(len(near), size - of_far)
    dice = random.Random(seed)  # noqa: S311  (so that it can be drawn again)
    found = [
        Drawn(mention_id=one.mention_id, brand=one.brand, near=is_near, population=len(stratum), drawn=count)
        for stratum, count, is_near in ((near, of_near, True), (far, of_far, False))
        for one in dice.sample(stratum, count)
    ]
    dice.shuffle(found)
    return found
