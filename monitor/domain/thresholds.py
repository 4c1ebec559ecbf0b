"""Thresholds: which one keeps alerts to what a team can take, or misses to what it can bear."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.domain.intervals import Share, wilson
from monitor.domain.labels import How, Labelled

STEP = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A threshold and what it would have meant: alerts a day, and by the team's labels how many were right and found.

    `cases_a_day` is what would have been flagged at all, alerted or not. `reached` is false where no threshold does
    what was asked for: then it is the nearest one.
    """

    threshold: float
    cases_a_day: float
    alerts_a_day: float
    precision: Share
    recall: Share
    reached: bool = True


def for_alerts(
    scores: Sequence[float], days: float, labelled: Sequence[Labelled], a_day: float, *, least: float = 0.0
) -> Proposal:
    """Return the lowest threshold with at most `a_day` alerts; `scores` are those of all that may be flagged in `days`.

    It is never below `least`, from which on a case is opened: what opens none alerts nobody.
    """
    most = math.floor(a_day * days)
    ordered = sorted(scores, reverse=True)
    threshold = max(least, 0.0 if len(ordered) <= most else _above(ordered[most]))
    alert = min(threshold, 1.0)
    of_day = _OfDay(cases=_at_least(least, scores, days), alerts=_at_least(alert, scores, days))
    return _proposal(alert, of_day, labelled, reached=threshold <= 1.0)


def for_misses(
    scores: Sequence[float], days: float, labelled: Sequence[Labelled], one_in: float, *, alert: float
) -> Proposal:
    """Return the highest threshold that misses at most one complaint in `one_in`, by the team's labels.

    Of what it flags, that is alerted which reaches `alert`, too. Without labels of complaints nothing is known of
    misses: the lowest threshold, not reached.
    """
    complaints = [(one.score, one.weight) for one in labelled if one.yes and one.score is not None]
    allowed = sum(weight for _, weight in complaints) / one_in
    threshold, missed = 0.0, 0.0
    for score, weight in sorted(complaints):
        missed += weight
        if missed > allowed:
            threshold = math.floor(score / STEP + 1e-9) * STEP
            break
    of_day = _OfDay(cases=_at_least(threshold, scores, days), alerts=_at_least(max(threshold, alert), scores, days))
    return _proposal(threshold, of_day, labelled, reached=bool(complaints))


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfDay:
    cases: float
    alerts: float


def _at_least(threshold: float, scores: Sequence[float], days: float) -> float:
    """How many a day reach a threshold."""
    return sum(score >= threshold for score in scores) / days


def _proposal(threshold: float, of_day: _OfDay, labelled: Sequence[Labelled], *, reached: bool) -> Proposal:
    known = [one for one in labelled if one.score is not None]
    clicked = [one for one in known if one.how is How.CLICK and (one.score or 0.0) >= threshold]
    complaints = sum(one.weight for one in known if one.yes)
    found = sum(one.weight for one in known if one.yes and (one.score or 0.0) >= threshold)
    share = found / complaints if complaints else 0.0
    read = sum(one.yes for one in known)
    return Proposal(
        threshold=round(threshold, 2),
        cases_a_day=of_day.cases,
        alerts_a_day=of_day.alerts,
        precision=wilson(sum(one.yes for one in clicked), len(clicked)),
        recall=wilson(share * read, read),
        reached=reached,
    )


def _above(score: float) -> float:
    """The next step that this score does not reach."""
    return (math.floor(score / STEP + 1e-9) + 1) * STEP
