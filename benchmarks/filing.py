"""What handled cases teach of topics: two deployments that file as their sets do, before and after so many cases.

Cases are drawn at random from a set, as one team would have left or corrected them; other rows measure. The classes are
those that our topics are merged to (`benchmarks.topics`).
"""

import csv
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.labelled import SETS
from benchmarks.topics import (
    AIRLINE_REASONS,
    AIRLINE_TOPICS,
    BANKING_INTENTS,
    BANKING_TOPICS,
    Told,
    class_of,
    macro_f1,
    right,
    topics,
)
from connectors.contract import Mention, MentionKey
from monitor.domain.score import Topic
from monitor.scoring.filing import Filed
from monitor.scoring.filing_check import learn_filing
from monitor.scoring.team import words_of

COUNTS = (200, 500, 1000)
SEEDS, MOST = 2, 1_500
_THEN = datetime(2026, 1, 1, tzinfo=UTC)


def cases(path: Path, reasons: Mapping[str, str], classes: Mapping[Topic, str]) -> list[Filed]:
    """Return the rows of a set as one team's cases."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["topic"] in reasons]
    return [
        Filed(
            words=words_of(_mention(row["text"])),
            judged=class_of(topics(row["text"]), classes),
            topic=reasons[row["topic"]],
        )
        for row in rows
    ]


def gain(rows: Sequence[Filed], count: int, seed: int) -> tuple[list[Told], list[Told], bool]:
    """Learn from `count` cases; return others as they ship and as they would be filed, and whether it is put to use."""
    order = list(rows)
    random.Random(seed).shuffle(order)
    checked = learn_filing(order[:count])
    rest = order[count : count + MOST]
    before = [Told(wanted=one.topic, found=one.judged) for one in rest]
    after = [Told(wanted=one.topic, found=checked.model.topic(one.words, one.judged)) for one in rest]
    return before, after, checked.better


def main() -> None:
    """Print the table; say so where the sets are absent."""
    if not SETS.exists():
        print(f"filing: no labelled sets at {SETS}, nothing measured")
        return
    print(f"main topic after so many handled cases, mean of {SEEDS} draws: right, macro-F1")
    deployments = {
        "airline": cases(SETS / "airline.csv", AIRLINE_REASONS, AIRLINE_TOPICS),
        "banking": cases(SETS / "banking77.csv", BANKING_INTENTS, BANKING_TOPICS),
    }
    for name, rows in deployments.items():
        for count in COUNTS:
            found = [gain(rows, count, seed) for seed in range(SEEDS)]
            told = [_shown([each[side] for each in found]) for side in (0, 1)]
            used = sum(better for _, _, better in found)
            print(f"{name:10}{count:>6}  ships {told[0]}  learned {told[1]}  put to use {used} of {SEEDS}", flush=True)


def _shown(draws: Sequence[Sequence[Told]]) -> str:
    shares = [right(one) / len(one) for one in draws]
    return f"{sum(shares) / len(draws):.3f} {sum(map(macro_f1, draws)) / len(draws):.3f}"


def _mention(text: str) -> Mention:
    return Mention(key=MentionKey(platform="bench", scope="", native_id="1"), text=text, posted_at=_THEN)


if __name__ == "__main__":
    main()
