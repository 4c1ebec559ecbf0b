"""Taught: what was learned from the team, as the judge hears it; a model put to use or taken back counts at once."""

import json
from collections.abc import Sequence

from connectors.contract import Mention
from monitor.domain.labels import What
from monitor.domain.relevance import Relevance
from monitor.domain.score import Score
from monitor.scoring import filing
from monitor.scoring.filed import FiledLayer, Steps
from monitor.scoring.filing import Filing
from monitor.scoring.team import TeamLayer, TeamModel
from monitor.scoring.team_json import from_json
from monitor.store import models
from monitor.store.database import Database, Transaction


class Taught:
    """The team's layer as the store has it now."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known = 0
        self._layer = TeamLayer()
        self._filed = FiledLayer()

    @property
    def version(self) -> str:
        """The models that have a say."""
        return "+".join(filter(None, (self._layer.version, self._filed.version)))

    def prepare(self, mentions: Sequence[Mention]) -> None:
        """Look whether another model is in use by now."""
        with self._db.read() as tx:
            last = models.last_use(tx)
            if last == self._known:
                return
            layer = TeamLayer(_model(tx, What.COMPLAINT), _model(tx, What.OURS))
            filed = FiledLayer(_filing(tx), _steps(tx))
        self._known, self._layer, self._filed = last, layer, filed

    def scored(self, mention: Mention, score: Score) -> Score:
        """Return `score` as the team would have it."""
        return self._filed.scored(mention, self._layer.scored(mention, score))

    def related(self, mention: Mention, brand: str, relevance: Relevance) -> Relevance:
        """Return whether it is ours, as the team would say."""
        return self._layer.related(mention, brand, relevance)


def _model(tx: Transaction, what: What) -> TeamModel | None:
    found = models.used(tx, what)
    name = "team" if what is What.COMPLAINT else "ours"
    return None if found is None else from_json(found.content, version=f"{name}-{found.id}")


def _filing(tx: Transaction) -> Filing | None:
    found = models.used(tx, What.TOPIC)
    return None if found is None else filing.from_json(found.content, version=f"topic-{found.id}")


def _steps(tx: Transaction) -> Steps | None:
    found = models.used(tx, What.SEVERITY)
    return None if found is None else Steps(version=f"severity-{found.id}", by_topic=json.loads(found.content))
