"""The story of a game on Steam: reviews that its developer answers there, and only there."""

from pathlib import Path
from typing import Any

from tests.connectors.server import Reply, Seen, json_reply
from tests.connectors.test_steam import page, review
from tests.stories.clock import StoryClock
from tests.stories.sources.place import Host, Place
from tests.stories.sources.story import SourceStory


class Game(Place):
    """The reviews of one game."""

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        super().__init__(host, folder, clock)
        self.reviews: dict[str, dict[str, Any]] = {}
        self._deleted: dict[str, dict[str, Any]] = {}
        host.always(self._answered)

    def settings(self) -> dict[str, Any]:
        return {"base_url": self.host.url, "app_id": 42}

    def speak(self, text: str) -> str:
        name = str(len(self.reviews) + len(self._deleted) + 1)
        self.reviews[name] = review(int(name), text, self.clock.now(), timestamp_created=self._now())
        return name

    def edit(self, post: str, text: str) -> None:
        self.reviews[post] |= {"review": text, "timestamp_updated": self._now()}

    def delete(self, post: str) -> None:
        self._deleted[post] = self.reviews.pop(post)

    def show_again(self, post: str) -> None:
        self.reviews[post] = self._deleted[post]

    def answer(self, post: str, text: str) -> None:
        self.reviews[post] |= {"developer_response": text, "timestamp_dev_responded": self._now()}

    def _now(self) -> int:
        return int(self.clock.now().timestamp())

    def _answered(self, seen: Seen) -> Reply:
        by = "timestamp_created" if seen.query["filter"] == "1" else "timestamp_updated"
        newest = sorted(self.reviews.values(), key=lambda one: -one[by])
        return json_reply(page(newest if seen.query["cursor"] == "*" else []))


class TestSteam(SourceStory):
    kind_name = "steam"
    place = Game
