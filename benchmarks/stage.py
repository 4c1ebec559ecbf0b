"""The whole sentiment stage beside vaderSentiment alone, one core; how its time grows with the text; what it takes."""

import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

from monitor.scoring.stage import MOST_CHARACTERS, measure
from tests.scoring.vader_texts import ORACLE, posts

GOAL = 0.5
"""The stage may take twice the time of vaderSentiment alone: 5,000 texts a second where that makes 10,000."""

ROUNDS = 3

MOST_MEGABYTES, MOST_SECONDS = 60, 0.3
"""What the stage may add to a process."""

_ALONE = """
import resource, time
import connectors.kit.query.fold, monitor.domain.verdict
def resident(): return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()
before, started = resident(), time.process_time()
from monitor.scoring.stage import measure
measure("Still waiting for my refund"); measure("Ich warte seit drei Wochen", language="de")
seconds = time.process_time() - started
print((resident() - before) / 1e6, seconds)
"""


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
    megabytes, seconds = taken()
    print("what the first texts add to a process, in English and one other language")
    print(f"{megabytes:>10.0f} MB more memory  (goal {MOST_MEGABYTES}); {seconds:.2f} s  (goal {MOST_SECONDS})")


def taken() -> tuple[float, float]:
    """The megabytes and seconds of processor that the stage adds to a process of its own, the medians of some."""
    runs = [subprocess.run([sys.executable, "-c", _ALONE], capture_output=True, check=True) for _ in range(ROUNDS)]
    told = [tuple(map(float, run.stdout.split())) for run in runs]
    return median(megabytes for megabytes, _ in told), median(seconds for _, seconds in told)


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
