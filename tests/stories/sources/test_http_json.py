"""The story of an API of JSON."""

from typing import Any

from tests.connectors.server import Reply, Seen, json_reply
from tests.stories.public import Said
from tests.stories.sources.place import Board
from tests.stories.sources.story import SourceStory


def item_of(one: Said) -> dict[str, Any]:
    """Return a review as a shop of one's own might write it."""
    answered = {"reply": one.answer, "replied_at": one.answered_at.isoformat()} if one.answered_at else {}
    return {"id": one.id, "text": one.text, "posted_at": one.at.isoformat(), **answered}


class Shop(Board):
    """A shop's own reviews, behind a token."""

    secrets = ("SHOP_TOKEN",)

    def settings(self) -> dict[str, Any]:
        headers = {"Authorization": "${SHOP_TOKEN}"}
        return {"url": f"{self.host.url}/reviews", "headers": headers, "items": "data"}

    def show(self, seen: Seen) -> Reply:
        assert seen.headers["authorization"] == self.secret("SHOP_TOKEN")
        return json_reply({"data": [item_of(one) for one in self.newest_first]})


class TestHttpJson(SourceStory):
    kind_name = "http_json"
    place = Shop
