"""The story of a business with a profile on Google: reviews that have one answer each."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.connectors.google_profile import ACCOUNT, TOKEN, FakeProfiles
from tests.stories.clock import StoryClock
from tests.stories.sources.place import Host, Place
from tests.stories.sources.story import SourceStory

LONDON = "10"


class Profile(Place):
    """The reviews of two locations."""

    secrets = ("GOOGLE_CLIENT_SECRET", "GOOGLE_REFRESH_TOKEN")

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        super().__init__(host, folder, clock)
        self.profiles = FakeProfiles(titles={LONDON: "Acme London", "11": "Acme Paris"}, now=clock.now)
        self.profiles.open(host)
        self._deleted: dict[str, dict[str, Any]] = {}

    def settings(self) -> dict[str, Any]:
        reached = {"base_url": self.host.url, "locations_url": self.host.url, "token_url": f"{self.host.url}{TOKEN}"}
        client = {"client_id": "acme.apps", "client_secret": "${GOOGLE_CLIENT_SECRET}"}
        return {"account": ACCOUNT, "refresh_token": "${GOOGLE_REFRESH_TOKEN}", **client, **reached}

    def speak(self, text: str) -> str:
        name = f"r{len(self.profiles.reviews) + len(self._deleted) + 1}"
        self.profiles.add(name, text, of=LONDON, hours=0)
        return name

    def edit(self, post: str, text: str) -> None:
        self.profiles.edit(post, text, 1)

    def delete(self, post: str) -> None:
        self._deleted[post] = self.profiles.reviews.pop((LONDON, post))

    def show_again(self, post: str) -> None:
        self.profiles.reviews[LONDON, post] = self._deleted[post]

    def answer(self, post: str, text: str) -> None:
        self.profiles.answer_there(post, text)

    def answers(self, post: str) -> Sequence[str]:
        reply = self.profiles.reviews[LONDON, post].get("reviewReply")
        return [reply["comment"]] if reply else []


class TestGoogleBusiness(SourceStory):
    kind_name = "google_business"
    place = Profile
