"""The story of an app in the App Store: reviews whose edits have no date, and answers that wait to be published."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.connectors.app_store import APP, ISSUER, PEM, FakeAppStore
from tests.stories.clock import StoryClock
from tests.stories.sources.place import Host, Place
from tests.stories.sources.story import SourceStory


class Store(Place):
    """The reviews of one app."""

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        super().__init__(host, folder, clock)
        (folder / "AuthKey.p8").write_text(PEM, "utf-8")
        self.store = FakeAppStore(now=clock.now)
        self.store.open(host)
        self._deleted: dict[str, dict[str, Any]] = {}

    def settings(self) -> dict[str, Any]:
        key = {"key_id": "2X9R4HXF34", "issuer_id": ISSUER, "key_file": str(self.folder / "AuthKey.p8")}
        return {"base_url": self.host.url, "app_id": APP, **key}

    def speak(self, text: str) -> str:
        number = len(self.store.reviews) + len(self._deleted) + 1
        self.store.add(number, text, at=self.clock.now(), title=None)
        return str(number)

    def edit(self, post: str, text: str) -> None:
        self.store.reviews[int(post)]["body"] = text

    def delete(self, post: str) -> None:
        self._deleted[post] = self.store.reviews.pop(int(post))

    def show_again(self, post: str) -> None:
        self.store.reviews[int(post)] = self._deleted[post]

    def answer(self, post: str, text: str) -> None:
        self.store.answer_in_console(int(post), text)

    def answers(self, post: str) -> Sequence[str]:
        response = self.store.responses.get(int(post))
        return [response["responseBody"]] if response else []


class TestAppStoreConnect(SourceStory):
    kind_name = "app_store_connect"
    place = Store
