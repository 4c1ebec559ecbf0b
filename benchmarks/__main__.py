"""All benchmarks, one after the other: `python -m benchmarks [NAME ...]`."""

import importlib
import sys

ALL = (
    "startup",
    "vader",
    "pipeline",
    "feeds",
    "polls",
    "languages",
    "prevalence",
    "relevance",
    "subjects",
    "topics",
    "stage",
    "grouping",
)


def main() -> None:
    """Run those that are named, or all."""
    for name in sys.argv[1:] or ALL:
        print(f"\n== {name}", flush=True)
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
