"""The story of a Facebook page."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.connectors.facebook_page import PAGE, US, FakePage
from tests.stories.clock import StoryClock
from tests.stories.sources.place import Host, Place
from tests.stories.sources.story import SourceStory


class Wall(Place):
    """A post of the page, with what people say below it."""

    secrets = ("META_TOKEN", "META_SECRET")

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        super().__init__(host, folder, clock)
        self.page = FakePage(clock.now)
        self.page.graph.token = self.secret("META_TOKEN")
        self.page.open(host)
        self.post = self.page.post(1)
        self._last = 0
        self._deleted: dict[str, Any] = {}

    def settings(self) -> dict[str, Any]:
        secrets = {"token": "${META_TOKEN}", "app_secret": "${META_SECRET}"}
        return {"base_url": self.host.url, "page": PAGE, **secrets}

    def speak(self, text: str) -> str:
        return self._say(text)

    def edit(self, post: str, text: str) -> None:
        self.page.edit(post, text)

    def delete(self, post: str) -> None:
        self._deleted[post] = self.page.graph.nodes[post]
        self.page.delete(self.post, post)

    def show_again(self, post: str) -> None:
        self.page.graph.nodes[post] = self._deleted[post]
        self.page.graph.edges[f"{self.post}/comments"].insert(0, self._deleted[post])
        self.page.count(self.post, 1)

    def answer(self, post: str, text: str) -> None:
        self._say(text, by=US, below=post)

    def answers(self, post: str) -> Sequence[str]:
        below = self.page.graph.edges.get(f"{post}/comments", [])
        return [one["message"] for one in below if one["from"] == US]

    def _say(self, text: str, **more: Any) -> str:
        self._last += 1
        return self.page.comment(self.post, self._last, text, ago=0, **more)


class TestFacebook(SourceStory):
    kind_name = "facebook"
    place = Wall
