"""The story of a company on Trustpilot."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.connectors.trustpilot_site import AUTHOR, UNIT, FakeTrustpilot
from tests.stories.clock import StoryClock
from tests.stories.sources.place import Host, Place
from tests.stories.sources.story import SourceStory


class Company(Place):
    """A company that reads and answers in its own name."""

    secrets = ("TRUSTPILOT_KEY", "TRUSTPILOT_SECRET")

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        super().__init__(host, folder, clock)
        self.site = FakeTrustpilot(now=clock.now, key=self.secret("TRUSTPILOT_KEY"))
        self.site.open(host)
        self._last = 0
        self._deleted: dict[str, Any] = {}

    def settings(self) -> dict[str, Any]:
        secrets = {"api_key": "${TRUSTPILOT_KEY}", "api_secret": "${TRUSTPILOT_SECRET}"}
        return {"base_url": self.host.url, "business_unit": UNIT, "author": AUTHOR, **secrets}

    def speak(self, text: str) -> str:
        self._last += 1
        return self.site.review(self._last, text, ago=0)

    def edit(self, post: str, text: str) -> None:
        self.site.edit(post, text)

    def delete(self, post: str) -> None:
        self._deleted[post] = self.site.reviews.pop(post)

    def show_again(self, post: str) -> None:
        self.site.reviews[post] = self._deleted[post]

    def answer(self, post: str, text: str) -> None:
        self.site.reply(post, text)

    def answers(self, post: str) -> Sequence[str]:
        reply = self.site.reviews[post]["companyReply"]
        return [reply["text"]] if reply else []


class TestTrustpilot(SourceStory):
    kind_name = "trustpilot"
    place = Company
