"""Marking: the words for which a mention was flagged, and what an edit took out and put in."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

MOST_WORDS = 1000
"""Of a text that is compared: the time grows with the square of it."""
_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a text, marked or not."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One edit: before with what went marked, after with what came. `at` tells when."""

    at: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def marked(text: str, words: Iterable[str]) -> tuple[Piece, ...]:
    """Return `text` in pieces, with each of `words` in it marked, whatever the case of letters."""
    looked_for = sorted({word.strip() for word in words if word.strip()}, key=len, reverse=True)
    if not looked_for:
        return (Piece(text=text),) if text else ()
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(_loosely, looked_for))})(?!\w)", re.IGNORECASE)
    ends = [0, *(edge for found in pattern.finditer(text) for edge in found.span()), len(text)]
    parts = (Piece(text=text[start:end], marked=bool(at % 2)) for at, (start, end) in enumerate(pairwise(ends)))
    return tuple(part for part in parts if part.text)


def edit(before: str, after: str, *, at: str) -> Edit:
    """Return what was changed, word by word."""
    old, new = _words(before), _words(after)
    moves = SequenceMatcher(None, old, new).get_opcodes()
    return Edit(
        at=at,
        before=tuple(_piece(old[start:end], kind) for kind, start, end, _, _ in moves if end > start),
        after=tuple(_piece(new[start:end], kind) for kind, _, _, start, end in moves if end > start),
    )


def _words(text: str) -> list[str]:
    """Return a text in words; what is beyond the most is the last of them."""
    words = _WORD.findall(text)
    return [*words[:MOST_WORDS], *(["".join(words[MOST_WORDS:])] if len(words) > MOST_WORDS else [])]


def _piece(words: Sequence[str], kind: str) -> Piece:
    return Piece(text="".join(words), marked=kind != "equal")


def _loosely(words: str) -> str:
    """Return the pattern of words with any blanks between them."""
    return r"\s+".join(map(re.escape, words.split()))
