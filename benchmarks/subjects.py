"""Need, quoted policy and praise of staff on 490 rows: the English story, and product snippets labelled by hand.

The needs of the story are its author's labels; which of its lines quote a rule and which praise staff were labelled
apart from it (below), and so were the needs of the snippets (benchmarks/labels/needs.csv, by id).
"""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.labelled import SETS
from connectors.contract import Rating
from connectors.sample.reading import Line, past
from monitor.domain.score import Score
from monitor.scoring.stage import measure

LABELS = Path(__file__).resolve().parent / "labels" / "needs.csv"
QUOTES_A_RULE = frozenset(
    """
    w1-008 w1-020 w1-039 w1-068 w1-085 w2-014 w2-015 w2-022 w2-023 w2-024 w2-027 w2-028 w2-029 w2-065 w3-016 w3-021
    w3-062 w4-017 w4-025 w5-014 w5-042 w5-056
    """.split()  # noqa: SIM905
)
PRAISES_STAFF = frozenset(
    """
    w1-007 w1-023 w1-052 w1-084 w2-046 w2-047 w2-063 w2-070 w3-035 w3-048 w3-076 w3-079 w4-011 w4-021 w4-061 w4-131
    w4-133 w4-135 w4-142 w5-007 w5-009 w5-021 w5-030 w5-058
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How often something was found that is there (`hits`), or that is not; and how often it is there."""

    hits: int
    false: int
    there: int

    @property
    def precision(self) -> float:
        """How much of what was found is there."""
        return self.hits / max(1, self.hits + self.false)

    @property
    def recall(self) -> float:
        """How much of what is there was found."""
        return self.hits / max(1, self.there)


def lines() -> list[tuple[Line, Score]]:
    """The story's English posts as the stage measures them."""
    posts = [event.line for event in past() if len(event.steps) == 1 and event.line.language == "en"]
    return [(line, _measured(line)) for line in posts if line.kind != "own"]


def _measured(line: Line) -> Score:
    rating = None if line.stars is None else Rating(stars=line.stars)
    return measure(line.text, title=line.title, rating=rating, language=line.language)


def policies(told: Iterable[tuple[Line, Score]]) -> Found:
    """How well quoted rules are found among complaints."""
    complaints = [(line.id, score) for line, score in told if line.kind == "complaint"]
    return _found(complaints, QUOTES_A_RULE, lambda score: score.policy)


def praises(told: Iterable[tuple[Line, Score]]) -> Found:
    """How well praise of staff is found among everything."""
    return _found([(line.id, score) for line, score in told], PRAISES_STAFF, lambda score: bool(score.praised))


def _found(told: list[tuple[str, Score]], there: frozenset[str], tells: Callable[[Score], bool]) -> Found:
    found = {name for name, score in told if tells(score)}
    return Found(hits=len(found & there), false=len(found - there), there=len(there))


def needs(told: Iterable[tuple[Line, Score]]) -> tuple[int, int]:
    """How many needs of complaints are told right, and of how many; the snippets only where their texts are."""
    pairs = [(line.need, score.need) for line, score in told if line.kind == "complaint"]
    if SETS.exists():
        pairs += _snippets()
    return sum(wanted == told_need for wanted, told_need in pairs), len(pairs)


def _snippets() -> list[tuple[str | None, str | None]]:
    with (SETS / "vader_amazon.csv").open(encoding="utf-8", newline="") as file:
        texts = {row["id"]: row["text"] for row in csv.DictReader(file)}
    with LABELS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(row["need"], measure(texts[row["id"]], rating=Rating(stars=1)).need) for row in rows]


def main() -> None:
    """Print the figures."""
    told = lines()
    right, of = needs(told)
    print(f"need told right: {right} of {of}, {right / of:.0%}")
    for name, found in (("policy quoted", policies(told)), ("praise of staff", praises(told))):
        print(f"{name}: precision {found.precision:.2f}, recall {found.recall:.2f} ({found.there} in {len(told)})")


if __name__ == "__main__":
    main()
