"""The story of a Discourse forum."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.connectors.discourse_forum import FakeForum
from tests.stories.clock import StoryClock
from tests.stories.sources.place import Host, Place
from tests.stories.sources.story import SourceStory


class Forum(Place):
    """A forum whose staff answers."""

    secrets = ("FORUM_KEY",)

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        super().__init__(host, folder, clock)
        self.forum = FakeForum(now=clock.now)
        self.forum.open(host)
        self._deleted: dict[str, Any] = {}

    def settings(self) -> dict[str, Any]:
        return {"base_url": self.host.url, "api_key": "${FORUM_KEY}", "api_username": "acme"}

    def speak(self, text: str) -> str:
        return self._post(text)

    def edit(self, post: str, text: str) -> None:
        self.forum.edit(int(post), text)

    def delete(self, post: str) -> None:
        self._deleted[post] = self.forum.posts.pop(int(post))

    def show_again(self, post: str) -> None:
        self.forum.posts[int(post)] = self._deleted[post]

    def answer(self, post: str, text: str) -> None:
        self._post(text, topic_id=int(post), post_number=2, staff=True, username="acme")

    def answers(self, post: str) -> Sequence[str]:
        topic = [one for one in self.forum.posts.values() if one["topic_id"] == int(post) and one["staff"]]
        return [one["cooked"].removeprefix("<p>").removesuffix("</p>") for one in topic]

    def _post(self, text: str, **more: Any) -> str:
        number = max(self.forum.posts, default=0) + 1
        self.forum.add(number, text, **more)
        return str(number)


class TestDiscourse(SourceStory):
    kind_name = "discourse"
    place = Forum
