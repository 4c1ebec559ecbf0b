"""How well the stage finds complaints, beside VADER at its usual threshold, over labelled sets of nine kinds.

One threshold for all sets. Ratings are never shown to the stage: in some of the sets they are the label. What ships was
fitted on safe sets alone (`labelled.SAFE`); steam is one of them, so the shipped mean is stated without it. Apart from
that stands leave-one-out: for each set both layers are fitted anew on all other sets, never on it. The lexicon itself
was written with the development part of these sets at hand; held-back parts are the better judge.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from benchmarks.fit_judgement import BIAS, Fitted, fit
from benchmarks.labelled import NINE, OTHERS, SETS, Example, examples, thinned
from benchmarks.quality import Quality, calibration_error, mean, quality, reliability
from monitor.scoring.blend import weights
from monitor.scoring.learned import Learned
from monitor.scoring.stage import measure
from monitor.scoring.vader import compound

FITTED_ON = frozenset(("steam",))
THRESHOLD = 0.5
VADER_THRESHOLD = 0.05
"""The usual one: a compound of -0.05 or less is negative."""

PREVALENCES = (0.02, 0.05, 0.10)
ROWS_TO_FIT = 4000
"""Of each other set at most, where one is left out; each set has the same say, however large it is."""

DIRECTED = "preotiuc, to brands"
TONE = ("tone_bad", "tone_good", "closing")

Labelled = Sequence[tuple[bool, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One labelled text as the stage and VADER see it; both confidences grow towards complaint."""

    complaint: bool
    stage: float
    vader: float


def judged(folder: Path, name: str, step: int = 1) -> list[Judged]:
    """Measure every `step`-th text of a labelled set. What could not be read counts as no complaint."""
    scores = [(row.complaint, measure(row.text)) for row in examples(name)[::step]] if folder.exists() else []
    return [
        Judged(complaint=complaint, stage=score.complaint or 0.0, vader=-score.vader) for complaint, score in scores
    ]


def main() -> None:
    """Print the tables; say so where the sets are absent."""
    if not SETS.exists():
        print(f"judgement: no labelled sets at {SETS}, nothing measured")
        return
    found = {name: judged(SETS, name) for name in NINE}
    vader = {name: [(row.complaint, row.vader) for row in rows] for name, rows in found.items()}
    _table("shipped, the whole stage", {name: _stage(rows) for name, rows in found.items()}, vader)
    left_out = _left_out()
    _table("leave one set out", {name: _confident(name, fitted) for name, fitted in left_out.items()}, vader)
    _reliability([_stage(found[name]) for name in NINE if name not in FITTED_ON])
    _layers("each layer alone, shipped", _PARTS, dict.fromkeys(NINE, _shipped()))
    _layers("what each layer adds: the blend without it, leave one set out", _WITHOUT, left_out)


def _stage(rows: Sequence[Judged]) -> Labelled:
    return [(row.complaint, row.stage) for row in rows]


def _shipped() -> Fitted:
    return Fitted(weights=weights(), learned=files("monitor.scoring").joinpath("learned.bin").read_bytes())


def _left_out() -> dict[str, Fitted]:
    """For each set, what is fitted on all others."""
    return {
        name: fit([thinned(examples(one), ROWS_TO_FIT) for one in (*NINE, *OTHERS) if one != name]) for name in NINE
    }


def _confident(name: str, fitted: Fitted) -> Labelled:
    model = _read(fitted.learned)
    return [(row.complaint, _sigmoid(fitted.odds(row) + model.odds(row.words))) for row in examples(name)]


