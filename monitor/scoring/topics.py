"""What a complaint is about: the topics of an English text, the main one first, and the words that tell of each."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.domain.score import Topic
from monitor.scoring.features import saturated
from monitor.scoring.lexicon.cues import Cue
from monitor.scoring.lexicon.finder import Found
from monitor.scoring.lexicon.topics import Voice, subject_lexicon
from monitor.scoring.words import Reading

MOST_TOPICS = 4
LEAST_OF_MAIN = 0.25
"""A further topic has at least this part of the main one's share."""

NAMED = 0.5
"""A happening goes to a topic that has this share at least from words of its own."""

OWNERLESS = 0.7
"""What a happening counts for the usual topic, where none is named."""

ERROR_CODE_SHARE = 1.2
ERROR_CODE = re.compile(r"\b[A-Za-z]{2,8}-\d{3,4}\b")
"""How shops, games and players print a failure: "NET-503"."""


@dataclass(slots=True)
class Evidence:
    """What speaks for a topic in a text: its share, the first word that does, and its phrases."""

    share: float = 0.0
    first: int = 1_000_000
    phrases: list[Found] = field(default_factory=list)

    def add(self, share: float, times: int, first: int, phrases: Sequence[Found] = ()) -> None:
        """Add what is said some times from word `first` on: `share` for the first time, less for each further one."""
        self.share += share * (saturated(times) if times > 1 else 1.0)
        self.first = min(self.first, first)
        self.phrases += phrases

    def words(self, reading: Reading) -> tuple[str, ...]:
        """The text's own words that tell of the topic, in their order."""
        return tuple(reading.quote(found.start, found.end) for found in sorted(self.phrases, key=lambda one: one.start))


def topics_of(text: str, heard: Mapping[str, list[Found]], cues: Mapping[str, Cue]) -> dict[Topic, Evidence]:
    """Return the topics of `text`, in which phrases were `heard` and `cues` found, the main one first."""
    lexicon = subject_lexicon()
    evidence: defaultdict[Topic, Evidence] = defaultdict(Evidence)
    happened: list[tuple[Voice, int, int, Sequence[Found]]] = []
    for group, phrases in heard.items():
        voice = lexicon.voices.get(group)
        if voice and voice.topic:
            evidence[voice.topic].add(voice.share, len(phrases), phrases[0].start, phrases)
        elif voice:
            happened.append((voice, len(phrases), phrases[0].start, phrases))
    for name, cue in cues.items():
        for voice in lexicon.cues.get(name, ()):
            if voice.topic:
                evidence[voice.topic].add(voice.share, cue.count, cue.first)
            else:
                happened.append((voice, cue.count, cue.first, ()))
    if ERROR_CODE.search(text):
        evidence[Topic.DIGITAL].add(ERROR_CODE_SHARE, 1, 0)
    _settle(happened, evidence)
    return _ranked(evidence)


def _settle(happened: Sequence[tuple[Voice, int, int, Sequence[Found]]], evidence: dict[Topic, Evidence]) -> None:
    """Add what happened to the topics that it belongs to."""
    owners = {voice.to: _owner(voice.to, evidence) for voice, *_ in happened}
    for voice, times, first, phrases in happened:
        owner = owners[voice.to]
        evidence[owner or voice.to[0]].add(voice.share * (1.0 if owner else OWNERLESS), times, first, phrases)


def _owner(to: Sequence[Topic], evidence: Mapping[Topic, Evidence]) -> Topic | None:
    """The topic of `to` that a happening belongs to: that with most words of its own; None where none has enough."""
    named = [topic for topic in to if topic in evidence and evidence[topic].share >= NAMED]
    return max(named, key=lambda topic: evidence[topic].share, default=None)


def _ranked(evidence: Mapping[Topic, Evidence]) -> dict[Topic, Evidence]:
    ranked = sorted(evidence.items(), key=lambda one: (-one[1].share, one[1].first))[:MOST_TOPICS]
    return {topic: one for topic, one in ranked if one.share >= LEAST_OF_MAIN * ranked[0][1].share}
