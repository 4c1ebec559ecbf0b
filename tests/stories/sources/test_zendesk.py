"""The story of a Zendesk whose customers answer surveys."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.connectors.zendesk_site import FakeZendesk
from tests.stories.clock import StoryClock
from tests.stories.sources.place import Host, Place
from tests.stories.sources.story import SourceStory


class Support(Place):
    """A team that is rated."""

    secrets = ("ZENDESK_SECRET",)

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        super().__init__(host, folder, clock)
        self.site = FakeZendesk(now=clock.now)
        self.site.open(host)
        self._deleted: dict[str, Any] = {}

    def settings(self) -> dict[str, Any]:
        return {"base_url": self.host.url, "client_id": "monitor", "client_secret": "${ZENDESK_SECRET}"}

    def speak(self, text: str) -> str:
        number = 101 + len(self.site.tickets) + len(self._deleted)
        self.site.rate(number, text)
        return str(number)

    def edit(self, post: str, text: str) -> None:
        self.site.change(int(post), text)

    def delete(self, post: str) -> None:
        self._deleted[post] = (self.site.tickets.pop(int(post)), self.site.said.pop(int(post)))

    def show_again(self, post: str) -> None:
        self.site.tickets[int(post)], self.site.said[int(post)] = self._deleted.pop(post)

    def answer(self, post: str, text: str) -> None:
        self.site.write(int(post), text)

    def answers(self, post: str) -> Sequence[str]:
        return [one["body"] for one in self.site.comments[int(post)]]


class TestZendesk(SourceStory):
    kind_name = "zendesk"
    place = Support
