"""How well the stage finds complaints, beside VADER at its usual threshold, over labelled sets of nine kinds.

One threshold for all sets. Ratings are never shown to the stage: in some of the sets they are the label. `steam` is
also one of the three sets that the weights were fitted on, so the mean is stated without it, too.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.scoring.stage import measure

SETS = Path(__file__).resolve().parents[2] / "shared" / "data" / "complaints"
NINE = ("airline", "preotiuc", "sanders", "s140test", "uci_amazon", "uci_yelp", "alexa", "appstore", "steam")
FITTED_ON = frozenset(("steam",))
THRESHOLD = 0.5
VADER_THRESHOLD = 0.05
"""The usual one: a compound of -0.05 or less is negative."""

PREVALENCES = (0.02, 0.05, 0.10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One labelled text as the stage and VADER see it; both confidences grow towards complaint."""

    complaint: bool
    stage: float
    vader: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Precision, recall and their harmonic mean at a threshold, and the area under the precision-recall curve."""

    precision: float
    recall: float
    f1: float
    area: float
    false_alarms: float
    """The share of what is no complaint that was taken for one."""

    def precision_at(self, prevalence: float) -> float:
        """The precision where this share of all mentions are complaints."""
        hits, misses = self.recall * prevalence, self.false_alarms * (1 - prevalence)
        return hits / (hits + misses) if hits + misses else 0.0


def judged(folder: Path, name: str, step: int = 1) -> list[Judged]:
    """Measure every `step`-th text of a labelled set. What could not be read counts as no complaint."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["label"] in {"0", "1"}][::step]
    scores = [(row["label"] == "1", measure(row["text"])) for row in rows]
    return [
        Judged(complaint=complaint, stage=score.complaint or 0.0, vader=-score.vader) for complaint, score in scores
    ]


def quality(labelled: Sequence[tuple[bool, float]], threshold: float) -> Quality:
    """Return how well the confidences tell the complaints from the rest."""
    complaints = sum(complaint for complaint, _ in labelled)
    hits = sum(complaint for complaint, confidence in labelled if confidence >= threshold)
    flagged = sum(confidence >= threshold for _, confidence in labelled)
    precision, recall = hits / max(flagged, 1), hits / max(complaints, 1)
    return Quality(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall) if hits else 0.0,
        area=_area(labelled, complaints),
        false_alarms=(flagged - hits) / max(len(labelled) - complaints, 1),
    )


def main() -> None:
    """Print the table; say so where the sets are absent."""
    if not SETS.exists():
        print(f"judgement: no labelled sets at {SETS}, nothing measured")
        return
    found = {name: judged(SETS, name) for name in NINE}
    ours = {name: quality([(one.complaint, one.stage) for one in rows], THRESHOLD) for name, rows in found.items()}
    vader = {
        name: quality([(one.complaint, one.vader) for one in rows], VADER_THRESHOLD) for name, rows in found.items()
    }
    print(f"complaints found, threshold {THRESHOLD} for all sets; VADER at -{VADER_THRESHOLD}")
    print(f"{'':22}{'precision':>10}{'recall':>8}{'F1':>7}{'PR-AUC':>8}{'VADER F1':>10}{'PR-AUC':>8}")
    for name in NINE:
        print(_line(name, [ours[name]], [vader[name]]))
    print(_line("mean of nine", list(ours.values()), list(vader.values())))
    held_out = [name for name in NINE if name not in FITTED_ON]
    print(_line("mean without fitted", [ours[name] for name in held_out], [vader[name] for name in held_out]))
    print("precision where complaints are " + ", ".join(_at(list(ours.values()), share) for share in PREVALENCES))


def _line(name: str, ours: Sequence[Quality], vader: Sequence[Quality]) -> str:
    figures = (_mean([getattr(one, field) for one in ours]) for field in ("precision", "recall", "f1", "area"))
    precision, recall, f1, area = figures
    theirs = _mean([one.f1 for one in vader]), _mean([one.area for one in vader])
    return f"{name:22}{precision:>10.3f}{recall:>8.3f}{f1:>7.3f}{area:>8.3f}{theirs[0]:>10.3f}{theirs[1]:>8.3f}"


def _at(qualities: Sequence[Quality], prevalence: float) -> str:
    return f"{prevalence:.0%}: {_mean([one.precision_at(prevalence) for one in qualities]):.3f}"


def _mean(figures: Sequence[float]) -> float:
    return sum(figures) / len(figures)


def _area(labelled: Sequence[tuple[bool, float]], complaints: int) -> float:
    """Average precision: the mean of the precisions at each complaint, the surest first."""
    hits, area = 0, 0.0
    for rank, (complaint, _) in enumerate(sorted(labelled, key=lambda one: -one[1]), start=1):
        hits += complaint
        area += complaint * hits / rank
    return area / max(complaints, 1)


if __name__ == "__main__":
    main()
