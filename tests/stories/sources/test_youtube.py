"""The story of the comments on a YouTube channel."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.connectors.server import Reply, Seen, json_reply
from tests.connectors.test_youtube import ACME, COMMENTS, comment, iso
from tests.stories.clock import StoryClock
from tests.stories.sources.place import Host, Place
from tests.stories.sources.story import SourceStory


class Channel(Place):
    """Threads of comments, the newest first; the channel's owner answers within them."""

    secrets = ("YOUTUBE_KEY",)

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        super().__init__(host, folder, clock)
        self.threads: dict[str, dict[str, Any]] = {}
        self._deleted: dict[str, dict[str, Any]] = {}
        host.always(self._show)

    def settings(self) -> dict[str, Any]:
        return {"api_key": "${YOUTUBE_KEY}", "channels": [ACME], "base_url": self.host.url}

    def speak(self, text: str) -> str:
        name = f"UgxThread{len(self.threads) + len(self._deleted):04}"
        top = comment(name, text, self.clock.now())
        about = {"videoId": "abcdefghijk", "totalReplyCount": 0, "topLevelComment": top}
        self.threads[name] = {"id": name, "snippet": about, "replies": {"comments": []}}
        return name

    def edit(self, post: str, text: str) -> None:
        said = self.threads[post]["snippet"]["topLevelComment"]["snippet"]
        said |= {"textDisplay": text, "updatedAt": iso(self.clock.now())}

    def delete(self, post: str) -> None:
        self._deleted[post] = self.threads.pop(post)

    def show_again(self, post: str) -> None:
        self.threads[post] = self._deleted.pop(post)

    def answer(self, post: str, text: str) -> None:
        thread = self.threads[post]
        thread["replies"]["comments"].append(comment(f"{post}.r1", text, self.clock.now(), by=ACME))
        thread["snippet"]["totalReplyCount"] += 1

    def answers(self, post: str) -> Sequence[str]:
        return [one["snippet"]["textDisplay"] for one in self.threads[post]["replies"]["comments"]]

    def _show(self, seen: Seen) -> Reply:
        wanted = seen.query["id"].split(",") if "id" in seen.query else sorted(self.threads, reverse=True)
        if seen.path == COMMENTS:
            items = self.threads[seen.query["parentId"]]["replies"]["comments"]
            return json_reply({"kind": "youtube#commentListResponse", "items": items})
        items = [self.threads[name] for name in wanted if name in self.threads]
        return json_reply({"kind": "youtube#commentThreadListResponse", "items": items})


class TestYoutube(SourceStory):
    kind_name = "youtube"
    place = Channel
