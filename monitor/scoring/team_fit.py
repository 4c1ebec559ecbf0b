"""How the team's layer is fitted: from a few hundred labels, in plain Python, the same on every run.

A logistic regression whose prior is the shipped judge: without labels it says what ships. Each feature's say grows with
how differently the two answers use it (Wang and Manning 2012); Adagrad finds the weights. What held-out folds were
given calibrates it, and its odds are shifted so that the threshold for a case stands where F1 is best on them.
"""

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import mul

from connectors.contract import Mention
from monitor.domain.score import Score
from monitor.scoring.team import TeamModel, bag_of, odds_of, words_of

EPOCHS, RATE = 12, 0.03
SAY, PULL = 2.0, 4.0
"""How much of a text its words are, and how hard their weights are pulled towards nothing."""

CUE_SAY = 0.3
SLOPE_PULL = 0.01
FOLDS = 3
SEEN_IN = 2
"""What fewer mentions have is not learned: it is chance, or somebody's name."""

MOST_WEIGHT = 5.0
"""One mention teaches no more than so many, however many it stands for."""

ENOUGH_OF_A_LANGUAGE = 50
_SEED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A labelled mention as figures: `base` are the shipped log-odds, `cues` what each reason adds to them."""

    bag: Mapping[int, float]
    cues: Mapping[str, float]
    base: float
    yes: bool
    weight: float = 1.0
    language: str = "en"
    read: bool = True


def example(mention: Mention, score: Score, *, yes: bool, weight: float = 1.0, more: Sequence[str] = ()) -> Example:
    """Return what is learned from one labelled mention; `more` are words beside its own."""
    cues: Counter[str] = Counter()
    for reason in score.reasons:
        cues[reason.cue] += reason.weight  # type: ignore[assignment] # a counter of figures
    return Example(
        bag=bag_of((*words_of(mention), *more)),
        cues=dict(cues),
        base=odds_of(score.complaint),
        yes=yes,
        weight=weight,
        language=score.language,
        read=score.scored,
    )


def fit(examples: Sequence[Example], *, version: str, case: float = 0.5, anchored: bool = True) -> TeamModel:
    """Fit a model to `examples`; `case` is the threshold that it is to serve, where it is to be `anchored` at one."""
    raw = _trained(examples)
    z = _held_out(examples)
    slope, bias = platt(z, examples)
    if anchored:
        bias += odds_of(case) - _best_odds(slope, bias, z, examples)
    return TeamModel(
        version=version,
        slope=round(raw.slope * slope, 4),
        bias=round(raw.bias * slope + bias, 4),
        cues={cue: round(weight * slope, 4) for cue, weight in raw.cues.items()},
        features={bucket: round(w * slope, 4) for bucket, w in raw.features.items() if abs(w) >= 0.002},
        languages=_languages(examples),
    )


def odds(model: TeamModel, one: Example) -> float:
    """Return the log-odds that `model` gives an example."""
    weights = model.features
    text = sum(weights.get(bucket, 0.0) * part for bucket, part in one.bag.items())
    cues = sum(model.cues.get(cue, 0.0) * share for cue, share in one.cues.items())
    return model.bias + model.slope * one.base + cues + text


def platt(z: Sequence[float], examples: Sequence[Example]) -> tuple[float, float]:
    """Return slope and bias that make log-odds `z` true (Platt 1999), by Newton's method with a little pull to 1, 0."""
    slope, bias = 1.0, 0.0
    for _ in range(25):
        gradient, hessian = [slope - 1.0, bias], [1.0, 0.0, 1.0]
        for at, one in zip(z, examples, strict=True):
            p = _logistic(slope * at + bias)
            error, curve = one.weight * (p - one.yes), one.weight * p * (1 - p)
            gradient[0] += error * at
            gradient[1] += error
            hessian[0] += curve * at * at
            hessian[1] += curve * at
            hessian[2] += curve
        size = hessian[0] * hessian[2] - hessian[1] ** 2
        slope -= (hessian[2] * gradient[0] - hessian[1] * gradient[1]) / size
        bias -= (hessian[0] * gradient[1] - hessian[1] * gradient[0]) / size
    return max(slope, 0.1), bias