def _sigmoid(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def _table(title: str, ours: Mapping[str, Labelled], vader: Mapping[str, Labelled]) -> None:
    print(f"\n{title}; threshold {THRESHOLD} for all sets, VADER at -{VADER_THRESHOLD}")
    print(f"{'':22}{'precision':>10}{'recall':>8}{'F1':>7}{'PR-AUC':>8}{'cal.err':>9}{'VADER F1':>10}{'PR-AUC':>8}")
    measured = {name: quality(rows, THRESHOLD) for name, rows in ours.items()}
    theirs = {name: quality(rows, VADER_THRESHOLD) for name, rows in vader.items()}
    for name in NINE:
        print(_line(name, [measured[name]], [theirs[name]]))
        if name == "preotiuc":
            print(
                _line(
                    DIRECTED,
                    [quality(directed(ours[name]), THRESHOLD)],
                    [quality(directed(vader[name]), VADER_THRESHOLD)],
                )
            )
    print(_line("mean of nine", list(measured.values()), list(theirs.values())))
    rest = [name for name in NINE if name not in FITTED_ON]
    print(_line("mean without steam", [measured[name] for name in rest], [theirs[name] for name in rest]))


def directed(rows: Labelled) -> Labelled:
    """Of preotiuc those that are no random tweets and replies but speak to or of a brand."""
    return [
        row for row, example in zip(rows, examples("preotiuc"), strict=True) if not example.topic.startswith("random")
    ]


def _line(name: str, ours: Sequence[Quality], vader: Sequence[Quality]) -> str:
    figures = [mean([getattr(one, field) for one in ours]) for field in ("precision", "recall", "f1", "area", "error")]
    precision, recall, f1, area, error = figures
    theirs = mean([one.f1 for one in vader]), mean([one.area for one in vader])
    ours_told = f"{precision:>10.3f}{recall:>8.3f}{f1:>7.3f}{area:>8.3f}{error:>9.3f}"
    return f"{name:22}{ours_told}{theirs[0]:>10.3f}{theirs[1]:>8.3f}"


def _reliability(sets: Sequence[Labelled]) -> None:
    print(f"\na confidence and how often it is right, all sets alike; calibration error {calibration_error(sets):.3f}")
    for size, confidence, right in reliability(sets):
        print(f"  {confidence:.2f} is right {right:.2f} of the time ({size:.0%} of all)")


def _tone(fitted: Fitted, row: Example) -> float:
    return sum(fitted.weights[name] * figure for name, figure in row.figures if name in TONE)


def _cues(fitted: Fitted, row: Example) -> float:
    return fitted.odds(row) - fitted.weights[BIAS] - _tone(fitted, row)


def _model(fitted: Fitted, row: Example) -> float:
    return _read(fitted.learned).odds(row.words)


@cache
def _read(learned: bytes) -> Learned:
    return Learned(learned)


def _exact(_: Fitted, row: Example) -> float:
    return -compound(row.text) - VADER_THRESHOLD


_PARTS: Mapping[str, Callable[[Fitted, Example], float]] = {
    "exact VADER, at -0.05": _exact,
    "repaired VADER": _tone,
    "lexicon": _cues,
    "learned": _model,
    "all": lambda fitted, row: fitted.odds(row) + _model(fitted, row),
}
_WITHOUT: Mapping[str, Callable[[Fitted, Example], float]] = {
    "all": _PARTS["all"],
    "without VADER": lambda fitted, row: _PARTS["all"](fitted, row) - _tone(fitted, row),
    "without the lexicon": lambda fitted, row: _PARTS["all"](fitted, row) - _cues(fitted, row),
    "without the learned": lambda fitted, row: fitted.odds(row),
}


def _layers(title: str, parts: Mapping[str, Callable[[Fitted, Example], float]], fitted: Mapping[str, Fitted]) -> None:
    print(f"\n{title}; mean of nine, F1 where the log-odds pass 0")
    print(f"{'':24}{'F1':>7}{'PR-AUC':>8}")
    for name, part in parts.items():
        measured = [quality([(row.complaint, part(fitted[one], row)) for row in examples(one)], 0.0) for one in NINE]
        print(f"{name:24}{mean([one.f1 for one in measured]):>7.3f}{mean([one.area for one in measured]):>8.3f}")


if __name__ == "__main__":
    main()
