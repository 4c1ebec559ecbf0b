"""Finds whole terms in a text, thousands of them in one pass: names, handles, hashtags, words of a trade.

Terms and text are folded alike: case, accents, width and kinds of quotes make no difference, nor do line breaks.
"""

from collections.abc import Sequence

from ahocorasick_rs import AhoCorasick

from monitor.scoring.fold import folded

_UNSPACED = (
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
    ("\u2e80", "\ua4cf"),
    ("\uac00", "\ud7ff"),
)
"""Scripts that write no spaces between words: there a term may stand anywhere."""


class Terms:
    """Terms ready to be found, each known by its place in the sequence."""

    def __init__(self, terms: Sequence[str]) -> None:
        spelled = [_flat(term) for term in terms]
        self._places = [place for place, term in enumerate(spelled) if term]
        self._automaton = AhoCorasick([spelled[place] for place in self._places])

    def find(self, text: str) -> list[int]:
        """Return the places of the terms that stand in `text` as whole words, each once, in their order in it."""
        if not self._places:
            return []
        flat = _flat(text)
        matches = self._automaton.find_matches_as_indexes(flat, overlapping=True)
        return list(dict.fromkeys(self._places[found] for found, start, end in matches if _is_whole(flat, start, end)))


def _flat(text: str) -> str:
    return " ".join(folded(text).split())


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no word goes on before or after; "@acme" is not in "mail@acme", nor "c++" in "c++11"."""
    before = start > 0 and _goes_on(text[start], text[start - 1])
    after = end < len(text) and _goes_on(text[end - 1], text[end])
    return not (before or after)


def _goes_on(edge: str, beside: str) -> bool:
    if any(first <= edge <= last for first, last in _UNSPACED):
        return False
    return beside.isalnum() or beside == "_" or (beside == edge and not edge.isspace())
