"""A Reddit that lives: things come, are edited, removed and answered, and listings are as the real ones are."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from connectors.kit.http import Door
from connectors.kit.kind import Tools
from connectors.reddit import KIND
from connectors.reddit.source import RedditSource
from tests.connectors.contract import NOW, TIMEOUT
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply, reply

TOKEN_PATH = "/token"
START = NOW - timedelta(days=2)
SECRET, PASSWORD = "secret-canary-77", "password-canary-78"
SIGNED_IN = {"username": "acme", "password": PASSWORD}


@dataclass(kw_only=True)
class FakeReddit:
    """Things by full name. `page` is the most that a listing gives, `reach` how far down it goes; `left` is the rest
    of requests that it allows. Tokens are accepted for `lasts` requests. With a `now` all happens then."""

    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    page: int = 100
    reach: int = 1000
    left: float = 99.0
    lasts: int = 1_000_000
    now: Callable[[], datetime] | None = None
    tokens: list[str] = field(default_factory=list)
    _uses: int = 0

    def post(self, number: int, text: str = "It broke", *, by: str = "sam", **more: Any) -> str:
        """Post number `number` a minute after the one before it."""
        name = f"t3_{number}"
        more = {"title": "", "selftext": text, "num_comments": 0, "num_crossposts": 0, **more}
        return self._add(name, number, by, permalink=f"/r/acme/comments/{number}/x/", **more)

    def comment(self, number: int, to: str, text: str = "Mine, too", *, by: str = "kim", **more: Any) -> str:
        """Comment on `to`, a minute after the thing of the number before."""
        over = self.things[to]
        link = to if to.startswith("t3_") else over["link_id"]
        submits = by == self.things[link]["author"]
        there = {"body": text, "link_id": link, "parent_id": to, "is_submitter": submits, **more}
        return self._add(f"t1_{number}", number, by, permalink=f"/r/acme/comments/{link[3:]}/x/{number}/", **there)

    def edit(self, name: str, text: str, at: datetime = NOW) -> None:
        """Change the words of a thing."""
        self.things[name] |= {"selftext" if name.startswith("t3_") else "body": text, "edited": at.timestamp()}

    def remove(self, name: str, by: str = "[removed]") -> None:
        """Take a thing away: it leaves its listings, and is known by its id as taken away."""
        words = {"selftext": by, "removed_by_category": "moderator"} if name.startswith("t3_") else {"body": by}
        self.things[name] |= {"author": "[deleted]", "author_fullname": None, "listed": False, **words}

    def open(self, server: ScriptedServer) -> None:
        """Answer on `server`."""
        server.always(self.answer)
        self.grant(server)

    def grant(self, server: ScriptedServer) -> None:
        """Give out tokens on `server`."""
        server.script(TOKEN_PATH, self._grant)

    def answer(self, seen: Seen) -> Reply:
        """Return what Reddit says to a request."""
        self._uses += 1
        if self._uses > self.lasts or seen.headers["authorization"] != f"bearer {self.tokens[-1]}".replace("b", "B", 1):
            return reply("<html>who are you</html>", "text/html", 401)
        self.left -= 1
        match seen.path.strip("/").split("/"):
            case ["r", "private", *_]:
                return json_reply({"reason": "private", "message": "Forbidden", "error": 403}, 403)
            case ["r", "nowhere", *_]:
                return Reply(status=302, headers={"Location": "/subreddits/search?q=nowhere"})
            case parts:
                rest = {"x_ratelimit_remaining": str(self.left), "x_ratelimit_reset": "240"}
                return json_reply(self._told(parts, seen), **rest)

    def _told(self, parts: list[str], seen: Seen) -> dict[str, Any]:
        match parts:
            case ["api", "comment"]:
                told = self._commented(dict(parse_qsl(seen.body.decode(), keep_blank_values=True)))
            case ["api", "info"]:
                names = seen.query["id"].split(",")
                told = _listing([self.things[name] for name in names if name in self.things], None)
            case ["search"]:
                told = self._list(seen, lambda thing: "title" in thing)
            case ["message", "mentions"]:
                told = self._list(seen, lambda thing: "/u/acme" in thing.get("body", ""))
            case ["user", name, "comments"]:
                told = self._list(seen, lambda thing: thing["author"].lower() == name and "body" in thing)
            case ["r", subreddit, which]:
                words = "title" if which == "new" else "body"
                told = self._list(seen, lambda thing: thing["subreddit"] == subreddit and words in thing)
            case _:
                told = _listing([], None)
        return told

    def _add(self, name: str, number: int, by: str, **more: Any) -> str:
        at = (self.now() if self.now else START + timedelta(minutes=number)).timestamp()
        fixed = {"name": name, "author": by, "author_fullname": f"t2_{by}", "created_utc": at, "edited": False}
        self.things[name] = {**fixed, "subreddit": "acme", "score": 3, "listed": True, **more}
        return name

    def _grant(self, seen: Seen) -> Reply:
        self._uses = 0
        self.tokens.append(f"token-{len(self.tokens)}-canary")
        return json_reply({"access_token": self.tokens[-1], "token_type": "bearer", "expires_in": 3600, "scope": "*"})

    def _list(self, seen: Seen, wanted: Any) -> dict[str, Any]:
        there = sorted(
            (thing for thing in self.things.values() if thing["listed"] and wanted(thing)),
            key=lambda thing: -float(thing["created_utc"]),
        )[: self.reach]
        begin = 0
        if "after" in seen.query:
            names = [thing["name"] for thing in there]
            if seen.query["after"] not in names:
                return _listing([], None)
            begin = names.index(seen.query["after"]) + 1
        some = there[begin : begin + self.page]
        return _listing(some, some[-1]["name"] if some and len(there) > begin + len(some) else None)

    def _commented(self, form: dict[str, str]) -> dict[str, Any]:
        number = 5000 + len(self.things)
        name = self.comment(number, form["thing_id"], form["text"], by="acme")
        return {"json": {"errors": [], "data": {"things": [{"kind": "t1", "data": self.things[name]}]}}}


def _listing(things: list[dict[str, Any]], after: str | None) -> dict[str, Any]:
    children = [{"kind": thing["name"][:2], "data": thing} for thing in things]
    return {"kind": "Listing", "data": {"after": after, "dist": len(children), "children": children, "before": None}}


def given(base_url: str, **more: Any) -> dict[str, Any]:
    """Return settings that ask the server at `base_url`."""
    app = {"client_id": "app", "client_secret": SECRET, "base_url": base_url, "token_url": f"{base_url}{TOKEN_PATH}"}
    return {**app, **more}


def source(server: ScriptedServer, door: Door, **more: Any) -> RedditSource:
    tools = Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW)
    made = KIND.build(KIND.settings.model_validate(given(server.url, **more)), tools)
    assert isinstance(made, RedditSource)
    return made
