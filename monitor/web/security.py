"""What every answer of the pages carries, and which hosts they answer to."""

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.web.api.problem import API, Kind, Refusal
from monitor.wording.pages import WRONG_HOST

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with none at all, browsers call the origin of our own forms "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
PROBED = frozenset({"/healthz", "/livez", "/metrics"})
"""Asked for by machines, at a plain address; nothing of what customers said is in them. A page elsewhere cannot have
its own name made to point here and ask for them: what it asks for has its name."""
STORED_NOWHERE = "no-store"
"""Pages hold customers' words: no cache keeps them."""


def allowed_hosts(base_url: str | None) -> frozenset[str]:
    """Return the names under which the pages may be asked for: this machine's own, and that of `base_url`."""
    named = urlsplit(base_url).hostname if base_url else None
    return LOOPBACK | ({named} if named else frozenset())


class Guarded:
    """An application that answers to known hosts only, and whose every answer forbids what the pages never do.

    A page elsewhere whose name was made to point here (DNS rebinding) still asks for its own name, and gets nothing.
    `root` is the path at which a proxy shows the pages; it is taken off where the proxy left it on.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], root: str = "") -> None:
        self._app = app
        self._hosts = hosts
        self._root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", STORED_NOWHERE)
                if headers.get("location", "").startswith("/"):
                    headers["location"] = self._root + headers["location"]
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._answers(_host(Headers(scope=scope).get("host", "")), self._path(scope["path"])):
            await self._app({**scope, "path": self._path(scope["path"])}, receive, secured)
        else:
            await _refused(self._path(scope["path"]))(scope, receive, secured)

    def _path(self, path: str) -> str:
        below = path.startswith(f"{self._root}/") or path == self._root
        return (path[len(self._root) :] or "/") if self._root and below else path

    def _answers(self, host: str, path: str) -> bool:
        return host in self._hosts or (path in PROBED and _is_address(host))


def _refused(path: str) -> Response:
    below = path.startswith(f"{API}/")
    return Refusal(Kind.WRONG_HOST, WRONG_HOST.strip()).told() if below else PlainTextResponse(WRONG_HOST, 421)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _host(written: str) -> str:
    """Return the name in a Host header without its port; empty where it is none."""
    try:
        return urlsplit(f"//{written}").hostname or ""
    except ValueError:
        return ""
