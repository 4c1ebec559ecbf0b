"""VADER's compound, exactly as vaderSentiment 3.3.2 computes it, in time linear in the text.

vaderSentiment is the dependency, the lexicon and the oracle: its words, boosters, negations and idioms are read from
it, and the tests hold this pass to it digit by digit, oddities included. It lower-cases the whole text again for each
word of its lexicon; this pass reads each token once, remembers what it is, and visits the words of the lexicon only.
Nothing is improved here: what VADER misses of complaints is the business of `monitor.scoring.stage`.
"""

import math
import string
from collections import defaultdict
from functools import cache
from heapq import heappop, heappush
from typing import NamedTuple

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    C_INCR,
    N_SCALAR,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
)

MEMO_TOKENS = 50_000
"""Distinct tokens that are remembered at most; then memory starts afresh."""

MEMO_LENGTH = 40
"""Longer tokens (links, noise) are not worth remembering."""

NORMAL_ALPHA = 15
EXCLAMATION, QUESTION, QUESTIONS = 0.292, 0.18, 0.96
SECOND_WORD, THIRD_WORD = 0.95, 0.9
NEVER_SO = 1.25
BEFORE_BUT, AFTER_BUT = 0.5, 1.5

PUNCTUATION = string.punctuation
NEGATION: float = N_SCALAR
CAPITALS: float = C_INCR

_SO = ("so", "this")
_GLUE = frozenset(("the", "to", "of", "for", "just"))
_IDIOM_WORDS = frozenset(word for phrase in (*SPECIAL_CASES, *BOOSTER_DICT) if " " in phrase for word in phrase.split())
_NEGATIONS = frozenset(NEGATE)
_NAMED_BY_RULES = frozenset(
    (*_IDIOM_WORDS, *_NEGATIONS, *BOOSTER_DICT, "but", "so", "this", "doubt", "least", "at", "very", "or", "nor", "no")
)


class Word(NamedTuple):
    """What a token is to VADER. `valence` is that of the lexicon, None for a word that is not in it.

    `rules` words may change what stands after them; none that boosts or negates is in the lexicon itself. `idiomatic`
    words belong to an idiom and are not the glue of it.
    """

    lower: str = ""
    upper: bool = False
    valence: float | None = None
    boost: float = 0.0
    negates: bool = False
    idiomatic: bool = False
    rules: bool = False


_PLAIN = Word()
_PLAIN_UPPER = Word(upper=True)


def compound(text: str) -> float:
    """Return VADER's compound of `text`, -1 to 1, rounded to four places; 0.0 for a text without words of feeling."""
    tokens, emoji = _loaded()
    return heard(text if text.isascii() else text.translate(emoji), tokens)


def heard(text: str, tokens: "Tokens") -> float:
    """Return the compound of `text`, its emoji written out before, by the lexicon of `tokens`."""
    words = list(map(tokens.__getitem__, text.split()))
    places = [place for place, word in enumerate(words) if word.valence is not None]
    if not places:
        return 0.0
    mixed_case = len({word.upper for word in words}) == 2
    total = float(sum(_weigh_by_but(words, _felt(words, places, mixed_case))))
    return round(_normal(_emphasised(total, text)), 4)


class Tokens(dict[str, Word]):
    """Tokens as they stand between spaces, read on first sight and remembered up to a limit."""

    def __init__(self, lexicon: dict[str, float]) -> None:
        super().__init__()
        self._lexicon = lexicon

    def __missing__(self, token: str) -> Word:
        word = self._read(token)
        if len(token) <= MEMO_LENGTH:
            if len(self) >= MEMO_TOKENS:
                self.clear()
            self[token] = word
        return word

    def _read(self, token: str) -> Word:
        stripped = token.strip(PUNCTUATION)
        if len(stripped) <= 2:
            stripped = token
        lower = stripped.lower()
        valence = self._lexicon.get(lower)
        if valence is None and lower not in _NAMED_BY_RULES and "n't" not in lower:
            return _PLAIN_UPPER if stripped.isupper() else _PLAIN
        negates = lower in _NEGATIONS or "n't" in lower
        boost = BOOSTER_DICT.get(lower, 0.0)
        idiomatic = lower in _IDIOM_WORDS and lower not in _GLUE
        return Word(
            lower=lower,
            upper=stripped.isupper(),
            valence=valence,
            boost=boost,
            negates=negates,
            idiomatic=idiomatic,
            rules=negates or idiomatic or boost != 0 or lower in ("this", "least", "no"),
        )


@cache
def _loaded() -> tuple[Tokens, dict[int, str]]:
    """Read the lexicons once. Emoji become their descriptions; the space before one never glues and never hurts."""
    emoji = {sign: f" {words}" for sign, words in described().items()}
    return Tokens(known()), emoji


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def known() -> dict[str, float]:
    """VADER's own lexicon: words and how good or bad they are, -4 to 4."""
    return dict(_analyzer().lexicon)


def described() -> dict[int, str]:
    """VADER's own words for the emoji that are one sign."""
    return {ord(sign): words for sign, words in _analyzer().emojis.items() if len(sign) == 1}


