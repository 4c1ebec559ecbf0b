"""Quality: how well mentions are judged, as far as the team's own answers can tell."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from monitor.domain.intervals import Estimate, Share, drift, wilson
from monitor.domain.labels import How, Labelled

BINS = 5
"""Into so many equal parts the scores are put, for calibration; twice as many for drift."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A judged mention of ours, as a distribution counts it; `recent` ones are compared with those before.

    `heard` ones come from somebody who complains, a customer or staff: only those are flagged by their score.
    """

    brand: str
    source: str
    language: str
    score: float | None
    heard: bool
    complaint: bool
    alert: bool
    recent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One brand or source: how precise its clicks say it is, and its alerts a day."""

    name: str
    precision: Share
    alerts_a_day: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Scores of one part: what the judge thought on average, and how often it was right."""

    low: float
    high: float
    thought: float
    right: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How far the last week is from the weeks before: 0 is not at all, from .25 on look what changed."""

    scores: float | None
    languages: float | None
    sources: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How mentions of `days` were judged. `missed` is estimated from the blind answers, None before there are any.

    Alerts a day are those of the days on which this store listened. `uncounted` are dismissals near a deadline, which
    count nowhere.
    """

    days: float
    mentions: int
    complaints: int
    alerts_a_day: float
    precision: Share
    uncounted: int
    missed: Estimate | None
    read_blind: int
    brands: tuple[Named, ...]
    sources: tuple[Named, ...]
    calibration: tuple[Bin, ...]
    drift: Drift


def assess(
    seen: Sequence[Seen],
    labelled: Sequence[Labelled],
    *,
    days: float,
    listened: float,
    missed: Estimate | None,
    read_blind: int,
    uncounted: int,
) -> Quality:
    """Put together what is known of `days`, on `listened` of which anything was heard."""
    clicked = [one for one in labelled if one.how is How.CLICK and one.flagged]
    return Quality(
        days=days,
        mentions=len(seen),
        complaints=sum(one.complaint for one in seen),
        alerts_a_day=sum(one.alert for one in seen) / listened,
        precision=_precision(clicked),
        uncounted=uncounted,
        missed=missed,
        read_blind=read_blind,
        brands=_named(seen, clicked, listened, lambda one: one.brand),
        sources=_named(seen, clicked, listened, lambda one: one.source),
        calibration=_calibration(labelled),
        drift=_drift(seen),
    )


def _precision(clicked: Iterable[Labelled]) -> Share:
    answers = [one.yes for one in clicked]
    return wilson(sum(answers), len(answers))


def _named(
    seen: Sequence[Seen], clicked: Sequence[Labelled], days: float, of: Callable[[Seen | Labelled], str]
) -> tuple[Named, ...]:
    alerts = Counter(of(one) for one in seen if one.alert)
    names = sorted({of(one) for one in seen} | {of(one) for one in clicked})
    return tuple(
        Named(
            name=name,
            precision=_precision(one for one in clicked if of(one) == name),
            alerts_a_day=alerts[name] / days,
        )
        for name in names
    )


def _calibration(labelled: Sequence[Labelled]) -> tuple[Bin, ...]:
    bins: list[list[Labelled]] = [[] for _ in range(BINS)]
    for one in labelled:
        if one.score is not None:
            bins[min(BINS - 1, int(one.score * BINS))].append(one)
    return tuple(
        Bin(
            low=place / BINS,
            high=(place + 1) / BINS,
            thought=sum((one.score or 0.0) * one.weight for one in found) / _weight(found),
            right=_weighted(found),
        )
        for place, found in enumerate(bins)
        if found
    )


def _weighted(found: Sequence[Labelled]) -> Share:
    """The share among all that the answers stand for, as sure as that many answers make it."""
    share = sum(one.weight for one in found if one.yes) / _weight(found)
    return wilson(share * len(found), len(found))


def _weight(found: Sequence[Labelled]) -> float:
    return sum(one.weight for one in found)


def _drift(seen: Sequence[Seen]) -> Drift:
    return Drift(
        scores=_moved(seen, lambda one: "unread" if one.score is None else str(int(one.score * 2 * BINS))),
        languages=_moved(seen, lambda one: one.language),
        sources=_moved(seen, lambda one: one.source),
    )


def _moved(seen: Sequence[Seen], of: Callable[[Seen], str]) -> float | None:
    now, before = (Counter(of(one) for one in seen if one.recent is recent) for recent in (True, False))
    names = sorted(now | before)
    return drift([now[name] for name in names], [before[name] for name in names])
