"""A Mastodon server that lives: posts come and are answered, and are told as the real one tells them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any

from tests.connectors.contract import NOW
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply

NOT_FOUND = {"error": "Record not found"}


def account(name: str, host: str = "home.example") -> dict[str, Any]:
    """Return an account as the API writes it, as seen from another server."""
    address = f"https://{host}"
    return {"acct": f"{name}@{host}", "uri": f"{address}/users/{name}", "url": f"{address}/@{name}"}


def status(number: int, text: str = "Late again", at: datetime = NOW, **more: Any) -> dict[str, Any]:
    """Return post `number` as the API writes it."""
    return {
        "id": str(number),
        "uri": f"https://home.example/users/ann/statuses/{number}",
        "url": f"https://home.example/@ann/{number}",
        "created_at": at.isoformat().replace("+00:00", "Z"),
        "visibility": "public",
        "content": f"<p>{escape(text)}</p>",
        "account": {"acct": "ann", "uri": "https://home.example/users/ann"},
        **more,
    }


@dataclass(kw_only=True)
class FakeInstance:
    """Posts by the server's own id. `address` is where it is; the token's account is `acme` there."""

    address: str
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    searchable: bool = True
    now: Callable[[], datetime] = lambda: NOW

    @property
    def me(self) -> dict[str, Any]:
        """The token's own account."""
        return {"acct": "acme", "uri": f"{self.address}/users/acme", "url": f"{self.address}/@acme"}

    def add(self, number: int, text: str = "Late again", *, under: int | None = None, **more: Any) -> dict[str, Any]:
        """Post `number`, as an answer to the post `under`."""
        parent: dict[str, Any] = {} if under is None else {"in_reply_to_id": str(under)}
        self.posts[str(number)] = status(number, text, **{"at": self.now(), **parent, **more})
        return self.posts[str(number)]

    def own(self, number: int, text: str, **more: Any) -> dict[str, Any]:
        """Post `number` in the name of the token's account."""
        where = f"{self.address}/users/acme/statuses/{number}"
        return self.add(number, text, uri=where, url=where, account=self.me, **more)

    def open(self, server: ScriptedServer) -> None:
        """Answer on `server`."""
        server.always(self.answer)

    def answer(self, seen: Seen) -> Reply:
        """Return what the server says to a request."""
        told = self._told(seen)
        return json_reply(NOT_FOUND, 404) if told is None else json_reply(told)

    def _told(self, seen: Seen) -> Any:
        told: Any = None
        match seen.path.strip("/").split("/")[2:]:
            case ["statuses"] if seen.method == "POST":
                told = self._posted(seen)
            case ["statuses", name, "context"] if name in self.posts:
                told = {"ancestors": self._above(name), "descendants": self._below(name)}
            case ["statuses", name] if name in self.posts:
                told = self.posts[name]
            case ["accounts", "verify_credentials"]:
                told = {**self.me, "followers_count": 9}
            case ["search"]:
                told = {"accounts": [], "hashtags": [], "statuses": self._found(seen.query["q"])}
            case ["timelines", "tag", _] | ["notifications"]:
                limit = int(seen.query.get("max_id", "9" * 30))
                others = [post for post in self._newest() if post["account"] != self.me]
                told = [post for post in others if int(post["id"]) < limit][:40]
        return told

    def _newest(self) -> list[dict[str, Any]]:
        return sorted(self.posts.values(), key=lambda post: -int(post["id"]))

    def _found(self, words: str) -> list[dict[str, Any]]:
        if not self.searchable:
            return []
        return [post for post in self._newest() if words == post["uri"] or words in post["content"]]

    def _above(self, name: str) -> list[dict[str, Any]]:
        parent = self.posts[name].get("in_reply_to_id")
        return [*self._above(parent), self.posts[parent]] if parent in self.posts else []

    def _below(self, name: str) -> list[dict[str, Any]]:
        under = [post for post in self.posts.values() if post.get("in_reply_to_id") == name]
        return [one for post in under for one in (post, *self._below(post["id"]))]

    def _posted(self, seen: Seen) -> dict[str, Any]:
        sent, key = json.loads(seen.body), seen.headers["idempotency-key"]
        if key not in self.taken:
            number = max(map(int, self.posts)) + 1
            self.own(number, sent["status"], under=int(sent["in_reply_to_id"]), visibility=sent["visibility"])
            self.taken[key] = str(number)
        return self.posts[self.taken[key]]
