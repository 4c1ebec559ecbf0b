"""What a text tells beside its tone: how bad it is, and the marks that must never be lost."""

from dataclasses import dataclass
from functools import cache

from monitor.scoring.lexicon.cues import Cue, CueLexicon, lexicon
from monitor.scoring.lexicon.phrases import groups
from monitor.scoring.words import Reading

HARM_SHARE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """`critical` are the critical marks that were found, with their words; `shares` what each adds to the log-odds."""

    critical: dict[str, Cue]
    shares: dict[str, float]
    harm: float
    abusive: bool
    policy: bool


def marks_of(reading: Reading, cues: dict[str, Cue]) -> Marks:
    """Find the marks in `reading`, and how bad what it tells is."""
    marks = _marks().cues(reading)
    groups_of = _marks().groups
    critical = {name: mark for name, mark in marks.items() if groups_of[name].critical}
    return Marks(
        critical=critical,
        shares={name: groups_of[name].weight for name in critical},
        harm=_harm(cues, marks),
        abusive="abusive" in marks,
        policy="policy" in marks,
    )


def _harm(cues: dict[str, Cue], marks: dict[str, Cue]) -> float:
    """How bad what is told is: several troubles add up, and never beyond 1."""
    spared = 1.0
    for name in cues:
        spared *= 1.0 - HARM_SHARE * lexicon().groups[name].harm
    for name in marks:
        spared *= 1.0 - _marks().groups[name].harm
    return round(1.0 - spared, 3)


@cache
def _marks() -> CueLexicon:
    return CueLexicon(groups("marks"))
