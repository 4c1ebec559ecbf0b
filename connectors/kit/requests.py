"""Requests: of an address that somebody wrote, or of where an answer leads; only http and https, nothing odd."""

import base64
from collections.abc import Mapping
from typing import Any

import httpx

from connectors.contract import Changed, Refused
from connectors.kit.answer import Answer
from connectors.kit.discretion import place_of

_REDIRECTS = {301, 302, 303, 307, 308}
_SAFE_ELSEWHERE = {"accept", "accept-encoding", "accept-language", "if-modified-since", "if-none-match", "user-agent"}
_ILLEGAL_URL = (httpx.InvalidURL, UnicodeError, ValueError, TypeError)


def request_of(method: str, url: str, headers: Mapping[str, str], content: Mapping[str, Any]) -> httpx.Request:
    """Return what asks for `url`, with `params`, `json`, `data` or `content`. Raises `Refused` where nothing can."""
    try:
        target = httpx.URL(url)
        params = content.get("params")
        if params:
            target = target.copy_merge_params(params)
        sent = {"Accept-Encoding": "gzip, deflate", "Accept": "*/*", **_credentials(target), **headers}
        target = target.copy_with(userinfo=b"") if target.userinfo else target
        body = {name: content.get(name) for name in ("json", "data", "content")}
        request = httpx.Request(method, target, headers=sent, **body)
    except _ILLEGAL_URL as error:
        raise Refused(f"{place_of(url)} cannot be asked: its address or a header is not well formed") from error
    return _allowed(request)


def _credentials(url: httpx.URL) -> dict[str, str]:
    if not url.userinfo:
        return {}
    pair = base64.b64encode(f"{url.username}:{url.password}".encode()).decode("ascii")
    return {"Authorization": f"Basic {pair}"}


def _allowed(request: httpx.Request) -> httpx.Request:
    if request.url.scheme not in ("http", "https") or not request.url.host:
        raise Refused(f"{place_of(str(request.url))} cannot be asked: only http and https addresses with a host can")
    return request


def redirected(request: httpx.Request, answer: Answer) -> httpx.Request | None:
    """Return the request that `answer` redirects to, None where it does not."""
    if answer.status not in _REDIRECTS or request.method != "GET" or not answer.headers.get("location"):
        return None
    try:
        target = request.url.join(answer.headers["location"]).copy_with(userinfo=b"", fragment=None)
        kept = dict(request.headers)
        kept.pop("host", None)
        if origin(target) != origin(request.url):
            kept = {name: value for name, value in kept.items() if name in _SAFE_ELSEWHERE}
        return _allowed(httpx.Request("GET", target, headers=kept))
    except _ILLEGAL_URL as error:
        raise Changed(f"{place_of(str(request.url))} redirects to what is no address") from error


def origin(url: httpx.URL) -> tuple[str, str, int | None]:
    """Return what must be the same for credentials to go along."""
    return url.scheme, url.host, url.port
