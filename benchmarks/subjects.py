"""Need, quoted policy and praise of staff on 500 rows: the English story, and 83 snippets of reviews labelled by hand.

The needs of the story are its author's labels; which of its lines quote a rule and which praise staff were labelled
apart from it (below), and so were the snippets (benchmarks/labels/subjects.csv, by id).
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.labelled import SETS
from connectors.contract import Rating
from connectors.sample.reading import Line, past
from monitor.domain.score import Score
from monitor.scoring.stage import measure

LABELS = Path(__file__).resolve().parent / "labels" / "subjects.csv"
FROM = ("vader_amazon", "steam")
"""Sets with free licences that the labelled snippets are of."""

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


_OURS = frozenset(("sorrel", "sorrelgrocers"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A labelled post: what its labels say, and how the stage measures it; only complaints have a need."""

    score: Score
    complains: bool
    need: str | None
    policy: bool
    praises: bool


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


def story() -> list[Told]:
    """The story's English posts as the stage measures them."""
    posts = [event.line for event in past() if len(event.steps) == 1 and event.line.language == "en"]
    return [_of_story(line) for line in posts if line.kind != "own"]


def snippets() -> list[Told]:
    """The labelled snippets of the sets; none where their texts are not."""
    if not SETS.exists():
        return []
    with LABELS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = {name: text for one in FROM for name, text in _texts(SETS / f"{one}.csv")}
    return [_of_set(row, texts[row["id"]]) for row in rows]


def _texts(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["id"], row["text"]) for row in csv.DictReader(file)]


def _measured(line: Line) -> Score:
    rating = None if line.stars is None else Rating(stars=line.stars)
    return measure(line.text, title=line.title, rating=rating, language=line.language, ours=_OURS)


def _of_story(line: Line) -> Told:
    complains = line.kind == "complaint"
    return Told(
        score=_measured(line),
        complains=complains,
        need=line.need if complains else None,
        policy=line.id in QUOTES_A_RULE,
        praises=line.id in PRAISES_STAFF,
    )


def _of_set(row: dict[str, str], text: str) -> Told:
    rating = Rating(stars=1) if row["need"] else None
    return Told(
        score=measure(text, rating=rating),
        complains=bool(row["need"]),
        need=row["need"] or None,
        policy=bool(row["policy"]),
        praises=bool(row["praise"]),
    )


def policies(rows: Iterable[Told]) -> Found:
    """How well quoted rules are found among complaints."""
    return _found([(row.policy, row.score.policy) for row in rows if row.complains])


def praises(rows: Iterable[Told]) -> Found:
    """How well praise of staff is found among everything."""
    return _found([(row.praises, bool(row.score.praised)) for row in rows])


def _found(pairs: Sequence[tuple[bool, bool]]) -> Found:
    return Found(
        hits=sum(there and found for there, found in pairs),
        false=sum(found and not there for there, found in pairs),
        there=sum(there for there, _ in pairs),
    )


def needs(rows: Iterable[Told]) -> tuple[int, int]:
    """How many needs of complaints are told right, and of how many."""
    pairs = [(row.need, row.score.need) for row in rows if row.need]
    return sum(wanted == found for wanted, found in pairs), len(pairs)


def main() -> None:
    """Print the figures."""
    told = [*story(), *snippets()]
    right, of = needs(told)
    print(f"need told right: {right} of {of}, {right / of:.0%}")
    for name, found in (("policy quoted", policies(told)), ("praise of staff", praises(told))):
        print(f"{name}: precision {found.precision:.2f}, recall {found.recall:.2f} ({found.there} in {len(told)})")


if __name__ == "__main__":
    main()
