"""What a complaint is about: the topics of an English text, the main one first, and the words that tell of each."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

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

_ERROR = Voice(to=(Topic.DIGITAL,), share=1.2)
_ERROR_CODE = re.compile(r"\b[A-Za-z]{2,8}-\d{3,4}\b")
"""How shops, games and players print a failure: "NET-503"."""


class _Said(NamedTuple):
    """What a voice says in a text: how often, from which word on, in which phrases."""

    voice: Voice
    times: int
    first: int
    phrases: list[Found]


@dataclass(slots=True)
class Evidence:
    """What speaks for a topic in a text: its share, the first word that does, and its phrases."""

    share: float = 0.0
    first: int = 1_000_000
    phrases: list[Found] = field(default_factory=list)

    def add(self, said: _Said, part: float = 1.0) -> None:
        """Add what is said: its share for the first time, less for each further one."""
        self.share += part * said.voice.share * saturated(said.times)
        self.first = min(self.first, said.first)
        self.phrases += said.phrases

    def words(self, reading: Reading) -> tuple[str, ...]:
        """The text's own words that tell of the topic, in their order."""
        return tuple(reading.quote(found.start, found.end) for found in sorted(self.phrases, key=lambda one: one.start))


def topics_of(text: str, heard: Mapping[str, list[Found]], cues: Mapping[str, Cue]) -> dict[Topic, Evidence]:
    """Return the topics of `text`, in which phrases were `heard` and `cues` found, the main one first."""
    evidence: defaultdict[Topic, Evidence] = defaultdict(Evidence)
    happened: list[_Said] = []
    for said in _all_said(text, heard, cues):
        if len(said.voice.to) == 1:
            evidence[said.voice.to[0]].add(said)
        else:
            happened.append(said)
    owners = {to: _owner(to, evidence) for to in {said.voice.to for said in happened}}
    for said in happened:
        owner = owners[said.voice.to]
        evidence[owner or said.voice.to[0]].add(said, 1.0 if owner else OWNERLESS)
    return _ranked(evidence)


def _all_said(text: str, heard: Mapping[str, list[Found]], cues: Mapping[str, Cue]) -> Iterator[_Said]:
    lexicon = subject_lexicon()
    for group, phrases in heard.items():
        if group in lexicon.voices:
            yield _Said(lexicon.voices[group], len(phrases), phrases[0].start, phrases)
    for name, cue in cues.items():
        for voice in lexicon.cues.get(name, ()):
            yield _Said(voice, cue.count, cue.first, [])
    if _ERROR_CODE.search(text):
        yield _Said(_ERROR, 1, 0, [])


def _owner(to: Sequence[Topic], evidence: Mapping[Topic, Evidence]) -> Topic | None:
    """The topic of `to` that a happening belongs to: that with most words of its own; None where none has enough."""
    named = [topic for topic in to if topic in evidence and evidence[topic].share >= NAMED]
    return max(named, key=lambda topic: evidence[topic].share, default=None)


def _ranked(evidence: Mapping[Topic, Evidence]) -> dict[Topic, Evidence]:
    ranked = sorted(evidence.items(), key=lambda one: (-one[1].share, one[1].first))[:MOST_TOPICS]
    return {topic: one for topic, one in ranked if one.share >= LEAST_OF_MAIN * ranked[0][1].share}
