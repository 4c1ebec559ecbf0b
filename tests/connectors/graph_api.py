"""The Graph API as it behaves: lists by pages whose links hold the token, errors by codes, usage in headers."""

import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from connectors.contract import Pushed
from tests.connectors.contract import NOW
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply

TOKEN, SECRET, VERIFY = "EAAG-canary-token-90210", "canary-app-secret-4711", "canary-verify-words"
MISSING = {"message": f"Unsupported get request with {TOKEN}", "code": 100, "error_subcode": 33}


def error(code: int, status: int = 400, **more: Any) -> Reply:
    """Return an error of the Graph API; its message quotes the token, as some do."""
    return json_reply(
        {"error": {"message": f"Malformed {TOKEN}", "type": "OAuthException", "code": code, **more}}, status
    )


def told_at(moment: datetime) -> str:
    """Return a time as the Graph API writes it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}+0000"


def delivery(what: str, account: str, *changes: tuple[str, Any], secret: str = SECRET) -> Pushed:
    """Return what Meta delivers, signed."""
    told = [{"field": name, "value": value} for name, value in changes]
    body = json.dumps(
        {"object": what, "entry": [{"id": account, "time": int(NOW.timestamp()), "changes": told}]}
    ).encode()
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return Pushed(headers={"x-hub-signature-256": f"sha256={digest}"}, body=body)


@dataclass(kw_only=True)
class FakeGraph:
    """Nodes by id and edges by path; `page` is how many items a page has."""

    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    edges: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    page: int = 100
    made: int = 0
    on_post: Callable[[str, str], dict[str, Any]] | None = None
    usage: dict[str, str] = field(default_factory=dict)
    token: str = TOKEN

    def open(self, server: ScriptedServer) -> None:
        """Answer on `server`."""
        server.always(self.answer)

    def answer(self, seen: Seen) -> Reply:
        """Return what Meta says to a request."""
        if seen.headers.get("authorization") != f"Bearer {self.token}":
            return error(190, 401)
        path = seen.path.removeprefix("/v24.0/")
        if seen.method == "POST":
            return self._post(path, json.loads(seen.body)["message"])
        if path in self.edges:
            return json_reply(self._list(self.edges[path], seen), 200, **self.usage)
        node = self.nodes.get(path)
        if node is None and "/" in path:
            return json_reply({"data": []})
        return json_reply(node) if node else json_reply({"error": MISSING}, 400)

    def _post(self, path: str, text: str) -> Reply:
        assert self.on_post is not None
        self.made += 1
        return json_reply({"id": self.on_post(path, text)["id"]})

    def _list(self, items: Sequence[Any], seen: Seen) -> dict[str, Any]:
        start = int(seen.query.get("after", 0))
        size = min(self.page, int(seen.query.get("limit", 25)))
        if len(items) <= start + size:
            return {"data": items[start : start + size]}
        link = f"https://graph.facebook.com{seen.path}?access_token={self.token}&limit={size}&after={start + size}"
        return {"data": items[start : start + size], "paging": {"cursors": {"after": "x"}, "next": link}}


def hours_ago(hours: float) -> str:
    """Return a time before now."""
    return told_at(NOW - timedelta(hours=hours))
