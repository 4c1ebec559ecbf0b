"""The story of a feed."""

from typing import Any

from tests.connectors.server import Reply, Seen, reply
from tests.stories.public import FEED, feed_xml
from tests.stories.sources.place import Board
from tests.stories.sources.story import SourceStory


class Feed(Board):
    """A feed of posts about the brand."""

    def settings(self) -> dict[str, Any]:
        return {"url": f"{self.host.url}{FEED}"}

    def show(self, seen: Seen) -> Reply:
        return reply(feed_xml(self.newest_first), "application/rss+xml")


class TestRss(SourceStory):
    kind_name = "rss"
    place = Feed