def _best_odds(slope: float, bias: float, z: Sequence[float], examples: Sequence[Example]) -> float:
    """Return the calibrated log-odds from which on flagging is expected to give the best F1.

    Expected from the confidences, not counted on the answers: with few labels the counted best is chance.
    """
    pairs = sorted(((_logistic(slope * at + bias), one.weight) for at, one in zip(z, examples, strict=True)))
    all_of_them = sum(p * weight for p, weight in pairs)
    best, where, hits, flagged = -1.0, 0.5, 0.0, 0.0
    for p, weight in reversed(pairs):
        hits += p * weight
        flagged += weight
        if (expected := 2 * hits / (flagged + all_of_them)) > best:
            best, where = expected, p
    return odds_of(where)


def _held_out(examples: Sequence[Example]) -> list[float]:
    """Return the log-odds of each example by a model that did not see it."""
    found = [0.0] * len(examples)
    for fold in range(FOLDS):
        model = _trained([one for place, one in enumerate(examples) if place % FOLDS != fold])
        for place in range(fold, len(examples), FOLDS):
            found[place] = odds(model, examples[place])
    return found


def _languages(examples: Sequence[Example]) -> frozenset[str]:
    """Languages that nothing shipped reads, of which there are enough labels of both kinds."""
    unread = Counter((one.language, one.yes) for one in examples if not one.read)
    names = {language for language, _ in unread}
    return frozenset(name for name in names if min(unread[name, True], unread[name, False]) >= ENOUGH_OF_A_LANGUAGE)


def _trained(examples: Sequence[Example]) -> TeamModel:
    """Find the weights, without calibration."""
    buckets = Counter(bucket for one in examples for bucket in one.bag)
    known = [bucket for bucket, count in buckets.items() if count >= SEEN_IN]
    say = _say(examples)
    cues = sorted({cue for one in examples for cue in one.cues})
    places: dict[object, int] = {name: place for place, name in enumerate((*known, *cues))}
    rows = []
    for one in examples:
        text = [(places[bucket], say[bucket] * part) for bucket, part in one.bag.items() if bucket in places]
        shares = [(places[cue], CUE_SAY * share) for cue, share in one.cues.items()]
        indexes, values = zip(*(text + shares), strict=True) if text or shares else ((), ())
        weight = min(one.weight, MOST_WEIGHT)
        rows.append(_Row(indexes=indexes, values=values, base=one.base, yes=one.yes, weight=weight))
    weights, slope, bias = _descend(rows, len(places))
    features = {bucket: weight * say[bucket] for bucket, weight in zip(known, weights, strict=False)}
    learned = {cue: weight * CUE_SAY for cue, weight in zip(cues, islice(weights, len(known), None), strict=True)}
    return TeamModel(version="", slope=slope, bias=bias, cues=learned, features=features)


def _say(examples: Sequence[Example]) -> Mapping[int, float]:
    """How much each feature has to say: by how differently complaints and the rest have it."""
    sums: dict[bool, Counter[int]] = {True: Counter(), False: Counter()}
    for one in examples:
        sums[one.yes].update(one.bag)
    wholes = {yes: max(1.0, sum(found.values()) + len(found)) for yes, found in sums.items()}
    return {
        bucket: SAY
        * math.sqrt(
            abs(math.log((sums[True][bucket] + 1) * wholes[False] / ((sums[False][bucket] + 1) * wholes[True])))
        )
        for bucket in sums[True] | sums[False]
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    indexes: tuple[int, ...]
    values: tuple[float, ...]
    base: float
    yes: bool
    weight: float


def _descend(rows: Sequence[_Row], size: int) -> tuple[list[float], float, float]:
    """Return the weights, the slope of the shipped log-odds and the bias."""
    weights, seen = [0.0] * size, [1e-8] * size
    slope, bias, slope_seen, bias_seen = 1.0, 0.0, 1e-8, 1e-8
    pull = PULL / max(1, len(rows))
    weigh, root = weights.__getitem__, math.sqrt
    order, shuffle = list(rows), random.Random(_SEED).shuffle  # noqa: S311  (the same on every run)
    for _ in range(EPOCHS):
        shuffle(order)
        for row in order:
            z = bias + slope * row.base + sum(map(mul, map(weigh, row.indexes), row.values))
            error = (_logistic(z) - row.yes) * row.weight
            step = error * row.base + SLOPE_PULL * (slope - 1)
            slope_seen += step * step
            slope -= RATE * step / root(slope_seen)
            bias_seen += error * error
            bias -= RATE * error / root(bias_seen)
            for place, value in zip(row.indexes, row.values, strict=True):
                steep = error * value + pull * weights[place]
                seen[place] = so_far = seen[place] + steep * steep
                weights[place] -= RATE * steep / root(so_far)
    return weights, slope, bias


def _logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z)) if z > -30 else 0.0
