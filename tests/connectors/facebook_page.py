"""A Facebook page that lives: posts, comments, edits, deletions, and answers of its own."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from tests.connectors.contract import NOW
from tests.connectors.graph_api import FakeGraph, told_at
from tests.connectors.server import ScriptedServer

PAGE = "5550001"
US = {"id": PAGE, "name": "Acme Air"}
SAM = {"id": "9001", "name": "Sam"}


class FakePage:
    """Posts of the page and of visitors; comments below them, newest first as they are asked for."""

    def __init__(self, now: Callable[[], datetime] = lambda: NOW) -> None:
        self.now = now
        self.graph = FakeGraph(on_post=self._posted)
        self.feed = self.graph.edges.setdefault(f"{PAGE}/feed", [])
        self.tagged = self.graph.edges.setdefault(f"{PAGE}/tagged", [])
        self.ratings = self.graph.edges.setdefault(f"{PAGE}/ratings", [])

    def open(self, server: ScriptedServer) -> None:
        """Answer on `server`."""
        self.graph.open(server)

    def post(self, number: int, text: str = "Summer sale", by: Mapping[str, str] = US, *, ago: float = 1.0) -> str:
        """Post on the page, so many hours ago; return the post's id."""
        name, at = f"{PAGE}_{number}", told_at(self.now() - timedelta(hours=ago))
        made = {"id": name, "message": text, "from": by, "created_time": at, "updated_time": at}
        made |= {"comments": {"summary": {"total_count": 0}}, "reactions": {"summary": {"total_count": 7}}}
        self.feed.insert(0, made)
        self.graph.nodes[name] = made
        return name

    def comment(
        self, post: str, number: int, text: str, by: Mapping[str, str] = SAM, *, ago: float = 0.5, **more: Any
    ) -> str:
        """Comment below a post; `below` names a comment that it answers."""
        below = more.pop("below", None)
        story = post.rpartition("_")[2]
        made = {"id": f"{story}_{number}", "message": text, "from": by, **more}
        made |= {"created_time": told_at(self.now() - timedelta(hours=ago)), "like_count": 3, "comment_count": 0}
        made |= {"parent": {"id": below}} if below else {}
        for node in (post, below) if below else (post,):
            self.graph.edges.setdefault(f"{node}/comments", []).insert(0, made)
        self.graph.nodes[made["id"]] = made
        self.count(post, 1)
        return str(made["id"])

    def edit(self, comment: str, text: str) -> None:
        """Change the words of a comment: no time of it is told."""
        self.graph.nodes[comment]["message"] = text

    def delete(self, post: str, comment: str) -> None:
        """Take a comment away."""
        del self.graph.nodes[comment]
        self.graph.edges[f"{post}/comments"] = [
            one for one in self.graph.edges[f"{post}/comments"] if one["id"] != comment
        ]
        self.count(post, -1)

    def count(self, post: str, more: int) -> None:
        """Tell of more comments below a post."""
        if post in self.graph.nodes:
            self.graph.nodes[post]["comments"]["summary"]["total_count"] += more

    def _posted(self, path: str, text: str) -> dict[str, Any]:
        node = path.removesuffix("/comments")
        if node in self.graph.nodes and node.startswith(f"{PAGE}_"):
            name = self.comment(node, 800 + self.graph.made, text, US, ago=0)
        else:
            root = self.graph.nodes.get(node, {}).get("parent", {}).get("id", node)
            name = self.comment(f"{PAGE}_{node.partition('_')[0]}", 800 + self.graph.made, text, US, ago=0, below=root)
        return self.graph.nodes[name]
