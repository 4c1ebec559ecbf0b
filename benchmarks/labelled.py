"""Labelled texts to fit and measure with: the sets beside the project, each a CSV with `text` and `label`."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from connectors.kit.query.fold import readable
from monitor.scoring.features import features
from monitor.scoring.lexicon.cues import lexicon, reader
from monitor.scoring.repaired import repaired

SETS = Path(__file__).resolve().parents[2] / "shared" / "data" / "complaints"
NINE = ("airline", "preotiuc", "sanders", "s140test", "uci_amazon", "uci_yelp", "alexa", "appstore", "steam")
"""The sets that the mean is taken over."""

OTHERS = ("tweeteval", "vader_tweets", "vader_amazon", "play", "se14_laptop", "se14_restaurant", "banking77")
"""Further sets to learn from where one of the nine is left out."""

SAFE = ("steam", "vader_tweets", "vader_amazon", "banking77")
"""Sets whose licences allow shipped weights: steam and Banking77 (CC BY 4.0), Hutto and Gilbert 2014 (MIT)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A labelled English text as figures and words."""

    text: str
    complaint: bool
    topic: str
    words: tuple[str, ...]
    figures: tuple[tuple[str, float], ...]


@cache
def examples(name: str) -> tuple[Example, ...]:
    """Read one labelled set."""
    with (SETS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_example(row) for row in csv.DictReader(file) if row["label"] in {"0", "1"})


def _example(row: dict[str, str]) -> Example:
    plain = readable(row["text"])
    reading = reader().read(plain)
    figures = features(plain, reading, lexicon().cues(reading), repaired(plain))
    return Example(
        text=row["text"],
        complaint=row["label"] == "1",
        topic=row["topic"],
        words=tuple(reading.words),
        figures=tuple(figures.items()),
    )


def thinned(rows: tuple[Example, ...], most: int) -> tuple[Example, ...]:
    """At most `most` of `rows`, evenly picked."""
    step = -(-len(rows) // most)
    return rows[::step]
