"""A text as words that phrases can be looked up by: contractions written out, numbers and links as classes."""

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import chain

from connectors.kit.query.fold import folded

STOP = "."
"""Stands for whatever ends a clause; no negation reaches across it."""

NUMBER, LINK, HANDLE = "<n>", "<link>", "<handle>"

UNSPOKEN = frozenset("-_/\\*~=+|<>[]{}^%'#@")
"""Signs that stand between or around words and say nothing: "sub-par" is "sub par"."""

MEMO_TOKENS = 50_000
MEMO_LENGTH = 40

SHORTEST_PART = 3

TAG_ENDS = (
    "sucks",
    "fail",
    "fails",
    "failed",
    "problems",
    "nightmare",
    "unhappy",
    "disappointed",
    "pathetic",
    "ripoff",
)
"""Words that people glue to a name in a hashtag."""

_TOKEN = re.compile(r"https?://\S+|www\.\S+|\d+(?:[.,]\d+)+|[@#]?\w+(?:'\w+)*|[$£€]|[.,;:!?()\"\n]|[^\w\s]")
_NUMBERS = {
    str(number): word
    for number, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
}
NUMBER_WORDS = frozenset((*_NUMBERS.values(), "eleven", "twelve", "twenty", "thirty", "forty", "fifty", "hundred"))
_VERBS = "ai are ca could did does do had has have is might must need should was were wo would"
_WRITTEN_OUT = {
    **{f"{verb}n{mark}t": (verb, "not") for verb in _VERBS.split() for mark in ("'", "")},
    "can't": ("can", "not"),
    "cant": ("can", "not"),
    "cannot": ("can", "not"),
    "won't": ("will", "not"),
    "wont": ("will", "not"),
    "ain't": ("is", "not"),
    "shan't": ("shall", "not"),
    "n't": ("not",),
    "im": ("i", "am"),
    "ive": ("i", "have"),
    "id": ("i", "would"),
    "youre": ("you", "are"),
    "thats": ("that", "is"),
    "whats": ("what", "is"),
    "wheres": ("where", "is"),
    "u": ("you",),
    "ur": ("your",),
    "r": ("are",),
    "pls": ("please",),
    "plz": ("please",),
    "ppl": ("people",),
    "cuz": ("because",),
    "w": ("with",),
    "let's": ("let", "us"),
    "&": ("and",),
}
_ENDINGS = {"'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would"}
_IS = frozenset(("it", "that", "what", "where", "there", "here", "who", "how", "he", "she", "when", "why", "this"))
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_DIGITS = re.compile(r"(\d[\d.,]*)([a-z]*)")
_STRETCHED = re.compile(r"(.)\1{2,}")


def tokens(text: str) -> list[str]:
    """Split `text` into words, numbers, links and signs."""
    return _TOKEN.findall(text)


class Reading:
    """The words of a text, and the tokens that they were written as."""

    def __init__(self, tokens: Sequence[str], found: Sequence[tuple[str, ...]]) -> None:
        self.words = list(chain.from_iterable(found))
        self._tokens = tokens
        self._found = found

    @property
    def is_question(self) -> bool:
        """Whether the last that is written, links aside, is a question mark."""
        last = next((sign for sign in reversed(self._tokens) if not sign.startswith(("http", "www."))), "")
        return last == "?"

    @cached_property
    def _written(self) -> list[int]:
        """For each word, the place of its token."""
        return [place for place, words in enumerate(self._found) for _ in words]

    def quote(self, start: int, end: int) -> str:
        """The text's own words from word `start` to before `end`."""
        tokens = self._tokens[self._written[start] : self._written[end - 1] + 1]
        return " ".join(token for token in tokens if not token.isspace())


class Reader:
    """Reads texts. `known` words decide how "sooo" is spelled."""

    def __init__(self, known: frozenset[str]) -> None:
        self._memo = Memo(_English(known).words)

    def read(self, text: str) -> Reading:
        """Split `text`, made readable before, into words, in one pass."""
        found = tokens(text)
        return Reading(found, list(map(self._memo.__getitem__, found)))


class Memo(dict[str, tuple[str, ...]]):
    """Tokens and their words, worked out on first sight and remembered up to a limit."""

    def __init__(self, words: Callable[[str], tuple[str, ...]]) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, token: str) -> tuple[str, ...]:
        words = self._words(token)
        if len(token) <= MEMO_LENGTH:
            if len(self) >= MEMO_TOKENS:
                self.clear()
            self[token] = words
        return words


class _English:
    """Turns a token into words as the English lexicon has them."""

    def __init__(self, known: frozenset[str]) -> None:
        self._known = known

    def words(self, token: str) -> tuple[str, ...]:
        if len(token) > 1 and token[0] in "@#":
            return (HANDLE,) if token[0] == "@" else tuple(chain.from_iterable(map(self._parted, _tag(token))))
        if token.startswith(("http://", "https://", "www.")):
            return (LINK,)
        return self._plain(token)

    def _parted(self, word: str) -> tuple[str, ...]:
        """The words of a hashtag in small letters: "nothappy", "acmesucks"; before a known end stands a name."""
        if word in self._known or len(word) < 2 * SHORTEST_PART:
            return (word,)
        for place in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            if word[:place] in self._known and word[place:] in self._known:
                return (word[:place], word[place:])
        end = next((end for end in TAG_ENDS if word.endswith(end)), "")
        return (word[: -len(end)], end) if end else (word,)

    def _plain(self, token: str) -> tuple[str, ...]:
        lower = token.lower() if token.isascii() else folded(token)
        if not lower:
            return ()
        if lower in '.,;:!?()"\n':
            return (STOP,)
        if lower in UNSPOKEN:
            return ()
        if lower[0].isdigit():
            return _number(lower)
        if lower in _WRITTEN_OUT:
            return _WRITTEN_OUT[lower]
        return self._ended(lower)

    def _ended(self, lower: str) -> tuple[str, ...]:
        if "'" in lower:
            stem, _, ending = lower.rpartition("'")
            if ending == "s":
                return (stem, "is") if stem in _IS else (stem,)
            if f"'{ending}" in _ENDINGS:
                return (stem, _ENDINGS[f"'{ending}"])
        return (shortened(lower, self._known.__contains__),)


def shortened(word: str, is_known: Callable[[str], bool]) -> str:
    """Return "so" for "sooo" where the shorter word is known, else `word`."""
    if is_known(word) or not _STRETCHED.search(word):
        return word
    choices = (_STRETCHED.sub(r"\1", word), _STRETCHED.sub(r"\1\1", word))
    return next((choice for choice in choices if is_known(choice)), word)


def _tag(token: str) -> tuple[str, ...]:
    """The words of a hashtag, where capitals tell them apart."""
    return tuple(part.lower() for part in _CAMEL.findall(token)) or (token.lower(),)


def _number(lower: str) -> tuple[str, ...]:
    match = _DIGITS.fullmatch(lower)
    if match is None:
        return (lower,)
    digits, unit = match.groups()
    if unit in ("st", "nd", "rd", "th"):
        return (f"{NUMBER}th",)
    number = _NUMBERS.get(digits, NUMBER)
    return (number, unit) if unit else (number,)
