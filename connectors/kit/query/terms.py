"""Finds whole terms in a text, thousands of them in one pass: names, handles, hashtags, phrases.

Terms and text are folded alike: case, accents, width and kinds of quotes make no difference, nor do line breaks.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from connectors.kit.query.fold import folded, readable

_UNSPACED = (
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
    ("\u2e80", "\ua4cf"),
    ("\uac00", "\ud7ff"),
)
"""Scripts that write no spaces between words: there a term may stand anywhere."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A term as it is looked for. `exact` minds case and accents; `open_ended` finds what begins like it."""

    words: str
    exact: bool = False
    open_ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A term, by its place in the sequence, and the words that it takes: `first` to `last`, counted from 0.

    A sign between two words takes none: its `first` is the word behind it, its `last` the word before it.
    """

    term: int
    first: int
    last: int


class Terms:
    """Terms ready to be found, each known by its place in the sequence."""

    def __init__(self, terms: Sequence[Spelling]) -> None:
        numbered = list(enumerate(terms))
        finders = (
            _Finder(flat, [(place, term) for place, term in numbered if not term.exact]),
            _Finder(kept, [(place, term) for place, term in numbered if term.exact]),
        )
        self._finders = tuple(finder for finder in finders if finder.terms)

    def find(self, text: str) -> list[int]:
        """Return the places of the terms that stand in `text` as whole words, each once, in their order in it."""
        found = (term for finder in self._finders for term, _, _ in finder.spans(finder.spell(text)))
        return list(dict.fromkeys(found))

    def hits(self, text: str, *, from_word: int = 0) -> list[Hit]:
        """Return every term each time it stands in `text`, whose first word has the number `from_word`."""
        return [hit for finder in self._finders for hit in finder.hits(text, from_word)]


class _Finder:
    def __init__(self, spell: Callable[[str], str], terms: Sequence[tuple[int, Spelling]]) -> None:
        self.spell = spell
        spelled = [(spell(term.words), place, term.open_ended) for place, term in terms]
        self.terms = [(place, open_ended) for words, place, open_ended in spelled if words]
        self._automaton = AhoCorasick([words for words, _, _ in spelled if words])

    def spans(self, spelled: str) -> Iterator[tuple[int, int, int]]:
        """Yield each term that stands in `spelled` with its first character and the one behind it."""
        for number, start, end in self._automaton.find_matches_as_indexes(spelled, overlapping=True):
            term, open_ended = self.terms[number]
            if is_whole(spelled, start, end, open_ended=open_ended):
                yield term, start, end

    def hits(self, text: str, from_word: int) -> Iterator[Hit]:
        spelled = self.spell(text)
        words = [(word.start(), word.end()) for word in _WORD.finditer(spelled)]
        starts, ends = [start for start, _ in words], [end for _, end in words]
        for term, start, end in self.spans(spelled):
            first, last = bisect_right(ends, start), bisect_left(starts, end) - 1
            yield Hit(term=term, first=from_word + first, last=from_word + last)


def plain_terms(words: Sequence[str]) -> Terms:
    """Return `words` ready to be found, whatever their case and accents."""
    return Terms([Spelling(words=one) for one in words])


def flat(text: str) -> str:
    """Return `text` folded, on one line."""
    return " ".join(folded(text).split())


def kept(text: str) -> str:
    """Return `text` on one line with its case and accents."""
    return " ".join(readable(text).split())


def is_whole(text: str, start: int, end: int, *, open_ended: bool = False) -> bool:
    """Whether no word goes on before or after; "@acme" is not in "mail@acme", nor "c++" in "c++11"."""
    before = start > 0 and _goes_on(text[start], text[start - 1])
    after = not open_ended and end < len(text) and _goes_on(text[end - 1], text[end])
    return not (before or after)


def _goes_on(edge: str, beside: str) -> bool:
    if any(first <= edge <= last for first, last in _UNSPACED):
        return False
    return beside.isalnum() or beside == "_" or (beside == edge and not edge.isspace())
