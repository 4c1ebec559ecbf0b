"""The story of an Intercom workspace whose conversations are rated."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from connectors.kit.text import plain
from tests.connectors.intercom_site import FakeIntercom
from tests.stories.clock import StoryClock
from tests.stories.sources.place import Host, Place
from tests.stories.sources.story import SourceStory


class Workspace(Place):
    """A team whose conversations are rated."""

    secrets = ("INTERCOM_TOKEN",)

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        super().__init__(host, folder, clock)
        self.site = FakeIntercom(now=clock.now)
        self.site.open(host)
        self._deleted: dict[str, Any] = {}

    def settings(self) -> dict[str, Any]:
        return {"base_url": self.host.url, "access_token": "${INTERCOM_TOKEN}"}

    def speak(self, text: str) -> str:
        number = 101 + len(self.site.conversations) + len(self._deleted)
        self.site.rate(number, text)
        return str(number)

    def edit(self, post: str, text: str) -> None:
        self.site.change(int(post), text)

    def delete(self, post: str) -> None:
        self._deleted[post] = self.site.conversations.pop(post)

    def show_again(self, post: str) -> None:
        self.site.conversations[post] = self._deleted.pop(post)

    def answer(self, post: str, text: str) -> None:
        self.site.write(int(post), f"<p>{escape(text)}</p>")

    def answers(self, post: str) -> Sequence[str]:
        return [plain(one["body"]) for one in self.site.parts(int(post))]


class TestIntercom(SourceStory):
    kind_name = "intercom"
    place = Workspace
