"""The story of a hashtag on Mastodon."""

from typing import Any

from tests.connectors.server import Reply, Seen, json_reply
from tests.stories.public import status
from tests.stories.sources.place import Board
from tests.stories.sources.story import SourceStory


class Hashtag(Board):
    """What one server knows under a hashtag."""

    def settings(self) -> dict[str, Any]:
        return {"hashtag": "acmeair", "base_url": self.host.url}

    def show(self, seen: Seen) -> Reply:
        return json_reply([] if "max_id" in seen.query else [status(one) for one in self.newest_first])


class TestMastodon(SourceStory):
    kind_name = "mastodon"
    place = Hashtag
