"""The story of the reviews that Apple shows of an app in public."""

from typing import Any

from tests.connectors.server import Reply, Seen, json_reply, reply
from tests.stories.public import APP, app_store_json
from tests.stories.sources.place import Board
from tests.stories.sources.story import SourceStory

NOBODY = '<feed xmlns="http://www.w3.org/2005/Atom"><id>feed</id></feed>'


class Reviews(Board):
    """One page of reviews; asked for the same as XML where there are none."""

    def settings(self) -> dict[str, Any]:
        return {"app_id": APP, "i_accept_the_terms_risk": True, "base_url": self.host.url}

    def show(self, seen: Seen) -> Reply:
        if seen.path.endswith("/xml"):
            return reply(NOBODY, "text/xml")
        return json_reply(app_store_json(self.newest_first if "page=1/" in seen.path else []))


class TestAppStore(SourceStory):
    kind_name = "appstore_rss"
    place = Reviews
