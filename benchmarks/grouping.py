"""How well the same trouble is recognised: near copies among real posts, and planted incidents of three shapes.

Near copies: each queried post is changed as people change what they pass on (eleven ways below, drawn evenly) and
looked up among all posts of ten sets by the bands and the comparison that the judge uses. A wrong merge is a query
that also finds a post of which, as words go, less than two fifths are the same.

Incidents: the stage itself groups, on SQLite. Beside three weeks of background (real complaints, other people), one
incident is planted: near copies within an hour; different complaints that name the same error over two days; and a
topic's customers in their own words within an hour, without a key.
"""

import csv
import random
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.planted import SHAPES, Found, plant
from monitor.scoring.similarity import ALIKE, alike, bands, shingles

SETS = Path(__file__).resolve().parents[2] / "shared" / "data" / "complaints"
NAMES = (
    *("airline", "preotiuc", "sanders", "s140test", "uci_amazon", "uci_yelp", "appstore", "steam"),
    *("twcs_inbound_unlabelled", "vader_tweets"),
)
QUERIES = 4_000
FOREIGN = 0.4
GOALS = "recall .97 (.99), wrong merges a query .005 (.002)"
_MORE = "please really just today again now still why very much so".split()  # noqa: SIM905

Change = Callable[[str, random.Random], str]


def _typo(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(max(1, len(letters) // 60)):
        at = chance.randrange(len(letters))
        letters[at : at + chance.randrange(2)] = chance.choice("abcdefghijklmnopqrstuvwxyz")
    return "".join(letters)


def _word(text: str, chance: random.Random) -> str:
    words = text.split() or [""]
    at = chance.randrange(len(words))
    words[at : at + chance.randrange(2)] = [chance.choice(_MORE)] * chance.randrange(len(words) < 4, 2)
    return " ".join(words)


CHANGES: dict[str, Change] = {
    "retweeted": lambda text, chance: f"RT @user{chance.randrange(99)}: {text}",
    "other case": lambda text, chance: text.upper() if chance.random() < 0.5 else text.lower(),
    "other signs": lambda text, chance: re.sub(r"[.,!?]", "", text) + chance.choice(("!!!", " 😡", " ...", " #fail")),
    "link added": lambda text, chance: f"{text} https://t.example/{chance.randrange(10**9):x}",
    "other handles": lambda text, chance: f"@other{chance.randrange(99)} " + re.sub(r"@\w+", "@brand", text),
    "cut short": lambda text, _: f"{text[: int(len(text) * 0.85)]}…",
    "typing errors": _typo,
    "a word changed": _word,
    "two words changed": lambda text, chance: _word(_word(text, chance), chance),
    "greeting": lambda text, chance: chance.choice(("Hi team, ", "hello, ", "FYI: ")) + text,
    "ending": lambda text, chance: text + chance.choice((" Please help.", " Thanks a lot.", " Same here.")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One query: how its post was changed, whether it was found, and whether something foreign was, too."""

    change: str
    found: bool
    wrong: bool


def look(folder: Path, queries: int = QUERIES) -> list[Looked]:
    """Change posts of the sets, and look the copies up among all of them."""
    texts = _texts(folder)
    pieces = [shingles(text) for text in texts]
    by_band: dict[int, list[int]] = defaultdict(list)
    for number, piece in enumerate(pieces):
        for band in bands(piece):
            by_band[band].append(number)
    chance = random.Random(7)
    asked = chance.sample([number for number, piece in enumerate(pieces) if piece], queries)
    return [_looked(number, texts, pieces, by_band, chance) for number in asked]


def _looked(
    number: int,
    texts: Sequence[str],
    pieces: Sequence[frozenset[int]],
    by_band: dict[int, list[int]],
    chance: random.Random,
) -> Looked:
    change = chance.choice(sorted(CHANGES))
    copy = shingles(CHANGES[change](texts[number], chance))
    candidates = {known for band in bands(copy) for known in by_band.get(band, ())}
    merged = {known for known in candidates if alike(copy, pieces[known]) >= ALIKE}
    wrong = any(_same_words(texts[number], texts[known]) < FOREIGN for known in merged - {number})
    return Looked(change=change, found=number in merged, wrong=wrong)


def _same_words(one: str, other: str) -> float:
    """The share of all words that both have: another measure than the one that is measured."""
    ones, others = (
        set(re.findall(r"\w+", re.sub(r"https?://\S+|[@#]\w+", " ", text.lower()))) for text in (one, other)
    )
    return len(ones & others) / max(len(ones | others), 1)


def _texts(folder: Path) -> list[str]:
    found = []
    for name in NAMES:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            found += [row["text"] for row in csv.DictReader(file) if row["text"].strip()]
    return found


def main() -> None:
    """Print both tables; say so where the sets are absent."""
    if not SETS.exists():
        print(f"grouping: no sets at {SETS}, nothing measured")
        return
    looked = look(SETS)
    recall, wrong = (
        sum(values) / len(looked) for values in ([one.found for one in looked], [one.wrong for one in looked])
    )
    print(f"near copies: {len(looked):,} queries; goals: {GOALS}")
    print(f"recall {recall:.3f}, wrong merges a query {wrong:.4f}")
    for change in sorted(CHANGES):
        mine = [one.found for one in looked if one.change == change]
        print(f"  {change:20}{sum(mine) / max(len(mine), 1):>7.3f}")
    print(f"\n{'planted incident':28}{'purity':>8}{'found of':>9}{'all':>5}{'minutes to detect':>19}{'buried':>8}")
    for shape in SHAPES:
        print(_line(shape, plant(SETS, shape)))


def _line(shape: str, found: Found) -> str:
    minutes = "never" if found.minutes is None else f"{found.minutes:.0f}"
    return f"{shape:28}{found.purity:>8.2f}{found.members:>9}{found.planted:>5}{minutes:>19}{found.buried:>8}"


if __name__ == "__main__":
    main()
