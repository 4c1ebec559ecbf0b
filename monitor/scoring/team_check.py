"""Whether what was learned may judge: only if it is better on labels that it had not seen, those that came later."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.scoring.team import TeamModel, odds_of
from monitor.scoring.team_fit import Example, fit, odds

LEAST = 500
"""Labels from which on the layer is refitted."""

CUTS = (0.5, 0.75, 1.0)
"""The labels up to each cut teach, those up to the next one test."""

DRAWS = 200
SURE_IN = 0.7
"""It must be better in this part of all draws from the held-out labels: otherwise it may be chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A model of all labels, and how models made like it did on `held_out` later ones, against what judges now."""

    model: TeamModel
    better: bool
    labels: int
    held_out: int
    f1: float
    f1_before: float


def learn(
    examples: Sequence[Example],
    *,
    version: str,
    case: float = 0.5,
    current: TeamModel | None = None,
    least: int = LEAST,
) -> Checked:
    """Fit to `examples`, the earliest first, and check it against `current` (the shipped judge where there is none).

    Raises `ValueError` where there are fewer than `least`, or none of one kind.
    """
    if len(examples) < least or len({one.yes for one in examples}) < 2:
        raise ValueError(f"{len(examples)} labels are too few to learn from; {least} of both kinds are needed")
    found = _compared(examples, case, current)
    line = odds_of(case)
    wins = _wins(found, line)
    model = fit(examples, version=version, case=case)
    f1, before = _f1([one[:2] for one in found], line), _f1([(one[0], one[2]) for one in found], line)
    return Checked(
        model=model,
        better=f1 > before and wins >= SURE_IN,
        labels=len(examples),
        held_out=len(found),
        f1=round(f1, 4),
        f1_before=round(before, 4),
    )


_Compared = tuple[Example, float, float]
"""A held-out example, with the log-odds of the candidate and of what judges now."""


def _compared(examples: Sequence[Example], case: float, current: TeamModel | None) -> list[_Compared]:
    found: list[_Compared] = []
    for taught, tested in pairwise(CUTS):
        first, last = int(taught * len(examples)), int(tested * len(examples))
        if len({one.yes for one in examples[:first]}) < 2:
            continue
        model = fit(examples[:first], version="", case=case)
        found += [(one, odds(model, one), odds(current, one) if current else one.base) for one in examples[first:last]]
    return found


def _wins(found: Sequence[_Compared], line: float) -> float:
    """Return in which part of seeded draws, with putting back, the candidate flags better and ranks better, too.

    Flagging everything can have the better F1 without knowing anything; its order gives that away.
    """
    draw = random.Random(len(found))  # noqa: S311  (the same on every run)
    wins = 0
    for _ in range(DRAWS if found else 0):
        drawn = draw.choices(found, k=len(found))
        new, old = [one[:2] for one in drawn], [(one[0], one[2]) for one in drawn]
        wins += _f1(new, line) > _f1(old, line) and _order(new) > _order(old)
    return wins / DRAWS


def _order(found: Sequence[tuple[Example, float]]) -> float:
    """How likely a complaint stands above what is none: the area under the ROC curve; beside it counts half."""
    weights: defaultdict[float, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for one, z in found:
        weights[z][one.yes] += one.weight
    below = pairs = 0.0
    for z in sorted(weights):
        no, yes = weights[z]
        pairs += yes * (below + no / 2)
        below += no
    return pairs / max(1e-9, below * sum(yes for _, yes in weights.values()))


def _f1(found: Sequence[tuple[Example, float]], line: float) -> float:
    hits = sum(one.weight for one, z in found if z >= line and one.yes)
    flagged = sum(one.weight for one, z in found if z >= line)
    complaints = sum(one.weight for one, _ in found if one.yes)
    return 2 * hits / (flagged + complaints) if hits else 0.0
