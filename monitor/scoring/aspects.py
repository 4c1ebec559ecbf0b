"""What a text is about beside its tone: topics, need, harm, and the marks that must never be lost."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from monitor.domain.score import Need, Topic
from monitor.scoring.lexicon.cues import Cue, CueLexicon, lexicon
from monitor.scoring.lexicon.phrases import groups
from monitor.scoring.words import Reading

CUE_SHARE = 0.5
"""What a cue group adds to its topic, where the topic's own words add one for each."""

DIGITAL_NOUNS_SHARE = 0.6
HARM_SHARE = 0.6
NEED_BALANCE = 0.34
MOST_TOPICS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """`critical` are the critical marks that were found, with their words; `shares` what each adds to the log-odds."""

    critical: dict[str, Cue]
    shares: dict[str, float]
    harm: float
    abusive: bool
    policy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a complaint is about, as in `Score`."""

    topics: tuple[Topic, ...] = ()
    need: Need | None = None


def marks_of(reading: Reading, cues: dict[str, Cue]) -> Marks:
    """Find the marks in `reading`, and how bad what it tells is."""
    marks = _marks().cues(reading)
    groups_of = _marks().groups
    critical = {name: mark for name, mark in marks.items() if groups_of[name].critical}
    return Marks(
        critical=critical,
        shares={name: groups_of[name].weight for name in critical},
        harm=_harm(cues, marks),
        abusive="abusive" in marks,
        policy="policy" in marks,
    )


def subject_of(reading: Reading, cues: dict[str, Cue]) -> Subject:
    """Tell what the complaint in `reading` is about."""
    return Subject(topics=_ranked(reading, cues), need=_need(cues))


def _ranked(reading: Reading, cues: dict[str, Cue]) -> tuple[Topic, ...]:
    """The topics found, the one with most words for it first; `other` where there is none."""
    shares: defaultdict[str, float] = defaultdict(float)
    for name, cue in _topics().cues(reading).items():
        shares[name] += cue.count * _topics().groups[name].weight
    for name in cues.keys() & _topics_of_cues().keys():
        shares[_topics_of_cues()[name]] += CUE_SHARE * min(cues[name].count, 2)
    if Topic.DIGITAL in shares and Topic.NOT_WORKING in shares:
        shares[Topic.DIGITAL] += DIGITAL_NOUNS_SHARE * min(shares[Topic.NOT_WORKING], 2.0)
    ranked = sorted(shares, key=lambda name: (-shares[name], name))
    return tuple(Topic(name) for name in ranked[:MOST_TOPICS]) or (Topic.OTHER,)


def _need(cues: dict[str, Cue]) -> Need:
    """Which need goes unmet: the thing, the respect, or both where neither outweighs the other."""
    functional = emotional = 0.0
    for name, cue in cues.items():
        need = lexicon().groups[name].need
        functional += cue.count * (need in (Need.FUNCTIONAL, Need.BOTH))
        emotional += cue.count * (need in (Need.EMOTIONAL, Need.BOTH))
    total = functional + emotional
    if total and abs(functional - emotional) <= NEED_BALANCE * total:
        return Need.BOTH
    return Need.EMOTIONAL if emotional > functional else Need.FUNCTIONAL


def _harm(cues: dict[str, Cue], marks: dict[str, Cue]) -> float:
    """How bad what is told is: several troubles add up, and never beyond 1."""
    spared = 1.0
    for name in cues:
        spared *= 1.0 - HARM_SHARE * lexicon().groups[name].harm
    for name in marks:
        spared *= 1.0 - _marks().groups[name].harm
    return round(1.0 - spared, 3)


@cache
def _topics() -> CueLexicon:
    return CueLexicon(groups("topics"))


@cache
def _topics_of_cues() -> dict[str, str]:
    return {cue: topic.name for topic in _topics().groups.values() for cue in topic.cues}


@cache
def _marks() -> CueLexicon:
    return CueLexicon(groups("marks"))
