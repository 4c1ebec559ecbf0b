"""What the blend looks at in a text, as named figures: VADER's tone, the cue groups, and the shape of the post."""

import math
from collections.abc import Mapping, Sequence

from monitor.scoring.lexicon.cues import Cue, lexicon
from monitor.scoring.repaired import repaired
from monitor.scoring.words import HANDLE, LINK, STOP, Reading

FEW_WORDS = 80
"""In a longer text each cue says less, because a long text has some of everything."""

CLOSING_WORDS = 25
"""The last words of a long text weigh again: that is where people sum up."""

LONG = 100
"""Words from which on a text is long."""

TURNS = frozenset(("but", "however", "although", "though", "except", "unfortunately", "sadly", "yet"))
"""Words after which people say what they came to say."""

SHAPE = ("tone_bad", "tone_good", "closing", "asks", "balance", "contrast", "silent", "long", "to_handle", "link")
"""The figures that are no cue groups."""

ASKING = frozenset(
    "is are does do did can could has have will would may which how who any anyone what when where".split()  # noqa: SIM905
)
"""English words that begin what is merely asked: "does the pass expire?"."""

GREETING = frozenset(("hi", "hey", "hello", "please", HANDLE, STOP))


def features(text: str, reading: Reading, cues: Mapping[str, Cue], tone: float) -> dict[str, float]:
    """Return the figures of the English `text` that are not zero; `tone` is its repaired compound."""
    return {**said(reading, cues, TURNS), **tones(text, reading, tone), **asked(reading)}


def tones(text: str, reading: Reading, tone: float) -> dict[str, float]:
    """Return what repaired VADER says, `tone` being its compound, and of a long text how it hears its end."""
    figures = {"tone_bad": -tone} if tone < 0 else {"tone_good": tone}
    if len(reading.words) > LONG:
        figures["closing"] = -repaired(" ".join(text.split()[-CLOSING_WORDS:]))
    return {name: figure for name, figure in figures.items() if figure}


def asked(reading: Reading) -> dict[str, float]:
    """Return the figure of an English text that begins and ends as a question does."""
    first = next((word for word in reading.words if word not in GREETING), "")
    return {"asks": 1.0} if first in ASKING and reading.is_question else {}


def said(reading: Reading, cues: Mapping[str, Cue], turns: frozenset[str]) -> dict[str, float]:
    """Return the figures that need no VADER: how loud each cue is, and the shape of the post."""
    spread = min(1.0, math.sqrt(FEW_WORDS / max(1, len(reading.words))))
    figures = {name: spread * saturated(cue.count) for name, cue in cues.items()}
    figures |= _shape(reading, cues, turns)
    return {name: figure for name, figure in figures.items() if figure}


def saturated(count: int) -> float:
    """1 for once, 1.5 for twice, never more than 2."""
    return 2.0 - 2.0 * 0.5**count


def _shape(reading: Reading, cues: Mapping[str, Cue], turns: frozenset[str]) -> dict[str, float]:
    words = reading.words
    praise = lexicon().praise
    good = sum(cue.count for name, cue in cues.items() if name in praise)
    bad = sum(cue.count for name, cue in cues.items()) - good
    shape = {"balance": (bad - good) / (bad + good + 2)}
    if not cues:
        shape["silent"] = 1.0
    else:
        shape["contrast"] = _contrast(words, cues, turns)
    if len(words) > LONG:
        shape["long"] = 1.0
    if HANDLE in words[:2]:
        shape["to_handle"] = 1.0
    if LINK in words:
        shape["link"] = 1.0
    return shape


def _contrast(words: Sequence[str], cues: Mapping[str, Cue], turns: frozenset[str]) -> float:
    """1 where the last "but" turns from praise to complaint, -1 where it turns the other way, else 0."""
    turn = next((place for place in range(len(words) - 1, -1, -1) if words[place] in turns), None)
    if turn is None:
        return 0.0
    praise = lexicon().praise
    before = {name in praise for name, cue in cues.items() if cue.first < turn}
    after = {name in praise for name, cue in cues.items() if cue.last > turn}
    if len(after) != 1 or (not before - after):
        return 0.0
    return -1.0 if True in after else 1.0
