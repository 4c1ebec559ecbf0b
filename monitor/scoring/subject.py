"""The subject of a complaint: what it is about, and which need of the customer goes unmet."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.domain.score import Need, Topic
from monitor.scoring.lexicon.cues import Cue
from monitor.scoring.lexicon.topics import subject_lexicon
from monitor.scoring.needs import need_of
from monitor.scoring.topics import topics_of
from monitor.scoring.words import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a complaint is about, as in `Score`."""

    topics: tuple[Topic, ...] = ()
    words: tuple[str, ...] = ()
    need: Need | None = None


def subject_of(text: str, reading: Reading, cues: Mapping[str, Cue]) -> Subject:
    """Tell what the English complaint `text`, read as `reading`, is about; `other` where no word of it tells."""
    heard = subject_lexicon().heard(reading)
    topics = topics_of(text, heard, cues)
    words = next((evidence.words(reading) for evidence in topics.values()), ())
    return Subject(topics=tuple(topics) or (Topic.OTHER,), words=words, need=need_of(heard, cues, topics))
