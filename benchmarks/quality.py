"""What a judgement is worth: precision, recall, F1, the area under the precision-recall curve, calibration."""

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Precision, recall and their harmonic mean at a threshold, the area under the precision-recall curve, and how far
    confidences are from the share of complaints among what has them (`error`, the expected calibration error)."""

    precision: float
    recall: float
    f1: float
    area: float
    error: float
    false_alarms: float
    """The share of what is no complaint that was taken for one."""

    def precision_at(self, prevalence: float) -> float:
        """The precision where this share of all mentions are complaints."""
        hits, misses = self.recall * prevalence, self.false_alarms * (1 - prevalence)
        return hits / (hits + misses) if hits + misses else 0.0


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
        error=calibration_error([labelled]),
        false_alarms=(flagged - hits) / max(len(labelled) - complaints, 1),
    )


def reliability(sets: Sequence[Sequence[tuple[bool, float]]]) -> list[tuple[float, float, float]]:
    """For each tenth of the confidences: its part of all, the mean confidence, the share of complaints.

    Every set has the same say, and in it complaints as much as the rest: one set has more of them than another, and
    a confidence knows nothing of that.
    """
    bins = [[0.0, 0.0, 0.0] for _ in range(BINS)]
    for labelled in sets:
        complaints = sum(complaint for complaint, _ in labelled)
        say = {True: 1 / max(1, complaints), False: 1 / max(1, len(labelled) - complaints)}
        for complaint, confidence in labelled:
            found = bins[min(BINS - 1, max(0, int(confidence * BINS)))]
            found[0] += say[complaint]
            found[1] += say[complaint] * confidence
            found[2] += say[complaint] * complaint
    whole = sum(size for size, _, _ in bins)
    return [(size / whole, confidence / size, right / size) for size, confidence, right in bins if size]


def calibration_error(sets: Sequence[Sequence[tuple[bool, float]]]) -> float:
    """The mean distance between a confidence and the share of complaints among what has it."""
    return sum(size * abs(confidence - right) for size, confidence, right in reliability(sets))


def mean(figures: Sequence[float]) -> float:
    """The plain mean."""
    return sum(figures) / len(figures)


def _area(labelled: Sequence[tuple[bool, float]], complaints: int) -> float:
    """Average precision: the mean of the precisions at each complaint, the surest first."""
    hits, area = 0, 0.0
    for rank, (complaint, _) in enumerate(sorted(labelled, key=lambda one: -one[1]), start=1):
        hits += complaint
        area += complaint * hits / rank
    return area / max(complaints, 1)
