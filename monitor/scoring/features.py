"""What the blend looks at in a text, as named figures: VADER's tone, the cue groups, and the shape of the post."""

from monitor.scoring.lexicon.cues import Cue, lexicon
from monitor.scoring.vader import compound
from monitor.scoring.words import HANDLE, LINK, Reading

CLOSING_WORDS = 25
"""The last words of a long text weigh again: that is where people sum up."""

SHAPE = ("tone_bad", "tone_good", "closing", "balance", "silent", "long", "to_handle", "link")
"""The figures that are no cue groups."""


def features(text: str, reading: Reading, cues: dict[str, Cue], tone: float) -> dict[str, float]:
    """Return the figures of `text` that are not zero; `tone` is its VADER compound."""
    figures = {name: saturated(cue.count) for name, cue in cues.items()}
    figures |= _shape(reading, cues)
    figures["tone_bad"], figures["tone_good"] = max(0.0, -tone), max(0.0, tone)
    if "long" in figures:
        figures["closing"] = -compound(" ".join(text.split()[-CLOSING_WORDS:]))
    return {name: figure for name, figure in figures.items() if figure}


def saturated(count: int) -> float:
    """1 for once, 1.5 for twice, never more than 2."""
    return 2.0 - 2.0 * 0.5**count


def _shape(reading: Reading, cues: dict[str, Cue]) -> dict[str, float]:
    words = reading.words
    praise = lexicon().praise
    good = sum(cue.count for name, cue in cues.items() if name in praise)
    bad = sum(cue.count for name, cue in cues.items()) - good
    shape = {"balance": (bad - good) / (bad + good + 2)}
    if not cues:
        shape["silent"] = 1.0
    if len(words) > 4 * CLOSING_WORDS:
        shape["long"] = 1.0
    if HANDLE in words[:2]:
        shape["to_handle"] = 1.0
    if LINK in words:
        shape["link"] = 1.0
    return shape
