"""What may be told of a request, and what was said in confidence."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

SHORTEST_SECRET = 6
"""Shorter values are not hidden: a sample without every `1` and `en` tells nothing."""

_CONFIDENTIAL_HEADER = re.compile(r"auth|cookie|key|token|secret|signature", re.IGNORECASE)
_TOKEN_IN_PATH = re.compile(r"(?=[^/]*\d)(?=[^/]*[A-Za-z])([^/]{4})[^/]{16,}")
_PATH_SHOWN = 120


def place_of(url: str) -> str:
    """Return host and path of `url`, for people: no query, no user, and no path segment that looks like a token."""
    parts = _split(url)
    path = _TOKEN_IN_PATH.sub(r"\1…", parts.path)
    return f"{_host(parts)}{path if len(path) <= _PATH_SHOWN else path[:_PATH_SHOWN] + '…'}"


def in_confidence(urls: Iterable[str], headers: Mapping[str, str], fields: Iterable[object] = ()) -> tuple[str, ...]:
    """Return the values of a request that no message may repeat, the longest first.

    `urls` are its address as it was given and as it was sent, `fields` the values of its form or JSON.
    """
    values = {value for value in fields if isinstance(value, str)}
    for url in urls:
        parts = _split(url)
        values |= {value for _, value in parse_qsl(parts.query)}
        values |= {unquote(part) for part in (parts.username, parts.password) if part}
        values |= {match.group() for match in _TOKEN_IN_PATH.finditer(parts.path)}
    for name, value in headers.items():
        if _CONFIDENTIAL_HEADER.search(name):
            values |= {value, value.rpartition(" ")[2]}
    values |= {quote(value, safe="") for value in values}
    return tuple(sorted((value for value in values if len(value) >= SHORTEST_SECRET), key=len, reverse=True))


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _host(parts: SplitResult) -> str:
    """Host and port as written; `hostname` would lose a port that is no number along with the error about it."""
    return parts.netloc.rpartition("@")[2] or "an address that was not understood"
