"""An Instagram account that lives: posts, comments, answers, tags, and places where others name it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tests.connectors.contract import NOW
from tests.connectors.graph_api import FakeGraph, told_at
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply

ACCOUNT = "17841400001"
SAM = {"username": "sam.lee", "from": {"id": "9001", "username": "sam.lee"}}
US = {"username": "acme.air", "user": {"id": ACCOUNT}}


class FakeAccount:
    """Posts by number; comments below them, the newest on top first, each with its answers."""

    def __init__(self, now: Callable[[], datetime] = lambda: NOW) -> None:
        self.now = now
        self.graph = FakeGraph(on_post=self._posted)
        self.graph.nodes[ACCOUNT] = {"id": ACCOUNT, "username": "acme.air"}
        self.media = self.graph.edges.setdefault(f"{ACCOUNT}/media", [])
        self.tags = self.graph.edges.setdefault(f"{ACCOUNT}/tags", [])
        self.elsewhere: dict[str, dict[str, Any]] = {}

    def open(self, server: ScriptedServer) -> None:
        """Answer on `server`."""
        server.always(self.answer)

    def answer(self, seen: Seen) -> Reply:
        """Return what Meta says; what is asked of a mention is in the fields of the account."""
        named = re.match(r"(mentioned_\w+?)\.(?:comment|media)_id\((\d+)\)", seen.query.get("fields", ""))
        if named is not None and named[2] in self.elsewhere:
            return json_reply({named[1]: self.elsewhere[named[2]], "id": ACCOUNT})
        return json_reply({"id": ACCOUNT}) if named else self.graph.answer(seen)

    def post(self, number: int, *, ago: float = 1.0) -> str:
        """Show something, so many hours ago."""
        made = {"id": str(number), "caption": "Summer", "username": "acme.air", "comments_count": 0, "like_count": 5}
        made |= {"timestamp": self._at(ago), "permalink": f"https://www.instagram.com/p/{number}/"}
        self.media.insert(0, made)
        self.graph.nodes[str(number)] = made
        return str(number)

    def comment(self, post: str, number: int, text: str, by: Any = SAM, *, ago: float = 0.5, below: str = "") -> str:
        """Comment on a post, or `below` a comment on it."""
        made = {"id": str(number), "text": text, "timestamp": self._at(ago), "like_count": 1, **by}
        where: dict[str, Any] = {"parent_id": below} if below else {"replies": {"data": []}}
        made |= where
        self.graph.nodes[str(number)] = {**made, "media": {k: self.graph.nodes[post][k] for k in ("id", "permalink")}}
        if below:
            top = next(one for one in self.graph.edges[f"{post}/comments"] if one["id"] == below)
            top["replies"]["data"].append(made)
            self.graph.edges[f"{below}/replies"] = top["replies"]["data"]
        else:
            self.graph.edges.setdefault(f"{post}/comments", []).insert(0, made)
        self.graph.nodes[post]["comments_count"] += 1
        return str(number)

    def edit(self, post: str, comment: str, text: str) -> None:
        """Change the words of a comment: no time of it is told."""
        self.graph.nodes[comment]["text"] = text
        for one in self.graph.edges[f"{post}/comments"]:
            one["text"] = text if one["id"] == comment else one["text"]

    def delete(self, post: str, comment: str) -> None:
        """Take a comment away."""
        del self.graph.nodes[comment]
        kept = [one for one in self.graph.edges[f"{post}/comments"] if one["id"] != comment]
        self.graph.edges[f"{post}/comments"] = kept
        self.graph.nodes[post]["comments_count"] -= 1

    def _at(self, ago: float) -> str:
        return told_at(self.now() - timedelta(hours=ago))

    def _posted(self, path: str, text: str) -> dict[str, Any]:
        number = 800 + self.graph.made
        node = path.removesuffix("/replies")
        if node in self.graph.nodes and path.endswith("/replies"):
            told = self.graph.nodes[node]
            self.comment(told["media"]["id"], number, text, US, ago=0, below=told.get("parent_id", node))
        return {"id": str(number)}
