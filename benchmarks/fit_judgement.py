"""Fits what ships of the judgement: monitor/scoring/weights.toml and monitor/scoring/learned.bin.

The hand-set weights of the cue groups are the prior; the sets whose licences allow shipped weights move them a little:
a logistic regression by maximum a posteriori, each class of each set with the same say, so that one half is a neutral
threshold at any prevalence. The learned layer is then fitted to what is left to explain. Nothing is drawn from the
other sets; they only measure. Plain Python, no seed, the same bytes on every run.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.labelled import SAFE, Example, examples
from monitor.scoring.learned import BUCKETS, WHOLE, figures_of_word, packed, spread, telling
from monitor.scoring.lexicon.cues import lexicon

SCORING = Path(__file__).resolve().parents[1] / "monitor" / "scoring"
SAFE_FOR_WEIGHTS = SAFE[:3]
"""Questions to a bank are no measure of how much a cue of anger weighs."""

SAY = 400.0
"""Rows that each class of each set counts for."""

TRUST = 100.0
"""How hard the prior pulls, in rows."""

STEPS, RATE = 150, 0.3
LEARNED_STEPS, LEARNED_RATE = 45, 0.06
LEARNED_TRUST = 40.0
"""How hard each learned weight is pulled to nothing, in rows."""

BIAS = "bias"
LEAN = 0.25
"""Added to the bias that was fitted: the threshold of one half leans to recall."""

SHAPE_PRIOR = {
    "tone_bad": 2.0, "tone_good": -1.5, "closing": 1.0, "asks": -0.6, "balance": 1.5, "contrast": 1.0, "silent": -0.5,
    "long": 0.0, "to_handle": 0.3, "link": -0.5, BIAS: -0.5,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A labelled text, and how many rows it counts for."""

    example: Example
    say: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What was fitted: a weight for each figure, and the learned layer's bytes."""

    weights: Mapping[str, float]
    learned: bytes

    def odds(self, example: Example) -> float:
        """The log-odds of a text without the learned layer."""
        return self.weights[BIAS] + sum(self.weights[name] * figure for name, figure in example.figures)


def main() -> None:
    """Fit on the safe sets and write both files."""
    weights = fit_weights([examples(name) for name in SAFE_FOR_WEIGHTS])
    learned = fit_learned([examples(name) for name in SAFE], weights)
    lines = [f"{name} = {weight + LEAN * (name == BIAS):.3f}" for name, weight in sorted(weights.items())]
    header = "# Log-odds per figure of a text; written by benchmarks/fit_judgement.py, which says from what.\n"
    (SCORING / "weights.toml").write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    (SCORING / "learned.bin").write_bytes(learned)
    print(f"{', '.join(SAFE)} -> {len(weights)} weights, {len(learned):,} bytes learned")


def fit(sets: Sequence[Sequence[Example]], learn_from: Sequence[Sequence[Example]] = ()) -> Fitted:
    """Fit both layers on `sets`, the learned one on those of `learn_from`, too."""
    weights = fit_weights(sets)
    learned = fit_learned([*sets, *learn_from], weights)
    return Fitted(weights={**weights, BIAS: weights[BIAS] + LEAN}, learned=learned)


def prior() -> dict[str, float]:
    """The hand-set weights."""
    groups = (group for group in lexicon().groups.values() if not group.beside)
    return {**{group.name: group.weight for group in groups}, **SHAPE_PRIOR}


def fit_weights(sets: Sequence[Sequence[Example]]) -> dict[str, float]:
    """Return the weights that explain the labels best and stay near the prior (Adagrad on the whole batch)."""
    hand_set = prior()
    rows = [row for examples_of in sets for row in weighed(examples_of)]
    weights, seen = dict(hand_set), dict.fromkeys(hand_set, 1e-8)
    for _ in range(STEPS):
        slope = {name: TRUST * (weights[name] - hand_set[name]) for name in weights}
        slope[BIAS] = 0.0
        for row in rows:
            figures = row.example.figures
            odds = weights[BIAS] + sum([weights[name] * figure for name, figure in figures])
            error = row.say * (1 / (1 + math.exp(-odds)) - row.example.complaint)
            slope[BIAS] += error
            for name, figure in figures:
                slope[name] += error * figure
        for name, steepness in slope.items():
            seen[name] += steepness * steepness
            weights[name] -= RATE * steepness / math.sqrt(seen[name])
    return weights


def weighed(rows: Sequence[Example]) -> list[Row]:
    """Give either class of a set the same say."""
    complaints = sum(row.complaint for row in rows)
    share = {True: SAY / max(1, complaints), False: SAY / max(1, len(rows) - complaints)}
    return [Row(example=row, say=share[row.complaint]) for row in rows]


def fit_learned(sets: Sequence[Sequence[Example]], weights: Mapping[str, float]) -> bytes:
    """Return the bytes of the learned layer that explains what `weights` leave unexplained."""
    rows = [row for examples_of in sets for row in weighed(examples_of)]
    vocabulary: dict[str, int] = {}
    texts = [_Text(row, weights, vocabulary) for row in rows]
    parts = [tuple(figures_of_word(word)) for word in vocabulary]
    learned = [0.0] * BUCKETS
    seen = [1e-8] * BUCKETS
    for _ in range(LEARNED_STEPS):
        slope = _slope(texts, parts, learned)
        for bucket, steepness in slope.items():
            steep = steepness + LEARNED_TRUST * learned[bucket]
            seen[bucket] += steep * steep
            learned[bucket] -= LEARNED_RATE * steep / math.sqrt(seen[bucket])
    return packed(weight / WHOLE for weight in learned)


class _Text:
    """A text as places in the vocabulary, and what is known of it without them."""

    def __init__(self, row: Row, weights: Mapping[str, float], vocabulary: dict[str, int]) -> None:
        words = row.example.words
        self.words = [vocabulary.setdefault(word, len(vocabulary)) for word in telling(words)]
        self.spread = spread(len(self.words))
        self.known = weights[BIAS] + sum(weights[name] * figure for name, figure in row.example.figures)
        self.complaint, self.say = row.example.complaint, row.say


def _slope(
    texts: Sequence[_Text], parts: Sequence[tuple[tuple[int, int], ...]], learned: Sequence[float]
) -> dict[int, float]:
    """How steeply the misfit grows with each weight. What a word says is worked out once for all its texts."""
    says = [sum([learned[bucket] * factor for bucket, factor in figures]) / WHOLE for figures in parts]
    of_words = [0.0] * len(parts)
    slope: dict[int, float] = {}
    for text in texts:
        told = sum([says[word] for word in text.words])
        odds = max(-30.0, min(30.0, text.known + told / text.spread))
        error = text.say * (1 / (1 + math.exp(-odds)) - text.complaint) / text.spread
        for word in text.words:
            of_words[word] += error
    for figures, error in zip(parts, of_words, strict=True):
        for bucket, factor in figures:
            slope[bucket] = slope.get(bucket, 0.0) + error * factor / WHOLE
    return slope


if __name__ == "__main__":
    main()
