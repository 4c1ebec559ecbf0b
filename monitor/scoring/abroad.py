"""What a complaint in another language is about, told by a few of its words. Experimental, and never what makes one."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from connectors.kit.query.fold import folded
from monitor.domain.score import Need, Topic
from monitor.scoring.needs import EMOTIONAL_TOPICS
from monitor.scoring.subject import Subject
from monitor.scoring.topics import ERROR_CODE, MOST_TOPICS

SHORTEST = 3
"""Letters in the shortest beginning of a word that the lists have."""

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class _Words:
    whole: dict[str, Topic] = field(default_factory=dict)
    beginnings: dict[str, Topic] = field(default_factory=dict)


def subject_abroad(text: str, language: str) -> Subject:
    """Tell what the complaint `text` in `language` is about: the topic with most words first, then the earliest.

    An error code speaks in every language.
    """
    counts = {Topic.DIGITAL: 1} if ERROR_CODE.search(text) else {}
    for topic in _told(_WORD.findall(folded(text)), _lists().get(language, _Words())):
        counts[topic] = counts.get(topic, 0) + 1
    topics = tuple(sorted(counts, key=lambda topic: -counts[topic])[:MOST_TOPICS]) or (Topic.OTHER,)
    return Subject(topics=topics, need=Need.BOTH if topics[0] in EMOTIONAL_TOPICS else Need.FUNCTIONAL)


def _told(words: list[str], known: _Words) -> Iterator[Topic]:
    for place, word in enumerate(words):
        topic = known.whole.get(" ".join(words[place : place + 2])) or known.whole.get(word) or _begun(word, known)
        if topic:
            yield topic


def _begun(word: str, known: _Words) -> Topic | None:
    """The topic of the longest beginning that `word` has."""
    beginnings = (word[:length] for length in range(len(word), SHORTEST - 1, -1))
    return next((known.beginnings[one] for one in beginnings if one in known.beginnings), None)


@cache
def _lists() -> dict[str, _Words]:
    document = tomllib.loads(
        files("monitor.scoring.lexicon").joinpath("abroad", "topics.toml").read_text(encoding="utf-8")
    )
    return {language: _list(topics) for language, topics in document.items()}


def _list(topics: dict[str, str]) -> _Words:
    words = _Words()
    for topic, listed in topics.items():
        for word in listed.split(", "):
            kind = words.beginnings if word.endswith("~") else words.whole
            kind.setdefault(word.rstrip("~"), Topic(topic))
    return words
