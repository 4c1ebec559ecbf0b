"""What "not ours" clicks teach, on real posts: two deployments whose search brings posts that are not about them.

airline: six airlines whose names bring tweets about anything (of tweeteval, as many). preotiuc: tweets to brands, and
the random ones of the same set. Labels are drawn at random; other rows measure. Caught is what would be unclear or
another's of what is not ours, lost the same of what is ours: before, everything that a search brings is ours.
"""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.labelled import SETS
from connectors.contract import Mention, MentionKey
from monitor.domain.score import Score
from monitor.scoring.team import OTHER, UNCLEAR, brand_word, confidence_of
from monitor.scoring.team_check import learn
from monitor.scoring.team_fit import Example, example, odds

COUNTS = (250, 500, 1000)
MOST = 3_000
SEEDS = 3
_BLANK = Score(language="en", scored=True, vader=0.0, complaint=0.5)
_THEN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """Shares of what is not ours that is unclear or another's, and another's; the same of what is ours; put to use."""

    unclear: float
    other: float
    lost: float
    dropped: float
    better: bool


def deployment(folder: Path, name: str) -> list[Example]:
    """Return the posts of a deployment; `yes` is that one is about it."""
    if name == "airline":
        ours, others = _texts(folder, "airline"), _texts(folder, "tweeteval")
    else:
        rows = _rows(folder, "preotiuc")
        ours = [row["text"] for row in rows if not row["topic"].startswith("random")]
        others = [row["text"] for row in rows if row["topic"].startswith("random")]
    size = min(len(ours), len(others), MOST // 2)
    draw = random.Random(7)
    return [_example(text, yes=True) for text in draw.sample(ours, size)] + [
        _example(text, yes=False) for text in draw.sample(others, size)
    ]


def caught(rows: Sequence[Example], count: int, seed: int) -> Caught:
    """Label `count` posts, learn as a deployment does, and look at the others."""
    order = list(rows)
    random.Random(seed).shuffle(order)
    checked = learn(order[:count], version="bench", least=2)
    told = [(one.yes, confidence_of(odds(checked.model, one))) for one in order[count:]]
    ours, theirs = [each for yes, each in told if yes], [each for yes, each in told if not yes]
    return Caught(
        unclear=_share(theirs, UNCLEAR),
        other=_share(theirs, OTHER),
        lost=_share(ours, UNCLEAR),
        dropped=_share(ours, OTHER),
        better=checked.better,
    )


def main() -> None:
    """Print the table; say so where the sets are absent."""
    if not SETS.exists():
        print(f"not ours: no labelled sets at {SETS}, nothing measured")
        return
    print(f'what "not ours" labels teach, mean of {SEEDS} draws; half of the posts are not ours')
    print(f"{'':10}{'labels':>8}{'caught':>9}{'of it sure':>12}{'lost':>8}{'of it sure':>12}{'put to use':>12}")
    for name in ("airline", "preotiuc"):
        rows = deployment(SETS, name)
        for count in COUNTS:
            found = [caught(rows, count, seed) for seed in range(SEEDS)]
            means = [
                sum(getattr(one, what) for one in found) / SEEDS for what in ("unclear", "other", "lost", "dropped")
            ]
            used = sum(one.better for one in found)
            figures = f"{means[0]:>9.3f}{means[1]:>12.3f}{means[2]:>8.3f}{means[3]:>12.3f}"
            print(f"{name:10}{count:>8}{figures}{used:>7} of {SEEDS}", flush=True)


def _share(found: Sequence[float], line: float) -> float:
    return sum(one < line for one in found) / max(1, len(found))


def _texts(folder: Path, name: str) -> list[str]:
    return [row["text"] for row in _rows(folder, name)]


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _example(text: str, *, yes: bool) -> Example:
    mention = Mention(key=MentionKey(platform="bench", scope="", native_id="1"), text=text, posted_at=_THEN)
    return example(mention, _BLANK, yes=yes, more=(brand_word("ours"),))


if __name__ == "__main__":
    main()
