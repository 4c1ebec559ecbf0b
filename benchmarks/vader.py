"""Our exact VADER pass beside vaderSentiment, in one run: how many times as fast, and in how many texts they differ."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from monitor.scoring.vader import compound
from tests.scoring.vader_texts import ORACLE, directed, posts, random_texts

TEXTS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One kind of text: microseconds a text for both, and the ratio that is promised."""

    name: str
    theirs: float
    ours: float
    goal: float

    @property
    def ratio(self) -> float:
        """How many times as fast ours is."""
        return self.theirs / self.ours


def run() -> list[Row]:
    """Measure each kind of text for both, side by side; the unseen ones come first, in slices measured once."""
    seen, unseen = list(posts(seed=1, count=3_000)), list(posts(seed=2, count=9_000))
    words = [" ".join(posts(seed=number, count=100)).split() for number in range(5)]
    long = [" ".join(text[:1_000]) for text in words]
    emoji = ["😀💔😡👍🏽🎉" * 200]
    compound("good")
    slices = [_row("unseen texts", unseen[start : start + 3_000], 3.5, rounds=1) for start in (0, 3_000, 6_000)]
    return [
        sorted(slices, key=lambda row: row.ratio)[1],
        _row("posts", seen, 4),
        _row("1,000 words", long, 30),
        _row("1,000 emojis", emoji, 300),
    ]


def differences(count: int = TEXTS) -> int:
    """Count the texts, out of `count`, whose compound is not that of vaderSentiment."""
    rules = list(directed())
    texts: Iterable[str] = (*rules, *random_texts(seed=2026, count=count - len(rules)))
    return sum(compound(text) != _oracle(text) for text in texts)


def main() -> None:
    """Print the table and the number of differences."""
    print("exact VADER pass, microseconds a text")
    print(f"{'':14}{'vaderSentiment':>16}{'ours':>10}{'ratio':>9}{'goal':>7}")
    for row in run():
        print(f"{row.name:14}{row.theirs:>16,.1f}{row.ours:>10,.1f}{row.ratio:>8.1f}x{row.goal:>6}x")
    print(f"differences over {TEXTS:,} texts: {differences()}")


def _oracle(text: str) -> float:
    return float(ORACLE.polarity_scores(text)["compound"])


def _row(name: str, texts: list[str], goal: float, rounds: int = 3) -> Row:
    ours, theirs = _microseconds(compound, texts, rounds), _microseconds(_oracle, texts, rounds)
    return Row(name=name, theirs=theirs, ours=ours, goal=goal)


def _microseconds(measure: Callable[[str], float], texts: list[str], rounds: int) -> float:
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        for text in texts:
            measure(text)
        best = min(best, time.process_time() - started)
    return best / len(texts) * 1e6


if __name__ == "__main__":
    main()
