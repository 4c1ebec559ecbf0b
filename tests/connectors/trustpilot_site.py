"""Trustpilot as it behaves: reviews come, are edited, answered and taken away; tokens end."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.connectors.contract import NOW
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply

UNIT = "507f191e810c19729de860ea"
AUTHOR = "46d6a890000064000500e0c3"
KEY, SECRET, TOKEN = "tp-canary-key-90210", "tp-canary-secret-4711", "tp-canary-token-0815"


def review_id(number: int) -> str:
    """Return the id of a review."""
    return f"{number:024x}"


@dataclass(kw_only=True)
class FakeTrustpilot:
    """Reviews by id. `tokens` are those that it gives out, one after the other; the last of them is accepted."""

    now: Callable[[], datetime] = lambda: NOW
    reviews: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=lambda: [TOKEN])
    given: int = 0
    key: str = KEY

    def open(self, server: ScriptedServer) -> None:
        """Answer on `server`."""
        server.always(self.answer)

    def review(self, number: int, text: str, stars: int = 1, *, ago: float = 1.0, **more: Any) -> str:
        """Let a review be written, so many hours ago."""
        name, at = review_id(number), self._at(ago)
        consumer = {"id": review_id(9000 + number), "displayName": "Sam L."}
        told = {"id": name, "stars": stars, "title": None, "text": text, "language": "en", "createdAt": at}
        more = {"updatedAt": None, "companyReply": None, "businessUnit": {"id": UNIT}, "consumer": consumer, **more}
        self.reviews[name] = {**told, **more}
        return name

    def edit(self, name: str, text: str, **more: Any) -> None:
        """Let the words of a review be changed."""
        self.reviews[name] |= {"text": text, "updatedAt": self._at(0), **more}

    def reply(self, name: str, text: str) -> None:
        """Let the company answer."""
        self.reviews[name]["companyReply"] = {"text": text, "createdAt": self._at(0), "updatedAt": None}

    def answer(self, seen: Seen) -> Reply:
        """Return what Trustpilot says to a request."""
        if seen.path.endswith("/accesstoken"):
            token = self.tokens[min(self.given, len(self.tokens) - 1)]
            self.given += 1
            return json_reply({"access_token": token, "expires_in": "359999"})
        is_private = seen.path.startswith("/v1/private/")
        shown = seen.headers.get("authorization") if is_private else seen.headers.get("apikey")
        if shown != (f"Bearer {self.tokens[-1]}" if is_private else self.key):
            return json_reply({"message": "Unauthorized"}, 401)
        parts = seen.path.removeprefix("/v1/").removeprefix("private/").split("/")
        if parts[:2] == ["business-units", UNIT]:
            return json_reply({"links": [], "reviews": self._listed(seen)})
        if parts[0] != "reviews" or parts[1] not in self.reviews:
            return json_reply({"message": "Not found"}, 404)
        if parts[-1] == "reply":
            sent = json.loads(seen.body)
            assert sent["authorBusinessUserId"] == AUTHOR
            self.reply(parts[1], sent["message"])
            return Reply(status=201)
        return json_reply(self.reviews[parts[1]])

    def _listed(self, seen: Seen) -> list[dict[str, Any]]:
        size, page = int(seen.query["perPage"]), int(seen.query.get("page", 1))
        newest = sorted(self.reviews.values(), key=lambda one: str(one["createdAt"]), reverse=True)
        return newest[(page - 1) * size : page * size]

    def _at(self, ago: float) -> str:
        return (self.now() - timedelta(hours=ago)).isoformat().replace("+00:00", "Z")
