"""The scopes that the app asks for, and what each of them costs where it is missing."""

from collections.abc import Iterator

ESSENTIAL = "chat:write"
COSTS = {
    ESSENTIAL: "nothing is posted",
    "channels:history": "in public channels a message in doubt is posted again: at least once, not once",
    "groups:history": "in private channels a message in doubt is posted again: at least once, not once",
    "channels:read": "whether the bot is in a public channel cannot be seen beforehand",
    "groups:read": "whether the bot is in a private channel cannot be seen beforehand",
    "commands": "/complaints does not answer",
    "users:read": "people go by their member ids",
    "users:read.email": "nobody is known by their address: name people by `slack: U...`",
    "im:write": "a direct message in doubt is sent again: at least once, not once",
    "im:history": "a direct message in doubt is sent again: at least once, not once",
    "usergroups:read": "nobody is in a group, where groups say who may do what",
    "files:write": "a digest comes without its chart",
}
"""By scope, in the order in which the manifest names them."""


def granted(header: str | None) -> frozenset[str] | None:
    """Return the scopes that the `x-oauth-scopes` of an answer names; None where it does not say."""
    return None if header is None else frozenset(scope.strip() for scope in header.split(",") if scope.strip())


def missing(scopes: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield each scope that `scopes` lack, and what that costs."""
    return ((scope, cost) for scope, cost in COSTS.items() if scope not in scopes)
