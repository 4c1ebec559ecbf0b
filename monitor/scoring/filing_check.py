"""Whether the team's filing may be used: only if it is right more often on later cases, that it had not seen."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.scoring.filing import Filed, Filing, fit

LEAST = 200
"""Cases from which on it is learned how they are filed."""

CUTS = (0.5, 0.75, 1.0)
"""The cases up to each cut teach, those up to the next one test."""

DRAWS, SURE_IN = 200, 0.7
"""It must be right more often in this part of all draws from the held-out cases."""

SHIFTED, STAYING = 0.5, 8.0
"""The mean step of a topic's cases from which it is made for all, and how many cases speak for none beforehand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFiling:
    """A model of all cases, and how often such models were right on `held_out` later ones, against what ships."""

    model: Filing
    better: bool
    held_out: int
    right: float
    right_before: float


def learn_filing(cases: Sequence[Filed]) -> CheckedFiling:
    """Fit to `cases`, the earliest first, and check it. Raises `ValueError` where all are in one topic."""
    if len({one.topic for one in cases}) < 2:
        raise ValueError("all cases are in one topic: there is nothing to tell apart")
    found: list[tuple[bool, bool]] = []
    for taught, tested in pairwise(CUTS):
        first, last = int(taught * len(cases)), int(tested * len(cases))
        model = fit(cases[:first])
        found += [
            (model.topic(one.words, one.judged) == one.topic, one.judged == one.topic) for one in cases[first:last]
        ]
    return CheckedFiling(model=fit(cases), better=_is_better(found), held_out=len(found), **_shares(found))


def steps_of(cases: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return by topic the step of severity, -1 or 1, that the team makes; `cases` are topics, and how far each moved.

    A few hundred cases cannot tell what words weigh; that a team takes one topic more seriously they can.
    """
    sums: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, STAYING])
    for topic, moved in cases:
        sums[topic][0] += max(-1, min(1, moved))
        sums[topic][1] += 1
    means = {topic: whole / count for topic, (whole, count) in sums.items()}
    return {topic: 1 if mean > 0 else -1 for topic, mean in sorted(means.items()) if abs(mean) >= SHIFTED}


def check_steps(cases: Sequence[tuple[str, int]]) -> tuple[bool, int, float, float]:
    """Return whether steps of the earlier half are better on the later, on how many, how often right, and before."""
    half = len(cases) // 2
    steps = steps_of(cases[:half])
    found = [(max(-1, min(1, moved)) == steps.get(topic, 0), moved == 0) for topic, moved in cases[half:]]
    shares = _shares(found)
    return _is_better(found), len(found), shares["right"], shares["right_before"]


def _shares(found: Sequence[tuple[bool, bool]]) -> dict[str, float]:
    size = max(1, len(found))
    return {
        "right": round(sum(new for new, _ in found) / size, 4),
        "right_before": round(sum(old for _, old in found) / size, 4),
    }


def _is_better(found: Sequence[tuple[bool, bool]]) -> bool:
    draw = random.Random(len(found))  # noqa: S311  (the same on every run)
    gains = [new - old for new, old in found]
    wins = sum(sum(draw.choices(gains, k=len(gains))) > 0 for _ in range(DRAWS if gains else 0))
    return wins >= SURE_IN * DRAWS
