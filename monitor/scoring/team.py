"""The team's layer: what this deployment's own labels taught, on top of what ships.

A linear model of the shipped log-odds, of what each shipped reason says, and of words, pairs of words and pieces of
words. They are kept as hashes, and only where two mentions had them: no customer's words can be read from a model.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from zlib import crc32

from connectors.contract import Mention
from connectors.kit.query.fold import readable
from monitor.domain.relevance import About, Relevance
from monitor.domain.score import Reason, Score
from monitor.scoring.lexicon.cues import reader
from monitor.scoring.words import STOP

CUE, NOT_OURS_CUE = "team", "team_not_ours"
BUCKETS = 1 << 18
MOST_WORDS, MOST_CHARACTERS = 400, 5_000
"""So much of a text is looked at."""

PIECES = range(3, 6)
"""How many letters a piece of a word has."""

LEAST_SHARE = 0.05
NAMED = 3
MEMO = 50_000
SURE = 12.0
"""The log-odds of what is as sure as can be told."""

Bag = Mapping[int, float]
"""How much of each hashed feature a text has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamModel:
    """What was learned. All weights are log-odds: `slope` and `bias` of the shipped ones, by `cue`, by hashed feature.

    `languages` are those that the labels taught it to read where nothing shipped can.
    """

    version: str
    slope: float = 1.0
    bias: float = 0.0
    cues: Mapping[str, float] = field(default_factory=dict)
    features: Mapping[int, float] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()


def words_of(mention: Mention) -> tuple[str, ...]:
    """Return the words of a mention, its title first, as the model looks at them."""
    title, text = mention.title, mention.text
    whole = f"{title}\n{text}" if title and not text.startswith(title) else text
    words = reader().read(readable(whole[:MOST_CHARACTERS])).words
    return tuple(word for word in words if word != STOP)[:MOST_WORDS]


def odds_of(confidence: float | None) -> float:
    """Return the log-odds of a confidence; 0 where there is none."""
    if confidence is None:
        return 0.0
    return math.log(max(confidence, 1e-4) / max(1 - confidence, 1e-4))


def bag_of(words: Sequence[str]) -> dict[int, float]:
    """Return what a text has of each feature; long texts have no more in sum than short ones."""
    bag: dict[int, float] = {}
    spread = 1 / math.sqrt(max(1, len(words)))
    for word in set(words):
        for bucket, part in _parts(word):
            bag[bucket] = bag.get(bucket, 0.0) + part * spread
    for first, second in set(pairwise(words)):
        bucket = _pair(first, second)
        bag[bucket] = bag.get(bucket, 0.0) + spread
    return bag


def _parts(word: str) -> Iterator[tuple[int, float]]:
    yield _bucket(f"w:{word}"), 1.0
    if not word.isalpha():
        return
    edged = f"<{word[:40]}>"
    pieces = [edged[at : at + size] for size in PIECES for at in range(len(edged) - size + 1)]
    for piece in pieces:
        yield _bucket(f"c:{piece}"), 1 / math.sqrt(len(pieces))


def _pair(first: str, second: str) -> int:
    return _bucket(f"b:{first} {second}")


def _bucket(name: str) -> int:
    return crc32(name.encode("utf-8", "replace")) & (BUCKETS - 1)


class _Reads:
    """A model, ready to weigh words: what a word weighs with all its pieces is worked out once."""

    def __init__(self, model: TeamModel) -> None:
        self.model = model
        self._memo: dict[str, float] = {}

    def shares(self, words: Sequence[str]) -> dict[str, float]:
        """Return the log-odds that each distinct word adds; a pair of words is shared by both."""
        spread = 1 / math.sqrt(max(1, len(words)))
        shares = {word: spread * self._weight(word) for word in dict.fromkeys(words)}
        features = self.model.features
        for first, second in set(pairwise(words)):
            if half := features.get(_pair(first, second), 0.0) * spread / 2:
                shares[first] += half
                shares[second] += half
        return shares

    def _weight(self, word: str) -> float:
        known = self._memo.get(word)
        if known is None:
            features = self.model.features
            known = sum(features.get(bucket, 0.0) * part for bucket, part in _parts(word))
            if len(self._memo) >= MEMO:
                self._memo.clear()
            self._memo[word] = known
        return known


class TeamLayer:
    """What was learned of complaints, and of what is not ours; either may be missing. Heard by `judge`."""

    def __init__(self, complaint: TeamModel | None = None, ours: TeamModel | None = None) -> None:
        self._complaint = _Reads(complaint) if complaint else None
        self._ours = _Reads(ours) if ours else None
        self.version = "+".join(model.version for model in (complaint, ours) if model)

    def prepare(self, mentions: Sequence[Mention]) -> None:
        """There is nothing to wait for."""

    def scored(self, mention: Mention, score: Score) -> Score:
        """Return `score` as the team would have it."""
        reads = self._complaint
        if reads is None or (score.complaint is None and score.language not in reads.model.languages):
            return score
        model, shares = reads.model, reads.shares(words_of(mention))
        reasons = [_weighed(reason, model) for reason in score.reasons]
        odds = model.bias + model.slope * odds_of(score.complaint) + sum(shares.values())
        odds += sum(model.cues.get(reason.cue, 0.0) * reason.weight for reason in score.reasons)
        own = _reason(CUE, shares)
        return replace(score, scored=True, complaint=confidence_of(odds), reasons=_ordered(reasons, own))

    def related(self, mention: Mention, brand: str, relevance: Relevance) -> Relevance:
        """What the team would say is not ours is not; where it is only likely, it is unclear."""
        if self._ours is None or relevance.about is not About.US:
            return relevance
        model = self._ours.model
        shares = self._ours.shares((*words_of(mention), brand_word(brand)))
        ours = confidence_of(model.bias + sum(shares.values()))
        if ours >= UNCLEAR:
            return relevance
        return replace(relevance, about=About.UNCLEAR if ours >= OTHER else About.OTHER)


UNCLEAR, OTHER = 0.35, 0.15
"""From this likelihood of being ours down a mention is unclear, or another's."""


def brand_word(brand: str) -> str:
    """Return the word that stands for a brand, which no text has."""
    return f"<brand {brand}>"


def confidence_of(odds: float) -> float:
    """Return the confidence of log-odds, as scores have it."""
    return round(1 / (1 + math.exp(-max(-SURE, min(SURE, odds)))), 4)


def _weighed(reason: Reason, model: TeamModel) -> Reason:
    return replace(reason, weight=round(reason.weight * (model.slope + model.cues.get(reason.cue, 0.0)), 3))


def _reason(cue: str, shares: Mapping[str, float]) -> Reason | None:
    whole = sum(shares.values())
    if abs(whole) < LEAST_SHARE:
        return None
    sign = math.copysign(1, whole)
    heaviest = sorted((word for word in shares if shares[word] * sign > 0), key=lambda word: -shares[word] * sign)
    named = tuple(word for word in heaviest if not word.startswith("<"))[:NAMED]
    return Reason(cue=cue, words=named, weight=round(whole, 3))


def _ordered(reasons: Iterable[Reason], own: Reason | None) -> tuple[Reason, ...]:
    """The heaviest first; what has no weight (a danger, a threat) stays in front."""
    shown = [reason for reason in (*reasons, own) if reason]
    return tuple(sorted(shown, key=lambda reason: (reason.weight != 0, -reason.weight)))
