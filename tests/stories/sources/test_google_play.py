"""The story of an app on Google Play: reviews that have one answer each."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.connectors.server import Reply, Seen, json_reply
from tests.stories.clock import StoryClock
from tests.stories.public import PACKAGE, PLAY, PLAY_TOKEN, service_account
from tests.stories.sources.place import Host, Place
from tests.stories.sources.story import SourceStory


class Store(Place):
    """The reviews of one app, the last changed first."""

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        super().__init__(host, folder, clock)
        self.reviews: dict[str, dict[str, Any]] = {}
        (folder / "play.json").write_text(service_account(), "utf-8")
        host.script(PLAY_TOKEN, json_reply({"access_token": "ya29", "expires_in": 3599, "token_type": "Bearer"}))
        host.always(self._answered)

    def settings(self) -> dict[str, Any]:
        reached = {"base_url": self.host.url, "token_url": f"{self.host.url}{PLAY_TOKEN}"}
        return {"package": PACKAGE, "service_account_file": str(self.folder / "play.json"), **reached}

    def speak(self, text: str) -> str:
        name = f"gp:{len(self.reviews) + 1}"
        self.reviews[name] = {"reviewId": name, "authorName": "Kim", "comments": []}
        self.edit(name, text)
        return name

    def edit(self, post: str, text: str) -> None:
        said = {"text": f"\t{text}", "starRating": 1, "reviewerLanguage": "en", "lastModified": self._now()}
        self.reviews[post]["comments"] = [{"userComment": said}, *self.reviews[post]["comments"][1:]]

    def answer(self, post: str, text: str) -> None:
        said = {"text": text, "lastModified": self._now()}
        self.reviews[post]["comments"] = [self.reviews[post]["comments"][0], {"developerComment": said}]

    def answers(self, post: str) -> Sequence[str]:
        return [one["developerComment"]["text"] for one in self.reviews[post]["comments"][1:]]

    def _now(self) -> dict[str, str]:
        return {"seconds": str(int(self.clock.now().timestamp()))}

    def _answered(self, seen: Seen) -> Reply:
        name = seen.path.removeprefix(PLAY).strip("/").removesuffix(":reply")
        if seen.method == "POST":
            text = json.loads(seen.body)["replyText"]
            self.answer(name, text)
            return json_reply({"result": {"replyText": text, "lastEdited": self._now()}})
        if not name:
            return json_reply({"reviews": list(self.reviews.values())[::-1]} if self.reviews else {})
        return json_reply(self.reviews[name]) if name in self.reviews else json_reply({}, 404)


class TestGooglePlay(SourceStory):
    kind_name = "google_play"
    place = Store
