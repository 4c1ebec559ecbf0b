"""The story of an Instagram account."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.connectors.instagram_account import ACCOUNT, US, FakeAccount
from tests.stories.clock import StoryClock
from tests.stories.sources.place import Host, Place
from tests.stories.sources.story import SourceStory


class Gallery(Place):
    """A post of the account, with what people say below it."""

    secrets = ("META_TOKEN", "META_SECRET")

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        super().__init__(host, folder, clock)
        self.account = FakeAccount(clock.now)
        self.account.graph.token = self.secret("META_TOKEN")
        self.account.open(host)
        self.post = self.account.post(1)
        self._last = 100
        self._deleted: dict[str, Any] = {}

    def settings(self) -> dict[str, Any]:
        secrets = {"token": "${META_TOKEN}", "app_secret": "${META_SECRET}"}
        return {"base_url": self.host.url, "account": ACCOUNT, **secrets}

    def speak(self, text: str) -> str:
        return self._say(text)

    def edit(self, post: str, text: str) -> None:
        self.account.edit(self.post, post, text)

    def delete(self, post: str) -> None:
        self._deleted[post] = self.account.graph.nodes[post]
        self.account.delete(self.post, post)

    def show_again(self, post: str) -> None:
        self.account.graph.nodes[post] = self._deleted[post]
        self.account.graph.edges[f"{self.post}/comments"].insert(0, self._deleted[post])
        self.account.graph.nodes[self.post]["comments_count"] += 1

    def answer(self, post: str, text: str) -> None:
        self._say(text, by=US, below=post)

    def answers(self, post: str) -> Sequence[str]:
        below = self.account.graph.edges.get(f"{post}/replies", [])
        return [one["text"] for one in below if one["username"] == US["username"]]

    def _say(self, text: str, **more: Any) -> str:
        self._last += 1
        return self.account.comment(self.post, self._last, text, ago=0, **more)


class TestInstagram(SourceStory):
    kind_name = "instagram"
    place = Gallery
