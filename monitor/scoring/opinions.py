"""Opinions: what is heard on a mention after the shipped layers have measured it, such as the team's own layer."""

from collections.abc import Sequence
from typing import Protocol

from connectors.contract import Mention
from monitor.domain.relevance import Relevance
from monitor.domain.score import Score


class Opinion(Protocol):
    """Changes scores, and says by which version of itself. Without anything to say it gives back what it was given."""

    @property
    def version(self) -> str:
        """Named in the version of every verdict that it had a say in."""
        ...

    def prepare(self, mentions: Sequence[Mention]) -> None:
        """Look at a batch that will be scored; the one place where it may wait, for a bounded time."""
        ...

    def scored(self, mention: Mention, score: Score) -> Score:
        """Return `score` as this opinion has it, with its own share as a reason."""
        ...

    def related(self, mention: Mention, brand: str, relevance: Relevance) -> Relevance:
        """Return whether the mention is about `brand`, as this opinion has it."""
        ...
