"""The lexicon of subjects: topics and happenings (topics.toml) and feelings (needs.toml), found in one pass."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from monitor.domain.score import Topic
from monitor.scoring.lexicon.finder import Finder, Found
from monitor.scoring.lexicon.phrases import Group, groups, spelled_out
from monitor.scoring.words import Reading

STRENGTHS = {"outright": 2.0, "plain": 1.0, "hint": 0.35}
"""What one phrase of each kind adds to its topic."""

HAPPENING = "happening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What a group of phrases, or a cue group, says: `share` is for one of the topics `to`.

    A topic's own voice has one topic in `to`, which is its `topic`; a happening's has all that it can belong to, the
    usual one first, and no `topic`.
    """

    to: tuple[Topic, ...]
    share: float
    topic: Topic | None = None


class SubjectLexicon:
    """Topics, happenings and feelings, ready to read texts with.

    `voices` are what the groups of phrases say, by the group's name, `cues` what cue groups say for topics, by the
    cue's; `feelings` is what each group of needs.toml adds to the emotional side.
    """

    def __init__(self, tables: Mapping[str, dict[str, Any]], feelings: tuple[Group, ...]) -> None:
        spoken = [(group, voice) for name, fields in tables.items() for group, voice in _voices(name, fields)]
        self.groups = (*(group for group, _ in spoken), *feelings)
        self.voices = {group.name: voice for group, voice in spoken}
        self.cues = _cues(tables)
        self.feelings = {group.name: group.weight for group in feelings}
        self._finder = Finder(self.groups, heeds_negations=False)

    def heard(self, reading: Reading) -> dict[str, list[Found]]:
        """Return the phrases that were found in `reading`, by the name of their group."""
        heard: dict[str, list[Found]] = {}
        for found in self._finder.find(reading.words):
            heard.setdefault(self.groups[found.group].name, []).append(found)
        return heard


@cache
def subject_lexicon() -> SubjectLexicon:
    """The shipped lexicon, read on first use."""
    tables = tomllib.loads(files(__package__).joinpath("topics.toml").read_text(encoding="utf-8"))
    happenings = tables.pop(HAPPENING)
    topics = {name: {**fields, "to": [name]} for name, fields in tables.items()}
    return SubjectLexicon({**topics, **happenings}, groups("needs"))


def _voices(name: str, fields: dict[str, Any]) -> Iterator[tuple[Group, Voice]]:
    for kind, share in STRENGTHS.items():
        if kind in fields:
            phrases = tuple(dict.fromkeys(spelled_out(fields[kind])))
            yield Group(name=f"{name} {kind}", phrases=phrases), _voice(fields, share)


def _cues(tables: Mapping[str, dict[str, Any]]) -> dict[str, list[Voice]]:
    voices: defaultdict[str, list[Voice]] = defaultdict(list)
    for fields in tables.values():
        for cue, share in fields["cues"].items():
            voices[cue].append(_voice(fields, share))
    return dict(voices)


def _voice(fields: dict[str, Any], share: float) -> Voice:
    to = tuple(Topic(topic) for topic in fields["to"])
    return Voice(to=to, share=share * fields.get("share", 1.0), topic=to[0] if len(to) == 1 else None)
