"""Filing: how this team files complaints, learned from the topics that people left as they were or corrected.

A multinomial logistic regression whose prior is the topic that ships; Adagrad finds the weights, the same on every
run. Words and their pieces are kept as hashes, and only where two mentions had them: no words can be read from it.
"""

import json
import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.scoring.team import bag_of

TRUST = 2.0
"""The log-odds that what ships starts with."""
EPOCHS, RATE, SAY, PULL = 10, 0.05, 2.0, 2.0
OF_PRIOR = 0.3
"""How much slower what is believed of the shipped topics is learned than words are."""
EVEN = 0.5
"""How far rare topics are given the say of frequent ones."""
SEEN_IN = 2
LEAST_WEIGHT = 0.01
_SEED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A complaint's words, as the judge filed it (empty: under nothing) and as the team did."""

    words: tuple[str, ...]
    judged: str
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What was learned: log-odds of each of `topics`, by the topic that ships (`priors`) and by hashed word."""

    topics: tuple[str, ...]
    version: str = ""
    priors: Mapping[str, Sequence[float]] = field(default_factory=dict)
    words: Mapping[int, Sequence[float]] = field(default_factory=dict)

    def topic(self, words: Sequence[str], judged: str) -> str:
        """Return the topic that the team would file it under; what it never saw shipped stays as it is."""
        if judged not in self.priors:
            return judged
        sums = list(self.priors[judged])
        for bucket, part in bag_of(words).items():
            for place, weight in enumerate(self.words.get(bucket, ())):
                sums[place] += SAY * part * weight
        return self.topics[max(range(len(sums)), key=lambda place: sums[place])]


def fit(cases: Sequence[Filed], *, version: str = "") -> Filing:
    """Learn how `cases` were filed."""
    learning = _Learning(cases)
    order, draw = list(range(len(cases))), random.Random(_SEED)  # noqa: S311  (the same on every run)
    for _ in range(EPOCHS):
        draw.shuffle(order)
        for place in order:
            learning.step(place)
    return learning.found(version)


class _Learning:
    """The weights while they are found."""

    def __init__(self, cases: Sequence[Filed]) -> None:
        self._cases = cases
        self._topics = sorted({one.topic for one in cases} | {one.judged for one in cases if one.judged})
        bags = [bag_of(one.words) for one in cases]
        counts = Counter(bucket for bag in bags for bucket in bag)
        self._bags = [[(b, SAY * part) for b, part in bag.items() if counts[b] >= SEEN_IN] for bag in bags]
        self._words = {bucket: _Weights(self._topics) for bucket, count in counts.items() if count >= SEEN_IN}
        self._bias = _Weights(self._topics)
        self._priors = {judged: _Weights(self._topics, judged) for judged in {one.judged for one in cases}}
        whole = Counter(one.topic for one in cases)
        self._even = {topic: (len(cases) / (len(whole) * count)) ** EVEN for topic, count in whole.items()}

    def step(self, place: int) -> None:
        """Move every weight that one case speaks of towards how it was filed."""
        case, bag = self._cases[place], self._bags[place]
        prior = self._priors[case.judged]
        sums = [first + second for first, second in zip(self._bias.now, prior.now, strict=True)]
        for bucket, part in bag:
            for at, weight in enumerate(self._words[bucket].now):
                sums[at] += weight * part
        errors = _errors(sums, self._topics.index(case.topic), self._even[case.topic])
        self._bias.move(errors, 1.0, 0.0, RATE * OF_PRIOR)
        prior.move(errors, 1.0, 0.02, RATE * OF_PRIOR)
        for bucket, part in bag:
            self._words[bucket].move(errors, part, PULL / len(self._cases), RATE)

    def found(self, version: str) -> Filing:
        """Return the weights; what hardly says anything is left out."""
        priors = {
            judged: [round(a + b, 3) for a, b in zip(self._bias.now, prior.now, strict=True)]
            for judged, prior in self._priors.items()
        }
        words = {
            bucket: [round(weight, 3) for weight in one.now]
            for bucket, one in self._words.items()
            if max(map(abs, one.now)) >= LEAST_WEIGHT
        }
        return Filing(version=version, topics=tuple(self._topics), priors=priors, words=words)


class _Weights:
    """A weight for each topic, which starts with what ships."""

    __slots__ = ("_seen", "_start", "now")

    def __init__(self, topics: Sequence[str], judged: str = "") -> None:
        self._start = [TRUST * (bool(judged) and topic == judged) for topic in topics]
        self.now = list(self._start)
        self._seen = [1e-8] * len(topics)

    def move(self, errors: Sequence[float], part: float, pull: float, rate: float) -> None:
        for at, error in enumerate(errors):
            steep = error * part + pull * (self.now[at] - self._start[at])
            self._seen[at] += steep * steep
            self.now[at] -= rate * steep / math.sqrt(self._seen[at])


def _errors(sums: Sequence[float], wanted: int, say: float) -> list[float]:
    most = max(sums)
    raised = [math.exp(one - most) for one in sums]
    whole = sum(raised)
    return [say * (one / whole - (at == wanted)) for at, one in enumerate(raised)]


def to_json(filing: Filing) -> str:
    """Return a model as one JSON object."""
    content = {"topics": filing.topics, "priors": dict(filing.priors), "words": dict(filing.words)}
    return json.dumps(content, separators=(",", ":"))


def from_json(text: str, *, version: str) -> Filing:
    """Return the model of a JSON object; `version` is what it is called."""
    found = json.loads(text)
    words = {int(bucket): weights for bucket, weights in found["words"].items()}
    return Filing(version=version, topics=tuple(found["topics"]), priors=found["priors"], words=words)
