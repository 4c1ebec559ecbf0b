"""The story of a search of Hacker News, which shows neither edits nor deletions."""

from typing import Any

from tests.connectors.server import Reply, Seen, json_reply
from tests.stories.public import found
from tests.stories.sources.place import Board
from tests.stories.sources.story import SourceStory


class Comments(Board):
    """What a search finds, within the seconds that it is asked for."""

    def settings(self) -> dict[str, Any]:
        return {"query": "acme air", "base_url": self.host.url}

    def show(self, seen: Seen) -> Reply:
        after = int(seen.query.get("numericFilters", "created_at_i>0").removeprefix("created_at_i>"))
        return json_reply(found([one for one in self.newest_first if one.at.timestamp() > after]))


class TestHackerNews(SourceStory):
    kind_name = "hackernews"
    place = Comments
