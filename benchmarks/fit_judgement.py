"""Fits the weights of the complaint blend and writes them to monitor/scoring/weights.toml.

The hand-set weights of the cue groups are the prior; three sets whose licences allow shipped weights (steam, CC BY 4.0;
the tweets and product snippets of Hutto and Gilbert 2014, MIT) move them a little: a logistic regression by maximum a
posteriori, each class of each set with the same say, so that one half is a neutral threshold at any prevalence. Nothing
is drawn from the other sets; they only measure. Plain Python, no seed, the same figures on every run.
"""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from monitor.scoring.features import features
from monitor.scoring.fold import readable
from monitor.scoring.lexicon.cues import lexicon, reader
from monitor.scoring.repaired import repaired

SETS = Path(__file__).resolve().parents[2] / "shared" / "data" / "complaints"
WEIGHTS = Path(__file__).resolve().parents[1] / "monitor" / "scoring" / "weights.toml"
SAFE_SETS = ("steam", "vader_tweets", "vader_amazon")
SAY = 400.0
"""Rows that each class of each set counts for."""

TRUST = 100.0
"""How hard the prior pulls, in rows."""

STEPS, RATE = 150, 0.3
BIAS = "bias"
SHAPE_PRIOR = {
    "tone_bad": 2.0, "tone_good": -1.5, "closing": 1.0, "balance": 1.5, "contrast": 1.0, "silent": -0.5, "long": 0.0,
    "to_handle": 0.3, "link": -0.5, BIAS: -0.5, "abroad": 0.25,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A labelled text as figures, and how many rows it counts for."""

    figures: tuple[tuple[str, float], ...]
    complaint: bool
    say: float


def main() -> None:
    """Fit on the safe sets and write the weights."""
    rows = [row for name in SAFE_SETS for row in safe_rows(name)]
    weights = fit(rows, prior())
    lines = [f"{name} = {weight:.3f}" for name, weight in sorted(weights.items())]
    header = "# Log-odds per figure of a text; written by benchmarks/fit_judgement.py, which says from what.\n"
    WEIGHTS.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(rows):,} rows of {', '.join(SAFE_SETS)} -> {WEIGHTS.name}, {len(weights)} weights")


def prior() -> dict[str, float]:
    """The hand-set weights."""
    return {**{group.name: group.weight for group in lexicon().groups.values()}, **SHAPE_PRIOR}


def safe_rows(name: str) -> Iterator[Row]:
    """Read a labelled set; either class of it has the same say."""
    with (SETS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        labelled = [(row["text"], row["label"] == "1") for row in csv.DictReader(file) if row["label"] in {"0", "1"}]
    complaints = sum(complaint for _, complaint in labelled)
    for text, complaint in labelled:
        say = SAY / (complaints if complaint else len(labelled) - complaints)
        yield Row(figures=(*_figures(text).items(), (BIAS, 1.0)), complaint=complaint, say=say)


def fit(rows: list[Row], hand_set: dict[str, float]) -> dict[str, float]:
    """Return the weights that explain `rows` best and stay near `hand_set` (Adagrad on the whole batch)."""
    weights, seen = dict(hand_set), dict.fromkeys(hand_set, 1e-8)
    for _ in range(STEPS):
        slope = {name: TRUST * (weights[name] - hand_set[name]) for name in weights}
        slope[BIAS] = 0.0
        for row in rows:
            odds = sum(weights[name] * figure for name, figure in row.figures)
            error = row.say * (1 / (1 + math.exp(-odds)) - row.complaint)
            for name, figure in row.figures:
                slope[name] += error * figure
        for name, steepness in slope.items():
            seen[name] += steepness * steepness
            weights[name] -= RATE * steepness / math.sqrt(seen[name])
    return weights


def _figures(text: str) -> dict[str, float]:
    plain = readable(text)
    reading = reader().read(plain)
    return features(plain, reading, lexicon().cues(reading), repaired(plain))


if __name__ == "__main__":
    main()
