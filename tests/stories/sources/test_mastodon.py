"""The story of a hashtag on a Mastodon server, and of an account there that answers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.connectors.mastodon_server import FakeInstance
from tests.stories.clock import StoryClock
from tests.stories.sources.place import Host, Place
from tests.stories.sources.story import SourceStory


class Instance(Place):
    """A server on which customers and the brand have accounts."""

    secrets = ("MASTODON_TOKEN",)

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        super().__init__(host, folder, clock)
        self.server = FakeInstance(address=host.url, now=clock.now)
        self.server.open(host)
        self._deleted: dict[str, dict[str, Any]] = {}

    def settings(self) -> dict[str, Any]:
        return {"base_url": self.host.url, "hashtag": "acme", "token": "${MASTODON_TOKEN}"}

    def speak(self, text: str) -> str:
        number = self._next()
        who = {"acct": "ann", "uri": f"{self.host.url}/users/ann"}
        self.server.add(number, text, uri=f"{self.host.url}/users/ann/statuses/{number}", account=who)
        return str(number)

    def edit(self, post: str, text: str) -> None:
        self.server.posts[post] |= {"content": f"<p>{text}</p>", "edited_at": self.clock.now().isoformat()}

    def delete(self, post: str) -> None:
        self._deleted[post] = self.server.posts.pop(post)

    def show_again(self, post: str) -> None:
        self.server.posts[post] = self._deleted[post]

    def answer(self, post: str, text: str) -> None:
        self.server.own(self._next(), f"@ann {text}", under=int(post))

    def answers(self, post: str) -> Sequence[str]:
        under = [one for one in self.server.posts.values() if one.get("in_reply_to_id") == post]
        return [one["content"].removeprefix("<p>@ann ").removesuffix("</p>") for one in under]

    def _next(self) -> int:
        return max([*map(int, self.server.posts), *map(int, self._deleted)], default=0) + 1


class TestMastodon(SourceStory):
    kind_name = "mastodon"
    place = Instance