def _felt(words: list[Word], places: list[int], mixed_case: bool) -> list[tuple[int, float]]:
    """The words of feeling by place, each with its weight: the lexicon's own where nothing near it calls for a rule."""
    felt = []
    for place in places:
        word = words[place]
        alone = place > 2 and not (
            word.rules or word.upper or words[place - 1].rules or words[place - 2].rules or words[place - 3].rules
        )
        felt.append((place, word.valence or 0.0 if alone else _valence(words, place, mixed_case)))
    return felt


def _valence(words: list[Word], place: int, mixed_case: bool) -> float:
    """How much the word at `place` weighs among its neighbours."""
    word = words[place]
    one = words[place - 1] if place > 0 else _PLAIN
    two = words[place - 2] if place > 1 else _PLAIN
    three = words[place - 3] if place > 2 else _PLAIN
    after = words[place + 1] if place + 1 < len(words) else _PLAIN
    if word.lower == "kind" and after.lower == "of":
        return 0.0
    valence = _capitals(word, _own_valence(word, one, two, three, after), mixed_case)
    if one.rules:
        valence += _boost(one, valence, mixed_case)
        valence *= NEGATION if one.negates else 1.0
    if two.rules:
        valence += SECOND_WORD * _boost(two, valence, mixed_case)
        valence *= _second_negation(one, two)
    if place > 2 and three.valence is None:
        valence += THIRD_WORD * _boost(three, valence, mixed_case)
        valence *= _third_negation(one, two, three)
        if word.idiomatic or one.idiomatic or two.idiomatic or three.idiomatic:
            valence = _idiom(valence, words, place)
    if one.lower == "least" and two.lower not in ("at", "very"):
        valence *= NEGATION
    return valence


def _own_valence(word: Word, one: Word, two: Word, three: Word, after: Word) -> float:
    """The lexicon's figure, with "no" as a negation of what follows it."""
    valence = word.valence or 0.0
    if one.lower == "no" or two.lower == "no" or (three.lower == "no" and one.lower in ("or", "nor")):
        return valence * NEGATION
    if word.lower == "no" and after.valence is not None:
        return 0.0
    return valence


def _capitals(word: Word, weight: float, mixed_case: bool) -> float:
    """Push away from zero what is in capitals among words that are not."""
    if not (word.upper and mixed_case):
        return weight
    return weight + CAPITALS if weight > 0 else weight - CAPITALS


def _boost(before: Word, valence: float, mixed_case: bool) -> float:
    if not before.boost:
        return 0.0
    boost = -before.boost if valence < 0 else before.boost
    if before.upper and mixed_case:
        boost += CAPITALS if valence > 0 else -CAPITALS
    return boost


def _second_negation(one: Word, two: Word) -> float:
    if two.lower == "never" and one.lower in _SO:
        return NEVER_SO
    if two.lower == "without" and one.lower == "doubt":
        return 1.0
    return NEGATION if two.negates else 1.0


def _third_negation(one: Word, two: Word, three: Word) -> float:
    if (three.lower == "never" and two.lower in _SO) or one.lower in _SO:
        return NEVER_SO
    if three.lower == "without" and "doubt" in (one.lower, two.lower):
        return 1.0
    return NEGATION if three.negates else 1.0


def _idiom(valence: float, words: list[Word], place: int) -> float:
    """Idioms around the word replace its weight; two-word boosters before it add to it. Needs three words before."""
    three, two, one, zero, *after = (word.lower for word in words[place - 3 : place + 3])
    behind = (f"{one} {zero}", f"{two} {one} {zero}", f"{two} {one}", f"{three} {two} {one}", f"{three} {two}")
    valence = next((SPECIAL_CASES[phrase] for phrase in behind if phrase in SPECIAL_CASES), valence)
    for length in range(1, len(after) + 1):
        valence = SPECIAL_CASES.get(" ".join((zero, *after[:length])), valence)
    for phrase in (f"{three} {two}", f"{two} {one}"):
        valence += BOOSTER_DICT.get(phrase, 0.0)
    return valence


def _weigh_by_but(words: list[Word], felt: list[tuple[int, float]]) -> list[float]:
    """Halve what stands before the first "but" and stress what follows it.

    vaderSentiment looks each weight up by its value, and so changes the first word of that weight, be it an earlier
    one. Heaps of places by weight find that first one without a search.
    """
    but = next((place for place, word in enumerate(words) if word.lower == "but"), None)
    if but is None:
        return [weight for _, weight in felt]
    weights = dict(felt)
    places: defaultdict[float, list[int]] = defaultdict(list)
    for place, weight in felt:
        heappush(places[weight], place)
        first = heappop(places[weight])
        weights[first] *= BEFORE_BUT if first < but else AFTER_BUT
        heappush(places[weights[first]], first)
    return list(weights.values())


def _emphasised(total: float, text: str) -> float:
    """Push away from zero by the exclamation marks (up to four) and the question marks (from two on)."""
    questions = text.count("?")
    emphasis = min(text.count("!"), 4) * EXCLAMATION
    if questions > 1:
        emphasis += questions * QUESTION if questions <= 3 else QUESTIONS
    if total > 0:
        return total + emphasis
    return total - emphasis if total < 0 else total


def _normal(total: float) -> float:
    return max(-1.0, min(1.0, total / math.sqrt(total * total + NORMAL_ALPHA)))
