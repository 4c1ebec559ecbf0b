"""Cookies: kept from scripts, from other sites' forms, and behind https from everything but this very host."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

SESSION, VISIT, PROVIDER = "session", "visit", "provider"
"""Who is signed in; who looks at a form before they are; who is on their way to the organisation's own login."""


class Cookies:
    """Sets and reads cookies for pages that are reached at `base_url`.

    Behind https their names begin with `__Host-`: a browser takes such a one from this host alone, for all of it, and
    never over plain http. They are `Lax`, so that a link in an alert leads to a page and not to the login.
    """

    def __init__(self, base_url: str | None) -> None:
        parts = urlsplit(base_url or "")
        self._https_host = parts.netloc.lower() if parts.scheme == "https" else None

    @property
    def session(self) -> str:
        """What the cookie of a session is called where people reach the pages."""
        return f"__Host-{SESSION}" if self._https_host else f"complaints-{SESSION}"

    def read(self, request: Request, kind: str) -> str | None:
        """Return a cookie's value."""
        return request.cookies.get(self._name(request, kind))

    def set(self, request: Request, response: Response, kind: str, value: str, *, seconds: int) -> None:
        """Let the browser keep a value."""
        response.set_cookie(
            self._name(request, kind),
            value,
            max_age=seconds,
            path="/",
            secure=self._is_https(request),
            httponly=True,
            samesite="lax",
        )

    def drop(self, request: Request, response: Response, kind: str) -> None:
        """Let the browser forget it."""
        self.set(request, response, kind, "", seconds=0)

    def _name(self, request: Request, kind: str) -> str:
        return f"__Host-{kind}" if self._is_https(request) else f"complaints-{kind}"

    def _is_https(self, request: Request) -> bool:
        """Return whether the browser came by https: so a trusted proxy says, or it asks for the name that has it."""
        return request.url.scheme == "https" or request.headers.get("host", "").lower() == self._https_host
