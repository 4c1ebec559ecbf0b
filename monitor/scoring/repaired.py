"""VADER repaired for complaints: the same pass with another lexicon, over readable text. Never touches the exact one.

Words of the trade and modern ones are added, words that mean something else to a customer ("support", "share") are
taken out, emoji never glue to words, and a broken heart is one.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monitor.scoring.vader import Tokens, described, heard, known


def repaired(text: str) -> float:
    """Return the repaired compound of `text`, made readable before, -1 to 1."""
    known_here = _loaded()
    return heard(text if text.isascii() else text.translate(known_here.emoji), known_here.tokens)


def differs(text: str, words: Iterable[str]) -> bool:
    """Whether the repaired compound of `text`, read as `words`, may be another than the exact one; the quick look."""
    return not text.isascii() or not _loaded().changed.isdisjoint(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Repaired:
    tokens: Tokens
    emoji: dict[int, str]
    changed: frozenset[str]


@cache
def _loaded() -> _Repaired:
    document = tomllib.loads(files(__package__).joinpath("lexicon", "valence.toml").read_text(encoding="utf-8"))
    silent = frozenset(document["silent"].split())
    added = {word: group["valence"] for group in document["words"].values() for word in group["listed"].split()}
    lexicon = {word: valence for word, valence in {**known(), **added}.items() if word not in silent}
    signs = {ord(sign): words for sign, words in document["emoji"].items()}
    return _Repaired(
        tokens=Tokens(lexicon),
        emoji={sign: f" {words} " for sign, words in {**described(), **signs}.items()},
        changed=frozenset((*silent, *added)),
    )
