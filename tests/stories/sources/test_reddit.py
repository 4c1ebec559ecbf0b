"""The story of a subreddit, and an account of the brand that comments there."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.connectors.reddit_site import TOKEN_PATH, FakeReddit
from tests.stories.clock import StoryClock
from tests.stories.sources.place import Host, Place
from tests.stories.sources.story import SourceStory


class Subreddit(Place):
    """A subreddit in which customers post."""

    secrets = ("REDDIT_SECRET", "REDDIT_PASSWORD")

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        super().__init__(host, folder, clock)
        self.site = FakeReddit(now=clock.now, left=1e9)
        self.site.open(host)
        self._before: dict[str, dict[str, Any]] = {}

    def settings(self) -> dict[str, Any]:
        return {
            "client_id": "app",
            "client_secret": "${REDDIT_SECRET}",
            "username": "acme",
            "password": "${REDDIT_PASSWORD}",
            "subreddits": ["acme"],
            "base_url": self.host.url,
            "token_url": f"{self.host.url}{TOKEN_PATH}",
        }

    def speak(self, text: str) -> str:
        return self.site.post(len(self.site.things) + 1, text)

    def edit(self, post: str, text: str) -> None:
        self.site.edit(post, text, self.clock.now())

    def delete(self, post: str) -> None:
        self._before[post] = dict(self.site.things[post])
        self.site.remove(post)

    def show_again(self, post: str) -> None:
        self.site.things[post] = self._before[post]

    def answer(self, post: str, text: str) -> None:
        self.site.comment(len(self.site.things) + 1, post, text, by="acme")

    def answers(self, post: str) -> Sequence[str]:
        ours = (one for one in self.site.things.values() if one["author"] == "acme")
        return [one["body"] for one in ours if one["parent_id"] == post]


class TestReddit(SourceStory):
    kind_name = "reddit"
    place = Subreddit
