"""The story of a program that pushes what it has."""

from collections.abc import Sequence
from typing import Any

from connectors.contract import Pushed
from tests.connectors.test_webhook import SECRET, delivery
from tests.stories.sources.place import Board
from tests.stories.sources.story import SourceStory
from tests.stories.sources.test_http_json import item_of


class Sender(Board):
    """Pushes a review as often as it changes, and once more for good measure."""

    secrets = ("SENDER_SECRET",)
    _sent: tuple[Any, ...] = ()

    def secret(self, name: str) -> str:
        return SECRET

    def settings(self) -> dict[str, Any]:
        return {"secret": "${SENDER_SECRET}"}

    def pushes(self) -> Sequence[Pushed]:
        fresh = [one for one in self.said.values() if one not in self._sent]
        self._sent = (*self._sent, *fresh)
        identity = f"msg_{len(self._sent)}"
        return 2 * [delivery([item_of(one) for one in fresh], at=self.clock.now(), identity=identity)] if fresh else []


class TestWebhook(SourceStory):
    kind_name = "webhook"
    place = Sender
    polled = False
