"""The story of a search on Bluesky, and an account of the brand that answers there."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.connectors.bluesky_site import US, FakeBluesky
from tests.stories.clock import StoryClock
from tests.stories.sources.place import Host, Place
from tests.stories.sources.story import SourceStory


class Network(Place):
    """A network in which customers name the brand."""

    secrets = ("BLUESKY_PASSWORD",)

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        super().__init__(host, folder, clock)
        self.site = FakeBluesky(now=clock.now, password=self.secret("BLUESKY_PASSWORD"))
        self.site.open(host)
        self._deleted: dict[str, dict[str, Any]] = {}

    def settings(self) -> dict[str, Any]:
        account = {"handle": "acme.example", "app_password": "${BLUESKY_PASSWORD}"}
        return {**account, "query": "acme", "base_url": self.host.url}

    def speak(self, text: str) -> str:
        return self.site.post(len(self.site.posts) + len(self._deleted) + 1, text)

    def delete(self, post: str) -> None:
        self._deleted[post] = self.site.posts.pop(post)

    def show_again(self, post: str) -> None:
        self.site.posts[post] = self._deleted[post]

    def answer(self, post: str, text: str) -> None:
        self.site.post(len(self.site.posts) + 1000, text, by=US, to=post)

    def answers(self, post: str) -> Sequence[str]:
        records = [one["record"] for one in self.site.posts.values() if "reply" in one["record"]]
        return [record["text"] for record in records if record["reply"]["parent"]["uri"] == post]


class TestBluesky(SourceStory):
    kind_name = "bluesky"
    place = Network
