"""All benchmarks, one after the other: `python -m benchmarks [NAME ...]`."""

import importlib
import sys

<<<<<<< HEAD
ALL = ("startup", "vader", "pipeline", "feeds", "polls", "languages", "prevalence", "relevance", "subjects", "topics", "stage")
=======
ALL = ("startup", "vader", "pipeline", "feeds", "polls", "judgement", "languages", "learning", "topics")
>>>>>>> 36cc33a (Let a team's own model have a say, in time, masked and within a budget)


def main() -> None:
    """Run those that are named, or all."""
    for name in sys.argv[1:] or ALL:
        print(f"\n== {name}", flush=True)
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
