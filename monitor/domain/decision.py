"""The one thing that a week's figures ask a manager to decide."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from monitor.domain.figures import Figures, Line, Open, Tally
from monitor.domain.score import Topic
from monitor.domain.trend import Change, change, usual

BLIND = 24 * 3600
"""Seconds of silence from which a source's figures mislead."""
FEW_KEPT = 0.8
FEW_RIGHT = 0.6
ENOUGH = 10
"""Below this many cases a share says nothing."""
_NO_CASES = Tally(name="cases", count=0)


class Ask(StrEnum):
    """What is to be decided, the most pressing first."""

    URGENT = "urgent"  # critical complaints without an answer
    BLIND = "blind"  # a source was not heard for a day or more
    RISING = "rising"  # a topic has more complaints than chance would bring
    LATE = "late"  # promises are not kept
    OLD = "old"  # complaints of earlier weeks still wait
    NOISE = "noise"  # too many alerts were no complaint
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is asked, what it is about (a source, a topic), and the cases concerned."""

    ask: Ask
    about: str = ""
    cases: Tally = _NO_CASES


def decide(figures: Figures) -> Decision:
    """Return the most pressing thing that the week asks for."""
    return next(_asked(figures), Decision(ask=Ask.NOTHING))


def _asked(figures: Figures) -> Iterator[Decision]:
    """Yield what the week asks for, the most pressing first."""
    kept, precision, live = figures.kept, figures.precision, figures.open or Open()
    blind = max(figures.coverage, key=lambda source: source.silent, default=None)
    rising = steepest(figures.topics)
    if live.urgent.count:
        yield Decision(ask=Ask.URGENT, cases=live.urgent)
    if blind and blind.silent >= BLIND:
        yield Decision(ask=Ask.BLIND, about=blind.source)
    if rising:
        cases = Tally(name=rising.name, count=rising.count.now, cases=rising.cases)
        yield Decision(ask=Ask.RISING, about=rising.name, cases=cases)
    if kept.due >= ENOUGH and kept.kept < FEW_KEPT * kept.due:
        yield Decision(ask=Ask.LATE, cases=Tally(name="late", count=kept.due - kept.kept, cases=kept.broken))
    if live.earlier.count:
        yield Decision(ask=Ask.OLD, cases=live.earlier)
    if precision.acted >= ENOUGH and precision.acted - precision.wrong < FEW_RIGHT * precision.acted:
        yield Decision(ask=Ask.NOISE)


def steepest(lines: tuple[Line, ...]) -> Line | None:
    """Return the topic that rose most above what is usual, of those that rose by more than chance.

    What is about no topic in particular is nobody's to take up.
    """
    rising = [line for line in lines if line.name != Topic.OTHER and change(line.count) is Change.MORE]
    return max(rising, key=lambda line: line.count.now - (usual(line.count) or 0), default=None)
