"""What the team's own labels add: F1 before and after so many labels, on rows that were neither learned nor copied.

Labels are drawn at random from a set of one deployment's own; the rest of the set measures. "in use" is what a service
would judge with: it keeps what ships until a refit is better on held-out labels, and does not refit below its least.
"""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.judgement import SETS
from connectors.contract import Mention, MentionKey
from monitor.scoring.stage import measure
from monitor.scoring.team_check import Checked, learn
from monitor.scoring.team_fit import Example, example, odds

DEPLOYMENTS = ("airline", "preotiuc")
COUNTS = (25, 50, 100, 250, 500, 1000)
SEEDS = 4
_THEN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A text as the model sees it, and which texts are copies of it."""

    example: Example
    copies: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """F1 of what ships, of the refit, and of what would be in use."""

    shipped: float
    refit: float
    used: float


def labelled(folder: Path, name: str) -> list[Labelled]:
    """Read a labelled set as one deployment's mentions."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["label"] in {"0", "1"}]
    return [Labelled(example=_example(row["text"], row["label"] == "1"), copies=row["dup_group"]) for row in rows]


def gain(rows: Sequence[Labelled], count: int, seed: int, *, most: int | None = None) -> Gain:
    """Label `count` rows, learn, and measure on `most` of the others."""
    order = list(rows)
    random.Random(seed).shuffle(order)
    taught, copies = order[:count], {row.copies for row in order[:count]}
    rest = [row.example for row in order[count:] if row.copies not in copies][:most]
    shipped = f1(rest, [one.base for one in rest])
    checked: Checked = learn([row.example for row in taught], version="bench", least=2)
    refit = f1(rest, [odds(checked.model, one) for one in rest])
    enough = count >= 500 and checked.better
    return Gain(shipped=shipped, refit=refit, used=refit if enough else shipped)


def f1(examples: Sequence[Example], found: Sequence[float]) -> float:
    """F1 at the threshold of one half."""
    hits = sum(one.yes for one, z in zip(examples, found, strict=True) if z >= 0)
    return 2 * hits / max(1, sum(z >= 0 for z in found) + sum(one.yes for one in examples))


def main() -> None:
    """Print the table; say so where the sets are absent."""
    if not SETS.exists():
        print(f"learning: no labelled sets at {SETS}, nothing measured")
        return
    print(f"F1 by the team's own labels, mean (least gain) of {SEEDS} draws, threshold 0.5")
    print(f"{'':12}{'labels':>8}{'shipped':>9}{'refit':>9}{'in use':>9}{'least gain':>12}")
    for name in DEPLOYMENTS:
        rows = labelled(SETS, name)
        for count in COUNTS:
            gains = [gain(rows, count, seed) for seed in range(SEEDS)]
            means = [sum(getattr(one, what) for one in gains) / SEEDS for what in ("shipped", "refit", "used")]
            least = min(one.used - one.shipped for one in gains)
            print(f"{name:12}{count:>8}" + "".join(f"{mean:>9.3f}" for mean in means) + f"{least:>+12.3f}", flush=True)


def _example(text: str, yes: bool) -> Example:
    mention = Mention(key=MentionKey(platform="bench", scope="", native_id="1"), text=text, posted_at=_THEN)
    return example(mention, measure(text), yes=yes)


if __name__ == "__main__":
    main()
