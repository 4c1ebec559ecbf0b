"""Boilerplate: which answers of ours say the same as another, but for a name or a number, or hardly anything."""

import re
from collections.abc import Iterable, Mapping
from zlib import crc32

SHINGLE = 5
ALIKE = 0.7
"""The share of their pieces that two answers have in common from which one is as good as the other."""
LEAST_PIECES = 30
"""What is shorter ("Sorry to hear that!") helps nobody."""
MOST_CHARACTERS = 2_000
_SKETCH, _KEPT = 12, 4
_GAPS = re.compile(r"[\W\d_]+")
_Pieces = frozenset[int]


def boilerplate(answers: Mapping[int, str]) -> frozenset[int]:
    """Return the ids of the answers that are near copies of another one among them, or too short to help.

    Answers are compared by Jaccard's index over their five-letter pieces, where their smallest pieces make it likely
    that they are alike; of many copies only the first few are compared with, so that the work stays linear.
    """
    found: set[int] = set()
    known: dict[int, list[tuple[int, _Pieces]]] = {}
    for number, text in answers.items():
        pieces = _pieces(text)
        if len(pieces) < LEAST_PIECES:
            found.add(number)
            continue
        sketch = sorted(pieces)[:_SKETCH]
        alike = _alike(pieces, sketch, known)
        if alike is not None:
            found |= {number, alike}
            continue
        for piece in sketch:
            same = known.setdefault(piece, [])
            if len(same) < _KEPT:
                same.append((number, pieces))
    return frozenset(found)


def near_copy(one: str, others: Iterable[str]) -> int | None:
    """Return the place of the first of `others` that says the same as `one`, but for a name or a number.

    None where none does; what is too short to tell does not.
    """
    mine = _pieces(one)
    if len(mine) < LEAST_PIECES:
        return None
    for place, theirs in enumerate(map(_pieces, others)):
        if len(theirs) >= LEAST_PIECES and len(mine & theirs) >= ALIKE * len(mine | theirs):
            return place
    return None


def _alike(pieces: _Pieces, sketch: list[int], known: Mapping[int, list[tuple[int, _Pieces]]]) -> int | None:
    for piece in sketch:
        for number, other in known.get(piece, ()):
            if len(pieces & other) >= ALIKE * len(pieces | other):
                return number
    return None


def _pieces(text: str) -> _Pieces:
    plain = _GAPS.sub(" ", text[:MOST_CHARACTERS].casefold()).strip()
    return frozenset(
        crc32(plain[start : start + SHINGLE].encode("utf-8", "replace")) for start in range(len(plain) - SHINGLE + 1)
    )
