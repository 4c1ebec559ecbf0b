"""Addresses that Slack takes and a person may press."""

import re
from urllib.parse import quote, urlsplit

LONGEST = 3000
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_KEPT = "%/?#[]@!$&'()*+,;=:-._~"


def safe(url: str) -> str | None:
    """Return `url` as plain ASCII http(s) without a user's name in it, or None where it is not such an address."""
    try:
        parts = urlsplit(url.strip())
        host, port = host_of(url), parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or host is None:
        return None
    rest = quote(parts._replace(scheme="", netloc="").geturl(), safe=_KEPT, errors="replace")
    whole = f"{parts.scheme.lower()}://{host}{f':{port}' if port else ''}{rest}"
    return whole if len(whole) <= LONGEST else None


def host_of(url: str) -> str | None:
    """Return the host that pressing `url` leads to, in ASCII so that no look-alike letter can pose as another."""
    try:
        host = (urlsplit(url.strip()).hostname or "").encode("idna").decode()
    except ValueError:
        return None
    return host if _HOST.fullmatch(host) else None
