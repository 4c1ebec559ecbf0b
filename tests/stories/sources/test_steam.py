"""The story of a game on Steam."""

from typing import Any

from tests.connectors.server import Reply, Seen, json_reply
from tests.connectors.test_steam import EMPTY, page, review
from tests.stories.public import Said
from tests.stories.sources.place import Board
from tests.stories.sources.story import SourceStory


class Reviews(Board):
    """Reviews by the time of their last change; an answer of the developer moves none of them."""

    def settings(self) -> dict[str, Any]:
        return {"app_id": 42, "base_url": self.host.url}

    def show(self, seen: Seen) -> Reply:
        changed = sorted(self.said.values(), key=lambda one: one.edited_at or one.at, reverse=True)
        return json_reply(page([_review(one) for one in changed]) if seen.query["cursor"] == "*" else EMPTY)


def _review(one: Said) -> dict[str, Any]:
    answered = {"timestamp_dev_responded": int(one.answered_at.timestamp())} if one.answered_at else {}
    told = {"timestamp_created": int(one.at.timestamp()), "developer_response": one.answer or ""}
    return review(int(one.id), one.text, one.edited_at or one.at, **told, **answered)


class TestSteam(SourceStory):
    kind_name = "steam"
    place = Reviews
