"""An X that lives and counts what it shows: posts come, are edited and deleted, are answered, and have their price."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from typing import Any

from connectors.kit.budget import OwnLedger
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from connectors.x import KIND
from connectors.x.reading import first_id_at
from connectors.x.source import XSource
from tests.connectors.contract import NOW, TIMEOUT
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply

US = "77001"
BEARER = "bearer-canary-31"
KEYS = {
    "api_key": "app",
    "api_secret": "secret-canary-32",
    "access_token": f"{US}-canary-33",
    "access_secret": "canary-34x",
}
START = NOW - timedelta(days=2)
POST, USER, OWNED = 5_000, 10_000, 1_000


@dataclass(kw_only=True)
class FakeX:
    """Posts by id, oldest first. `page` is the most that an answer holds; `bill` is what it cost, in micro-dollars.

    While it is `live`, all happens `now`.
    """

    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    page: int = 100
    bill: int = 0
    now: Callable[[], datetime] = lambda: NOW
    live: bool = False
    _made: int = 0

    def post(self, minute: float, text: str = "It broke", *, by: str = "501", to: str = "", **more: Any) -> str:
        """Post something so many minutes after the start, perhaps as an answer."""
        self._made += 1
        at = self.now() if self.live else START + timedelta(minutes=minute)
        name = str(first_id_at(at) + self._made)
        made: dict[str, Any] = {
            "id": name,
            "text": escape(text, quote=False),
            "author_id": by,
            "created_at": f"{at:%Y-%m-%dT%H:%M:%S}.000Z",
            "edit_history_tweet_ids": [name],
            "conversation_id": self.posts[to]["conversation_id"] if to else name,
            "lang": "en",
            "public_metrics": {"like_count": 1, "retweet_count": 2, "quote_count": 3, "reply_count": 4},
            **more,
        }
        if to:
            made["in_reply_to_user_id"] = self.posts[to]["author_id"]
            made["referenced_tweets"] = [{"type": "replied_to", "id": to}]
        self.posts[name] = made
        return name

    def edit(self, name: str, text: str, minute: float) -> str:
        """Make a new version of a post; the search knows only that one."""
        newer = self.post(minute, text, by=self.posts[name]["author_id"])
        history = [*self.posts[name]["edit_history_tweet_ids"], newer]
        self.posts[newer] |= {"edit_history_tweet_ids": history, "conversation_id": self.posts[name]["conversation_id"]}
        self.posts[name] |= {"edit_history_tweet_ids": history}
        return newer

    def open(self, server: ScriptedServer) -> None:
        """Answer on `server`."""
        server.always(self.answer)

    def answer(self, seen: Seen) -> Reply:
        """Return what X says to a request."""
        if not seen.headers["authorization"].startswith((f"Bearer {BEARER}", "OAuth oauth_consumer_key")):
            return json_reply({"title": "Unauthorized", "status": 401, "detail": "Unauthorized"}, 401)
        owned = OWNED if seen.headers["authorization"].startswith("OAuth") else POST
        match seen.path.strip("/").split("/"):
            case ["2", "tweets"]:
                told = self._posted(json.loads(seen.body)) if seen.method == "POST" else self._looked_up(seen)
            case ["2", "tweets", "search", "recent"]:
                words = seen.query["query"].removesuffix(" -is:retweet").strip("()").split(" OR ")
                told = self._list(seen, lambda post: any(word in post["text"] for word in words), POST)
            case ["2", "users", who, "mentions"]:
                told = self._list(seen, lambda post: f"@{who}" in post["text"], owned)
            case ["2", "users", who, "tweets"]:
                told = self._list(seen, lambda post: post["author_id"] == who, owned)
            case _:
                told = json_reply({"title": "Not Found", "status": 404}, 404)
        return told

    def _list(self, seen: Seen, wanted: Any, price: int) -> Reply:
        query = seen.query
        since, until = int(query.get("since_id", 0)), int(query.get("until_id", 1 << 63))
        if "search" in seen.path and since and since < first_id_at(self.now() - timedelta(days=7)):
            said = "'since_id' must be a tweet id created after [7 days ago]. Please use a 'since_id' that is larger"
            return json_reply({"errors": [{"message": said}], "title": "Invalid Request", "detail": said}, 400)
        replaced = {one for post in self.posts.values() for one in post["edit_history_tweet_ids"][:-1]}
        found = [
            post
            for post in sorted(self.posts.values(), key=lambda post: -int(post["id"]))
            if since < int(post["id"]) < until and post["id"] not in replaced and wanted(post)
        ]
        some = found[: min(self.page, int(query["max_results"]))]
        meta: dict[str, Any] = {"result_count": len(some)}
        if len(found) > len(some):
            meta["next_token"] = "more"
        return self._shown(seen, some, price, {"meta": meta})

    def _looked_up(self, seen: Seen) -> Reply:
        ids = seen.query["ids"].split(",")
        gone = [
            {"title": "Not Found Error", "resource_type": "tweet", "resource_id": one, "detail": "Could not find it."}
            for one in ids
            if one not in self.posts
        ]
        return self._shown(
            seen, [self.posts[one] for one in ids if one in self.posts], POST, {"errors": gone} if gone else {}
        )

    def _shown(self, seen: Seen, some: list[dict[str, Any]], price: int, rest: dict[str, Any]) -> Reply:
        self.bill += len(some) * price
        told: dict[str, Any] = {"data": some} if some else {}
        if "expansions" in seen.query and some:
            users = dict.fromkeys(post["author_id"] for post in some)
            self.bill += len(users) * USER
            shown = [{"id": one, "username": f"user{one}", "public_metrics": {"followers_count": 9}} for one in users]
            told["includes"] = {"users": shown}
        return json_reply({**told, **rest})

    def _posted(self, sent: dict[str, Any]) -> Reply:
        self.bill += 15_000
        minute = (self.now() - START) / timedelta(minutes=1)
        name = self.post(minute, sent["text"], by=US, to=sent["reply"]["in_reply_to_tweet_id"])
        return json_reply({"data": {"id": name, "text": sent["text"], "edit_history_tweet_ids": [name]}}, 201)


def given(base_url: str, **more: Any) -> dict[str, Any]:
    """Return settings that ask the server at `base_url`."""
    named = {"query": "broke", "dollars_a_day": 50, "base_url": base_url}
    return named | ({} if "api_key" in more else {"bearer_token": BEARER}) | more


def tools(door: Door, now: datetime = NOW, ledger: OwnLedger | None = None) -> Tools:
    kept = ledger or OwnLedger(lambda: now)
    return Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: now, ledger=kept)


def source(server: ScriptedServer, handed: Tools, **more: Any) -> XSource:
    made = KIND.build(KIND.settings.model_validate(given(server.url, **more)), handed)
    assert isinstance(made, XSource)
    return made
