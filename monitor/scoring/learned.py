"""The learned layer: which words and bits of words stood in complaints that people labelled.

A linear model over hashed figures, one byte each. What a word adds (the word itself and its runs of three to five
letters) does not depend on its place, so it is worked out once for each word and remembered. Pairs of words were tried
and added nothing.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from zlib import crc32

BUCKETS = 1 << 17
WHOLE, BIT = 5, 2
"""What a whole word counts for, and each of the runs of letters in it."""

RUNS = (3, 4, 5)
STEP = 1 / 512
"""The log-odds of one unit of one byte, times the figure's count."""

FEW = 7
"""In a text of more telling words than this, each says less."""

SILENT = frozenset(
    """
    the a an and or of to in on at for from by with as is are was were be been am it its this that these those there
    here i you he she we they me him her us them my your his our their so if then than but what which who when where
    how do does did have has had will would can could just
    """.split()  # noqa: SIM905
)
"""Small words stand in every text: what they seem to tell is how a set was gathered."""

MEMO = 50_000
NAMED_FROM = 0.2
"""Log-odds from which on words are named as the reason."""

LOUD, SHOWN = 20, 3
"""Units that a word must say to be named as a reason, and how many are, at most."""


class Told(NamedTuple):
    """What the model says of a text: log-odds, and the words that say most of it."""

    odds: float
    words: tuple[str, ...]


class Learned:
    """A model of `BUCKETS` bytes, each a signed weight."""

    def __init__(self, weights: bytes) -> None:
        self._weights = memoryview(weights).cast("b")
        self._words = _Remembered(self._of_word)

    def told(self, words: Sequence[str]) -> Told:
        """Return what the model says of `words`, in which each telling word counts once."""
        seen = telling(words)
        says = list(map(self._words.__getitem__, seen))
        total = sum(says)
        odds = total * STEP / spread(len(seen))
        return Told(odds, _loudest(seen, says, sign=1 if total > 0 else -1) if abs(odds) >= NAMED_FROM else ())

    def odds(self, words: Sequence[str]) -> float:
        """The log-odds alone."""
        return self.told(words).odds

    def _of_word(self, word: str) -> int:
        return sum(self._weights[bucket] * factor for bucket, factor in figures_of_word(word))


def _loudest(words: Iterable[str], says: Sequence[int], sign: int) -> tuple[str, ...]:
    """The words that say most of what the text says as a whole."""
    loud = [(-sign * said, word) for said, word in zip(says, words, strict=True) if sign * said >= LOUD]
    return tuple(word for _, word in sorted(loud)[:SHOWN] if word.isalpha())


def telling(words: Sequence[str]) -> list[str]:
    """Return the distinct words of a text but small ones, in their order."""
    return [word for word in dict.fromkeys(words) if word not in SILENT]


def spread(count: int) -> float:
    """What the sum of a text of `count` telling words is divided by."""
    return max(1.0, math.sqrt(count / FEW))


def figures_of_word(word: str) -> Iterator[tuple[int, int]]:
    """Yield the buckets of a word and of its runs of letters, each with what it counts for."""
    yield _bucket(f"w {word}"), WHOLE
    edged = f" {word} "
    for length in RUNS:
        for start in range(len(edged) - length + 1):
            yield _bucket(edged[start : start + length]), BIT


def _bucket(figure: str) -> int:
    return crc32(figure.encode("utf-8", "replace")) % BUCKETS


class _Remembered(dict[str, int]):
    """What a word says, worked out on first sight and remembered up to a limit."""

    def __init__(self, says: Callable[[str], int]) -> None:
        super().__init__()
        self._says = says

    def __missing__(self, word: str) -> int:
        says = self._says(word)
        if len(self) >= MEMO:
            self.clear()
        self[word] = says
        return says


def packed(weights: Iterable[float]) -> bytes:
    """Return weights, in log-odds for a figure that counts for one, as the bytes that a model is made of."""
    return bytes(max(-127, min(127, round(weight / STEP))) & 0xFF for weight in weights)


@cache
def shipped() -> Learned:
    """The model that ships, read on first use."""
    return Learned(files(__package__).joinpath("learned.bin").read_bytes())
