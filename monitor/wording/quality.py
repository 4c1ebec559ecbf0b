"""How well mentions are judged, told to a lead: every figure with how sure it is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from monitor.domain.intervals import Share
from monitor.domain.labels import What
from monitor.domain.quality import Bin, Named, Quality
from monitor.domain.thresholds import Proposal

ENOUGH, MOVED = 30, 0.25
"""Answers from which on a share says something; how far a distribution moves before it is worth a look."""


class Learned(Protocol):
    """A model, as it is listed."""

    @property
    def id(self) -> int:
        """Its number."""
        ...

    @property
    def kind(self) -> str:
        """What it tells."""
        ...

    @property
    def labels(self) -> int:
        """How many labels there were."""
        ...

    @property
    def used(self) -> bool:
        """Whether it judges."""
        ...

    @property
    def report(self) -> Mapping[str, float | int | str | bool]:
        """How it did on labels that it had not seen."""
        ...


def quality_lines(told: Quality, labels: Mapping[What, int], models: Sequence[Learned]) -> Iterator[str]:
    """Yield the report's lines."""
    yield (
        f"The last {told.days:g} days: {told.mentions:,} mentions of ours, {told.complaints:,} complaints, "
        f"{told.alerts_a_day:.1f} alerts a day"
    )
    yield f"Precision: {share(told.precision)}, by what was done to cases"
    if told.uncounted:
        yield f"  {told.uncounted:,} dismissals near a deadline count for nothing"
    yield _missed(told)
    yield from _named("brand", told.brands)
    yield from _named("source", told.sources)
    yield from _calibration(told.calibration)
    yield from _drift(told)
    counted = ", ".join(f"{what.value} {labels.get(what, 0):,}" for what in What)
    yield f"Answers that count, of all time: {counted} (from about 500 on they teach)"
    for model in models:
        stands = "in use" if model.used else "not in use"
        yield f"Learned: model {model.id} of {model.kind}, {model.labels:,} labels, {stands}; {_did(model.report)}"


def proposal_lines(found: Proposal, key: str) -> Iterator[str]:
    """Yield what a threshold would have meant."""
    if not found.reached:
        yield "No threshold does that by what is known; the nearest one:"
    yield f"judgement.threshold.{key}: {found.threshold:g}"
    yield f"  cases a day: {found.cases_a_day:.1f}, of which alerted: {found.alerts_a_day:.1f}"
    yield f"  right, of what people answered: {share(found.precision)}"
    yield f"  found, of all complaints: {share(found.recall)}"


def share(told: Share) -> str:
    """Return a share with its interval: `81% (74% to 87%), 130 of 160`, and that it is little where it is."""
    if told.share is None:
        return "not known yet, nobody has answered"
    few = "" if told.of >= ENOUGH else "; too few to trust"
    return f"{told.share:.0%} ({told.low:.0%} to {told.high:.0%}), {told.count:.0f} of {told.of:.0f}{few}"


def _missed(told: Quality) -> str:
    if told.missed is None:
        return "Missed: not known, nobody has read a blind sample yet (`monitor judgement audit`)"
    few = "" if told.read_blind >= ENOUGH else "; too few to trust"
    between = f"between {told.missed.low:.0f} and {told.missed.high:.0f}"
    return f"Missed: about {told.missed.number:.0f} complaints, {between}, from {told.read_blind} read blind{few}"


def _named(noun: str, named: Sequence[Named]) -> Iterator[str]:
    for one in named if len(named) > 1 else ():
        yield f"  {noun} {one.name}: precision {share(one.precision)}; {one.alerts_a_day:.1f} alerts a day"


def _calibration(bins: Sequence[Bin]) -> Iterator[str]:
    if bins:
        yield "Calibration (what the score says, and how often it was a complaint):"
    for one in bins:
        yield f"  {one.low:.1f} to {one.high:.1f}: says {one.thought:.0%}, was {share(one.right)}"


def _drift(told: Quality) -> Iterator[str]:
    for name in ("scores", "languages", "sources"):
        moved: float | None = getattr(told.drift, name)
        if moved is not None:
            look = ": look what changed" if moved >= MOVED else ""
            yield f"Drift of {name}, last week against those before: {moved:.2f}{look}"


def _did(report: Mapping[str, float | int | str | bool]) -> str:
    if "right" in report:
        return f"right {report['right']} on {report.get('held_out')} held out, {report.get('right_before')} before"
    return f"F1 {report.get('f1')} on {report.get('held_out')} held out, {report.get('f1_before')} before"
