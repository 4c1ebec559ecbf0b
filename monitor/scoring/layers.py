"""The layers of the judgement: each looks at what was read of a text and says what it adds to the log-odds, and why.

A layer's reasons are its shares: their weights sum up to what it says, so that what is shown is what caused it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import starmap

from connectors.contract import Rating
from monitor.domain.score import Reason
from monitor.domain.surroundings import ALONE, Surroundings
from monitor.scoring import context
from monitor.scoring.aspects import UNMARKED, Marks
from monitor.scoring.blend import STARS, stars_share, weights
from monitor.scoring.features import asked, said, tones
from monitor.scoring.learned import shipped
from monitor.scoring.lexicon.cues import Cue
from monitor.scoring.words import Reading

_NOTHING = Reading((), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was read of one text.

    `text` is readable (`fold.readable`); `tone` is its repaired VADER compound, None in a language that VADER does not
    know; `turns` are the words of its language that a contrast turns on.
    """

    text: str
    language: str
    reading: Reading = _NOTHING
    cues: Mapping[str, Cue] = field(default_factory=dict)
    marks: Marks = UNMARKED
    turns: frozenset[str] = frozenset()
    tone: float | None = None
    rating: Rating | None = None
    surroundings: Surroundings = ALONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A named, versioned part of the judgement; `reasons` have what each adds to the log-odds as their weight."""

    name: str
    version: str
    reasons: Callable[[Seen], Iterable[Reason]]


def _vader(seen: Seen) -> Iterable[Reason]:
    return () if seen.tone is None else starmap(_weighed, tones(seen.text, seen.reading, seen.tone).items())


def _lexicon(seen: Seen) -> Iterable[Reason]:
    known = weights()
    cues = seen.cues
    figures = {**said(seen.reading, cues, seen.turns), **(asked(seen.reading) if seen.tone is not None else {})}
    for name, figure in figures.items():
        yield Reason(
            cue=name, words=tuple(cues[name].words) if name in cues else (), weight=round(known[name] * figure, 3)
        )


def _marks(seen: Seen) -> Iterable[Reason]:
    for name, cue in seen.marks.critical.items():
        yield Reason(cue=name, words=tuple(cue.words), weight=round(seen.marks.shares[name], 3))


def _stars(seen: Seen) -> Iterable[Reason]:
    share = stars_share(seen.rating)
    return () if share is None else (Reason(cue=STARS, weight=round(share, 3)),)


def _learned(seen: Seen) -> Iterable[Reason]:
    if seen.tone is None:
        return ()
    told = shipped().told(seen.reading.words)
    return (Reason(cue=LEARNED_FROM_OTHERS, words=told.words, weight=round(told.odds, 3)),)


def _context(seen: Seen) -> Iterable[Reason]:
    return () if seen.surroundings is ALONE else context.around(seen.text, seen.surroundings)


def _weighed(name: str, figure: float) -> Reason:
    return Reason(cue=name, weight=round(weights()[name] * figure, 3))


LEARNED_FROM_OTHERS = "learned"

VADER = Layer(name="vader_repaired", version="1", reasons=_vader)
LEXICON = Layer(name="lexicon", version="3", reasons=_lexicon)
MARKS = Layer(name="marks", version="2", reasons=_marks)
LEARNED = Layer(name="learned", version="2", reasons=_learned)
RATING = Layer(name="stars", version="1", reasons=_stars)

CONTEXT = Layer(name="context", version="1", reasons=_context)

SHIPPED = (VADER, LEXICON, MARKS, LEARNED, RATING, CONTEXT)
"""The layers that ship, in the order in which they are asked."""
