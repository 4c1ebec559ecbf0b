"""Posts to measure with: the labelled sets beside the project where they are, else the bundled story's."""

import csv
import itertools
import json
from importlib.resources import files
from pathlib import Path

SETS = Path(__file__).resolve().parents[2] / "shared" / "data" / "complaints"


def posts(count: int) -> list[str]:
    """Return `count` posts, each with a number of its own at its end, so that no two are the same."""
    texts = _from_sets() or _from_story()
    return [f"{text} {number}" for number, text in zip(range(count), itertools.cycle(texts), strict=False)]


def _from_sets() -> list[str]:
    texts = []
    for name in ("airline", "preotiuc", "sanders", "tweeteval", "twcs_inbound_unlabelled"):
        path = SETS / f"{name}.csv"
        if path.exists():
            with path.open(encoding="utf-8", newline="") as rows:
                texts += [row["text"] for row in csv.DictReader(rows)]
    return texts


def _from_story() -> list[str]:
    story = files("connectors.sample").joinpath("story")
    lines = (line for week in sorted(story.iterdir(), key=str) for line in week.read_text("utf-8").splitlines())
    return [event["text"] for line in lines if (event := json.loads(line)).get("text")]
