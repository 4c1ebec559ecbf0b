"""Which need of the customer goes unmet: the thing itself, respect and recognition, or both."""

from collections.abc import Mapping

from monitor.domain.score import Need, Topic
from monitor.scoring.features import saturated
from monitor.scoring.lexicon.cues import Cue
from monitor.scoring.lexicon.finder import Found
from monitor.scoring.lexicon.topics import subject_lexicon
from monitor.scoring.topics import Evidence

EMOTIONAL_TOPICS = {Topic.STAFF: 0.9, Topic.LEAVING: 0.6, Topic.NO_ANSWER: 0.4, Topic.POLICY: 0.3}
"""The part of a topic that is about how one is treated; the rest, and the other topics, are about the thing."""

EMOTIONAL_CUES = {"rudeness": 0.5, "ignored": 0.2, "broken_promise": 0.5, "swearing": 0.4, "dismay": 0.3}
LEAST_THING = 1.0
"""Whoever complains misses something, even where no word tells what."""

BOTH_FROM, EMOTIONAL_FROM = 0.3, 0.6
"""Emotional parts of the whole from which on a need is of both kinds, and emotional alone."""

NAMED = 1.0
"""Where another topic has this share, the thing is missed, too."""


def need_of(heard: Mapping[str, list[Found]], cues: Mapping[str, Cue], topics: Mapping[Topic, Evidence]) -> Need:
    """Return the need of a text in which phrases were `heard` and `cues` found, with its `topics`."""
    emotional = sum(EMOTIONAL_TOPICS.get(topic, 0.0) * evidence.share for topic, evidence in topics.items())
    functional = max(LEAST_THING, sum(evidence.share for evidence in topics.values()) - emotional)
    for cue, share in EMOTIONAL_CUES.items():
        emotional += share * saturated(cues[cue].count) if cue in cues else 0.0
    for group, weight in subject_lexicon().feelings.items():
        emotional += weight * saturated(len(heard[group])) if group in heard else 0.0
    part = emotional / (emotional + functional)
    if part < BOTH_FROM:
        return Need.FUNCTIONAL
    named = any(topics[topic].share >= NAMED for topic in topics.keys() - EMOTIONAL_TOPICS.keys())
    return Need.BOTH if named or part < EMOTIONAL_FROM else Need.EMOTIONAL
