"""The whole sentiment stage beside vaderSentiment alone, one core, and how its time grows with the text."""

import time
from collections.abc import Callable

from monitor.scoring.stage import MOST_CHARACTERS, measure
from tests.scoring.vader_texts import ORACLE, posts

GOAL = 0.5
"""The stage may take twice the time of vaderSentiment alone: 5,000 texts a second where that makes 10,000."""

ROUNDS = 3


def main() -> None:
    """Print the texts a second of both, and the stage's time for longer texts."""
    texts = list(posts(seed=3, count=4_000))
    stage, oracle = rate(measure, texts), rate(ORACLE.polarity_scores, texts)
    print("sentiment stage, one core, texts a second")
    print(f"{'whole stage':24}{stage:>10,.0f}")
    print(f"{'vaderSentiment alone':24}{oracle:>10,.0f}")
    print(f"{'ratio':24}{stage / oracle:>10.2f}  (goal {GOAL})")
    print(f"time for a long text (the lexicon reads {MOST_CHARACTERS:,} characters, VADER all of it)")
    for words in (100, 1_000, 10_000):
        text = " ".join(texts).split()[:words]
        print(f"{words:>10,} words{1_000 / rate(measure, [' '.join(text)] * 5):>14.2f} ms")


def rate(run: Callable[[str], object], texts: list[str]) -> float:
    """Texts a second of processor time, the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        for text in texts:
            run(text)
        best = min(best, time.process_time() - started)
    return len(texts) / max(best, 1e-9)


if __name__ == "__main__":
    main()
