"""Taught: what was learned from the team, as the judge hears it; a model put to use or taken back counts at once."""

from collections.abc import Sequence

from connectors.contract import Mention
from monitor.domain.labels import What
from monitor.domain.relevance import Relevance
from monitor.domain.score import Score
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

    @property
    def version(self) -> str:
        """The models that have a say."""
        return self._layer.version

    def prepare(self, mentions: Sequence[Mention]) -> None:
        """Look whether another model is in use by now."""
        with self._db.read() as tx:
            last = models.last_use(tx)
            if last == self._known:
                return
            layer = TeamLayer(_model(tx, What.COMPLAINT), _model(tx, What.OURS))
        self._known, self._layer = last, layer

    def scored(self, mention: Mention, score: Score) -> Score:
        """Return `score` as the team would have it."""
        return self._layer.scored(mention, score)

    def related(self, mention: Mention, brand: str, relevance: Relevance) -> Relevance:
        """Return whether it is ours, as the team would say."""
        return self._layer.related(mention, brand, relevance)


def _model(tx: Transaction, what: What) -> TeamModel | None:
    found = models.used(tx, what)
    name = "team" if what is What.COMPLAINT else "ours"
    return None if found is None else from_json(found.content, version=f"{name}-{found.id}")
