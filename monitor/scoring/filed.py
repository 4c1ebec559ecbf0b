"""The team's filing as a layer: topics as this team files them, and the step of severity that it makes for a topic."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from connectors.contract import Mention
from monitor.domain.score import Reason, Score, Topic
from monitor.domain.verdict import GRAVE, SEVERE
from monitor.scoring.filing import Filing
from monitor.scoring.team import words_of

GRAVER, MILDER = "team_graver", "team_milder"
_HARMS = (0.0, SEVERE, GRAVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """By topic the step of severity, -1 or 1, that the team makes."""

    version: str
    by_topic: Mapping[str, int] = field(default_factory=dict)


class FiledLayer:
    """What was learned of topics, and of severities; either may be missing."""

    def __init__(self, filing: Filing | None = None, steps: Steps | None = None) -> None:
        self._filing = filing
        self._steps = steps
        self.version = "+".join(one.version for one in (filing, steps) if one)

    def scored(self, mention: Mention, score: Score) -> Score:
        """Return `score` as the team would file it; what may be no complaint stays as it is."""
        if not score.topics:
            return score
        filed = self._filed(mention, score) if self._filing else score
        step = self._steps.by_topic.get(filed.topics[0], 0) if self._steps else 0
        return _moved(filed, step) if step else filed

    def _filed(self, mention: Mention, score: Score) -> Score:
        main = score.topics[0]
        topic = Topic(self._filing.topic(words_of(mention), main)) if self._filing else main
        if topic is main:
            return score
        return replace(score, topics=(topic, *(one for one in score.topics if one is not topic)), topic_words=())


def _moved(score: Score, step: int) -> Score:
    rank = (score.harm >= SEVERE) + (score.harm >= GRAVE)
    wanted = max(0, min(len(_HARMS) - 1, rank + step))
    if wanted == rank:
        return score
    reason = Reason(cue=GRAVER if step > 0 else MILDER)
    return replace(score, harm=_HARMS[wanted], reasons=(*score.reasons, reason))
