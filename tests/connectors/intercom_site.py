"""An Intercom that lives: conversations are rated, rated anew, written in and deleted."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.connectors.contract import NOW
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply

ADMIN = "7"


def failure(code: str, message: str = "No") -> dict[str, Any]:
    """Return an error as Intercom tells it."""
    return {"type": "error.list", "request_id": "req-1", "errors": [{"code": code, "message": message}]}


@dataclass(kw_only=True)
class FakeIntercom:
    """Conversations by id. `page` is the most that a search gives.

    Without a clock (`now`) a conversation is rated so many minutes before `NOW` as its number is below 1,000.
    """

    conversations: dict[str, dict[str, Any]] = field(default_factory=dict)
    page: int = 150
    now: Callable[[], datetime] | None = None
    lost: bool = False
    """Whether it no longer knows the pages that it gave out."""

    def rate(self, number: int, remark: str = "Nobody helped me", *, rating: int = 1) -> None:
        """Let the customer of conversation `number` rate it."""
        at = self._at(number)
        self.conversations[str(number)] = {
            "type": "conversation",
            "id": str(number),
            "created_at": at - 600,
            "updated_at": at,
            "title": None,
            "source": {
                "subject": "",
                "body": f"<p>My order {number} is late</p>",
                "author": {"type": "user", "id": "c-40", "name": "Sam"},
            },
            "conversation_rating": {
                "rating": rating,
                "remark": remark,
                "created_at": at,
                "updated_at": at,
                "contact": {"type": "contact", "id": "c-40"},
            },
            "conversation_parts": {"type": "conversation_part.list", "conversation_parts": []},
        }

    def change(self, number: int, remark: str, *, rating: int = 1) -> None:
        """Let a customer rate anew."""
        told, at = self.conversations[str(number)], self._at(1000)
        told["conversation_rating"] |= {"rating": rating, "remark": remark, "updated_at": at}
        told["updated_at"] = at

    def write(self, number: int, html: str, *, by: str = "admin", part_type: str = "comment") -> dict[str, Any]:
        """Write a part in a conversation."""
        parts, at = self.parts(number), self._at(1001)
        author = {"type": by, "id": ADMIN, "name": "Kim"}
        part = {"type": "conversation_part", "part_type": part_type, "body": html, "created_at": at, "author": author}
        parts.append({**part, "id": f"{number}{len(parts):03}"})
        self.conversations[str(number)]["updated_at"] = at
        return part

    def parts(self, number: int) -> list[dict[str, Any]]:
        """Return the parts of a conversation."""
        found: list[dict[str, Any]] = self.conversations[str(number)]["conversation_parts"]["conversation_parts"]
        return found

    def open(self, server: ScriptedServer) -> None:
        """Answer on `server`."""
        server.always(self.answer)

    def answer(self, seen: Seen) -> Reply:
        """Return what it says to a request."""
        match seen.path.strip("/").split("/"):
            case ["me"]:
                return json_reply({"type": "admin", "id": ADMIN, "name": "Kim"})
            case ["conversations", "search"]:
                return self._found(json.loads(seen.body))
            case ["conversations", name, *rest] if name in self.conversations:
                if rest == ["reply"]:
                    sent = json.loads(seen.body)
                    assert (sent["type"], sent["message_type"], sent["admin_id"]) == ("admin", "comment", ADMIN)
                    self.write(int(name), sent["body"])
                return json_reply(self.conversations[name])
        return json_reply(failure("not_found", "Resource Not Found"), 404)

    def _found(self, asked: dict[str, Any]) -> Reply:
        since, ratings = (one["value"] for one in asked["query"]["value"])
        wanted = [
            {name: value for name, value in one.items() if name != "conversation_parts"}
            for one in self.conversations.values()
            if one["updated_at"] >= since and one["conversation_rating"]["rating"] in ratings
        ]
        paging = asked["pagination"]
        if "starting_after" in paging and self.lost:
            self.lost = False
            return json_reply(failure("client_error", "Invalid cursor"), 400)
        first, size = int(paging.get("starting_after", 0)), min(self.page, paging["per_page"])
        pages: dict[str, Any] = {"type": "pages", "page": 1, "per_page": size}
        if len(wanted) > first + size:
            pages["next"] = {"page": 2, "starting_after": str(first + size)}
        part = wanted[first : first + size]
        return json_reply(
            {"type": "conversation.list", "conversations": part, "pages": pages, "total_count": len(wanted)}
        )

    def _at(self, number: int) -> int:
        at = self.now() if self.now else NOW + timedelta(minutes=min(number, 1001) - 1000)
        return int(at.timestamp())
