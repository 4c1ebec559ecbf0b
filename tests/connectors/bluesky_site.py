"""A Bluesky server that lives: posts come and go, are answered and searched, and sessions end."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.connectors.contract import NOW
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply

XRPC = "/xrpc/"
US = "did:plc:acmecare"
PASSWORD = "password-canary-91"
START = NOW - timedelta(days=3)


@dataclass(kw_only=True)
class FakeBluesky:
    """Posts by address. `page` is the most that an answer holds; an access token is accepted for `lasts` requests.
    With a `now` all happens then."""

    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    page: int = 100
    password: str = PASSWORD
    lasts: int = 1_000_000
    now: Callable[[], datetime] | None = None
    sessions: list[str] = field(default_factory=list)
    _uses: int = 0
    _given: int = 0

    def post(
        self, number: int, text: str = "It broke", *, by: str = "did:plc:sam", to: str = "", at: datetime | None = None
    ) -> str:
        """Post number `number` a minute after the one before it, perhaps as an answer."""
        uri = f"at://{by}/app.bsky.feed.post/{number}"
        moment = told(self.now() if self.now else START + timedelta(minutes=number))
        record: dict[str, Any] = {"$type": "app.bsky.feed.post", "text": text, "createdAt": moment, "langs": ["en-US"]}
        if to:
            parent = {"uri": to, "cid": f"cid-of-{to}"}
            record["reply"] = {"parent": parent, "root": self.posts[to]["record"].get("reply", {}).get("root", parent)}
        self.posts[uri] = {
            "uri": uri,
            "cid": f"cid-of-{uri}",
            "author": {"did": by, "handle": f"{by.rpartition(':')[2]}.example", "displayName": ""},
            "record": record,
            "indexedAt": told(at) if at else moment,
            "likeCount": 2,
            "repostCount": 1,
            "quoteCount": 1,
            "replyCount": 0,
        }
        return uri

    def open(self, server: ScriptedServer) -> None:
        """Answer on `server`."""
        server.always(self.answer)
        self.grant(server)

    def grant(self, server: ScriptedServer) -> None:
        """Begin and renew sessions on `server`."""
        for name in ("createSession", "refreshSession"):
            server.script(f"{XRPC}com.atproto.server.{name}", self._session)

    def answer(self, seen: Seen) -> Reply:
        """Return what the server says to a request."""
        self._uses += 1
        if self._uses > self.lasts or seen.headers["authorization"] != f"Bearer access-{self._given}-canary":
            return json_reply({"error": "ExpiredToken", "message": "Token has expired"}, 400)
        method = seen.path.removeprefix(XRPC).rpartition(".")[2]
        told_of = {
            "searchPosts": self._search,
            "getPosts": self._get,
            "getAuthorFeed": self._feed,
            "listNotifications": self._notifications,
            "getPostThread": self._thread,
            "createRecord": self._create,
        }.get(method)
        return told_of(seen) if told_of else json_reply({"error": "MethodNotImplemented"}, 501)

    def public(self, seen: Seen) -> Reply:
        """Return what it says to anybody."""
        return self._get(seen)

    def _session(self, seen: Seen) -> Reply:
        name = seen.path.rpartition(".")[2]
        self.sessions.append(name)
        if name == "refreshSession" and seen.headers["authorization"] != f"Bearer refresh-{self._given}-canary":
            return json_reply({"error": "ExpiredToken", "message": "Token has expired"}, 400)
        if name == "createSession" and json.loads(seen.body)["password"] != self.password:
            return json_reply({"error": "AuthenticationRequired", "message": "Invalid identifier or password"}, 401)
        self._given, self._uses = self._given + 1, 0
        jwts = {"accessJwt": f"access-{self._given}-canary", "refreshJwt": f"refresh-{self._given}-canary"}
        return json_reply({"did": US, "handle": "acme.example", **jwts})

    def _sorted(self) -> list[dict[str, Any]]:
        return sorted(self.posts.values(), key=sort_at, reverse=True)

    def _search(self, seen: Seen) -> Reply:
        query = seen.query
        found = [
            post
            for post in self._sorted()
            if all(word in post["record"]["text"].lower() for word in query["q"].lower().split())
            and query.get("since", "") <= sort_at(post) < query.get("until", "9")
        ]
        return self._paged(found, seen, "posts")

    def _paged(self, found: list[dict[str, Any]], seen: Seen, name: str) -> Reply:
        start = int(seen.query.get("cursor", 0))
        some, rest = found[start : start + self.page], found[start + self.page :]
        return json_reply({name: some, **({"cursor": str(start + len(some))} if rest else {})})

    def _get(self, seen: Seen) -> Reply:
        wanted = seen.queries["uris"]
        if len(wanted) > 25:
            return json_reply({"error": "InvalidRequest", "message": "uris must not have more than 25 elements"}, 400)
        return json_reply({"posts": [self.posts[uri] for uri in wanted if uri in self.posts]})

    def _feed(self, seen: Seen) -> Reply:
        mine = [post for post in self._sorted() if post["author"]["did"] == seen.query["actor"]]
        return self._paged([self._item(post) for post in mine], seen, "feed")

    def _item(self, post: dict[str, Any]) -> dict[str, Any]:
        reply = post["record"].get("reply")
        if not reply:
            return {"post": post}
        nobody = {"$type": "app.bsky.feed.defs#notFoundPost", "notFound": True}
        shown = {name: self.posts.get(reply[name]["uri"], nobody | {"uri": ""}) for name in ("root", "parent")}
        return {"post": post, "reply": shown}

    def _notifications(self, seen: Seen) -> Reply:
        spoken = [{**post, "reason": "mention"} for post in self._sorted() if "@acme.example" in post["record"]["text"]]
        like = {"uri": "at://x/app.bsky.feed.like/1", "reason": "like", "indexedAt": told(START), "record": {}}
        return self._paged([*spoken, like], seen, "notifications")

    def _thread(self, seen: Seen) -> Reply:
        uri = seen.query["uri"]
        if uri not in self.posts:
            return json_reply({"error": "NotFound", "message": f"Post not found: {uri}"}, 400)
        below = [
            one for one in self.posts.values() if one["record"].get("reply", {}).get("parent", {}).get("uri") == uri
        ]
        return json_reply({"thread": {"post": self.posts[uri], "replies": [{"post": one} for one in below]}})

    def _create(self, seen: Seen) -> Reply:
        record = json.loads(seen.body)["record"]
        if len(record["text"]) > 300:
            return json_reply({"error": "InvalidRequest", "message": "must not be longer than 300 graphemes"}, 400)
        uri = self.post(5000 + len(self.posts), record["text"], by=US, to=record["reply"]["parent"]["uri"])
        self.posts[uri]["record"] = record
        return json_reply({"uri": uri, "cid": f"cid-of-{uri}", "validationStatus": "valid"})


def told(moment: datetime) -> str:
    """Return a time as the server writes it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"


def sort_at(post: dict[str, Any]) -> str:
    """Return what posts are sorted by: when their author wrote them, but never later than they were seen."""
    return min(str(post["record"]["createdAt"]), str(post["indexedAt"]))
