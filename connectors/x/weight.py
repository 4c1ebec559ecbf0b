"""How long a text is as X counts: most scripts by letters, others twice. Facts: https://docs.x.com/fundamentals/counting-characters"""

import re

LONGEST = 280
LINK = 23
"""A link counts so much, however long it is."""

_LINKS = re.compile(r"https?://\S+", re.IGNORECASE)
_SINGLE = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
_JOINER = 0x200D
_MODIFIERS = ((0xFE0E, 0xFE0F), (0x1F3FB, 0x1F3FF))
"""They and what a joiner joins belong to the picture before them, which counts as one."""


def weight_of(text: str) -> int:
    """Return how many of the `LONGEST` it takes."""
    rest, links = _LINKS.subn("", text)
    weight, joined = links * LINK, False
    for letter in map(ord, rest):
        if letter == _JOINER or _within(letter, _MODIFIERS):
            joined = letter == _JOINER
            continue
        weight += 0 if joined else 1 if _within(letter, _SINGLE) else 2
        joined = False
    return weight


def _within(letter: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= letter <= last for first, last in ranges)
