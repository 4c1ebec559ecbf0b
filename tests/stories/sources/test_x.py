"""The story of a search on X, and an account of the brand that answers there."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.connectors.x_site import US, FakeX
from tests.stories.clock import StoryClock
from tests.stories.sources.place import Host, Place
from tests.stories.sources.story import SourceStory


class Timeline(Place):
    """What customers post of the brand."""

    secrets = ("X_API_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_SECRET")

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        super().__init__(host, folder, clock)
        self.site = FakeX(now=clock.now, live=True)
        self.site.open(host)
        self._deleted: dict[str, dict[str, Any]] = {}

    def settings(self) -> dict[str, Any]:
        keys = {"api_key": "app", "api_secret": "${X_API_SECRET}", "access_token": "${X_ACCESS_TOKEN}"}
        account = {"access_secret": "${X_ACCESS_SECRET}", "account_id": US}
        return {**keys, **account, "query": "Acme", "dollars_a_day": 20, "base_url": self.host.url}

    def speak(self, text: str) -> str:
        return self.site.post(0, text)

    def edit(self, post: str, text: str) -> None:
        self.site.edit(post, text, 0)

    def delete(self, post: str) -> None:
        self._deleted[post] = self.site.posts.pop(post)

    def show_again(self, post: str) -> None:
        self.site.posts[post] = self._deleted[post]

    def answer(self, post: str, text: str) -> None:
        self.site.post(0, text, by=US, to=post)

    def answers(self, post: str) -> Sequence[str]:
        ours = [one for one in self.site.posts.values() if one["author_id"] == US]
        return [one["text"] for one in ours if one["referenced_tweets"][0]["id"] == post]


class TestX(SourceStory):
    kind_name = "x"
    place = Timeline
