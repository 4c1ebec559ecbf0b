"""A Discourse forum that lives: posts come, are edited and deleted, and are told as the real one tells them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply

START = datetime(2026, 11, 1, tzinfo=UTC)
NOT_FOUND = {"errors": ["The requested URL or resource could not be found."], "error_type": "not_found"}


@dataclass(kw_only=True)
class FakeForum:
    """Posts by id. `window` is how far down an answer reaches: by ids as older versions do, or by posts.

    Without a clock (`now`) a post is made a minute after the one whose number is one less.
    """

    posts: dict[int, dict[str, Any]] = field(default_factory=dict)
    by_ids: bool = True
    window: int = 50
    now: Callable[[], datetime] | None = None

    def add(self, number: int, text: str = "It is broken", **more: Any) -> dict[str, Any]:
        """Post number `number`, by default the first of a topic of its own."""
        at = self._at(START + timedelta(minutes=number))
        post = {
            "id": number,
            "topic_id": number,
            "post_number": 1,
            "post_type": 1,
            "topic_slug": "a-topic",
            "username": "sam",
            "user_id": 40,
            "created_at": at,
            "updated_at": at,
            "version": 1,
            "cooked": f"<p>{escape(text)}</p>",
            "reply_count": 0,
            "staff": False,
            **more,
        }
        self.posts[number] = post
        return post

    def edit(self, number: int, text: str) -> None:
        """Change the words of a post."""
        at = self._at(START + timedelta(days=9))
        self.posts[number] |= {"cooked": f"<p>{escape(text)}</p>", "version": 2, "updated_at": at}

    def open(self, server: ScriptedServer) -> None:
        """Answer on `server`."""
        server.always(self.answer)
        server.script("/posts.json", self.answer)

    def answer(self, seen: Seen) -> Reply:
        """Return what the forum says to a request."""
        parts = seen.path.strip("/").removesuffix(".json").split("/")
        match parts:
            case ["posts"] if seen.method == "POST":
                told: Any = self._posted(json.loads(seen.body))
            case ["posts"]:
                told = {"latest_posts": self._latest(int(seen.query.get("before", 0)))}
            case ["search"]:
                told = self._search(seen)
            case ["t", topic]:
                posts = self._where(topic_id=int(topic))
                told = {"title": f"Topic {topic}", "post_stream": {"posts": posts[:20]}} if posts else None
            case ["posts", "by_number", topic, number]:
                told = next(iter(self._where(topic_id=int(topic), post_number=int(number))), None)
            case ["posts", number, "replies"]:
                to = self.posts[int(number)]
                told = self._where(topic_id=to["topic_id"], reply_to_post_number=to["post_number"])
            case _:
                told = next(iter(self._where(id=parts[-1] if not parts[-1].isdecimal() else int(parts[-1]))), None)
        return json_reply(NOT_FOUND, 404) if told is None else json_reply(told)

    def _at(self, told: datetime) -> str:
        return (self.now() if self.now else told).isoformat().replace("+00:00", "Z")

    def _where(self, **wanted: Any) -> list[dict[str, Any]]:
        return [p for p in self.posts.values() if all(p.get(name) == value for name, value in wanted.items())]

    def _latest(self, before: int) -> list[dict[str, Any]]:
        top = before or max(self.posts, default=0)
        titled = [{"topic_title": f"Topic {post['topic_id']}", **post} for post in self.posts.values()]
        newest = sorted((post for post in titled if post["id"] <= top), key=lambda post: -post["id"])
        return [post for post in newest if post["id"] > top - self.window] if self.by_ids else newest[: self.window]

    def _search(self, seen: Seen) -> dict[str, Any]:
        words = seen.query["q"].removesuffix(" order:latest")
        page = int(seen.query["page"])
        found = [post for post in self._all() if words in post["cooked"]]
        part = found[(page - 1) * self.window : page * self.window]
        hits = [{"id": post["id"], "blurb": post["cooked"][:20], "topic_id": post["topic_id"]} for post in part]
        more = True if len(found) > page * self.window else None
        return {"posts": hits, "topics": [], "grouped_search_result": {"more_full_page_results": more}}

    def _all(self) -> list[dict[str, Any]]:
        return sorted(self.posts.values(), key=lambda post: -post["id"])

    def _posted(self, sent: dict[str, Any]) -> dict[str, Any]:
        place = {"topic_id": sent["topic_id"], "reply_to_post_number": sent["reply_to_post_number"]}
        return self.add(max(self.posts) + 1, sent["raw"], post_number=99, staff=True, username="acme", **place)
