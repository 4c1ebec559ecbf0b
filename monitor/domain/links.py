"""Links: which of the addresses that platforms tell a person can follow."""

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"[^\x00-\x20\x7f\"#%/:<>?@\[\\\]^`{|}]+|[0-9a-f:.]+")
"""A name as browsers take it (https://url.spec.whatwg.org/#host-miscellaneous), or what stands between the brackets."""


def followed(url: str | None) -> str | None:
    """Return `url` if it is one of the web that a browser understands; None for whatever else it is."""
    if url is None or not url.startswith(("https://", "http://")):
        return None
    try:
        parts = urlsplit(url)
        told = parts.port is None or parts.port >= 0
    except ValueError:
        return None
    return url if told and parts.hostname and _HOST.fullmatch(parts.hostname) else None
