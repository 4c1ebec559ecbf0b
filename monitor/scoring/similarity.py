"""Near copies: texts whose five-letter pieces are the same for the most part. MinHash finds candidates, pieces decide.

Copies of a post differ by who is called by name, links, signs, letters' case and a few words: all but the words goes
first. Texts are compared by Jaccard's index over their shingles (the share of all pieces that both have).
"""

import random
import re
from collections.abc import Iterator, Sequence
from zlib import crc32

from connectors.kit.query.fold import folded

SHINGLE = 5
ALIKE = 0.5
"""Jaccard's index from which two texts are near copies; measured by `python -m benchmarks grouping`."""

LEAST_SHINGLES = 12
"""What is shorter ("worst airline") is said by many who never read each other."""

MOST_CHARACTERS = 1_200
"""So much of a long text is compared: the work stays linear and small."""

BANDS, ROWS = 24, 3
"""Texts of which half is the same share a band in 96 of 100 cases, and those of which .05 is in 3 of 1,000."""

_SLOTS = BANDS * ROWS
_PRIME = (1 << 61) - 1
_NOISE = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|^\s*rt\b|<[^>]{1,9}>")
_GAPS = re.compile(r"[\W_]+")


def shingles(text: str) -> frozenset[int]:
    """Return the pieces of `text` as numbers; empty where it is too short to be anybody's copy."""
    plain = " " + _GAPS.sub(" ", _NOISE.sub(" ", folded(text[:MOST_CHARACTERS]))).strip() + " "
    data = plain.encode("utf-32-le", "replace")
    width = 4 * SHINGLE
    pieces = frozenset(crc32(data[start : start + width]) for start in range(0, len(data) - width + 1, 4))
    return pieces if len(pieces) >= LEAST_SHINGLES else frozenset()


def bands(pieces: frozenset[int]) -> tuple[int, ...]:
    """Return `BANDS` numbers below 2**61: near copies have at least one in common, other texts hardly ever."""
    if not pieces:
        return ()
    least = _least(pieces)
    return tuple(_joined(band, least[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS))


def alike(one: frozenset[int], other: frozenset[int]) -> float:
    """Return the share of all pieces that both texts have, 0 to 1."""
    if not one or not other:
        return 0.0
    both = len(one & other)
    return both / (len(one) + len(other) - both)


def _least(pieces: frozenset[int]) -> list[int]:
    """The least piece of each of `BANDS * ROWS` slots; further rounds fill those that none fell into.

    That is MinHash in one pass over the pieces and a few more over short texts, instead of one for every slot (fast
    similarity sketching, arXiv 1704.04370): 15 times as fast, and as true.
    """
    least: dict[int, int] = {}
    for factor, shift in _ROUNDS:
        found: dict[int, int] = {}
        for piece in pieces:
            value, slot = divmod((piece * factor + shift) % _PRIME, _SLOTS)
            if slot not in least and value < found.get(slot, _PRIME):
                found[slot] = value
        least |= found
        if len(least) == _SLOTS:
            break
    return [least.get(slot, 0) for slot in range(_SLOTS)]


def _joined(band: int, rows: Sequence[int]) -> int:
    """One number for a band's rows; the same rows of another band give another one."""
    joined = band + 1
    for row in rows:
        joined = (joined * 1_000_003 + row) % _PRIME
    return joined


def _permutations(count: int) -> Iterator[tuple[int, int]]:
    """The same for ever: bands are kept in the store."""
    chance = random.Random(5)  # noqa: S311  (no secret)
    for _ in range(count):
        yield chance.randrange(1, _PRIME), chance.randrange(_PRIME)


_ROUNDS = tuple(_permutations(100))
"""After so many no slot is empty but by a chance of one in a million."""
