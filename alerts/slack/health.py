"""What Slack told about the bot and the channel, read as: would a post be taken, and what works less well?"""

from collections.abc import Mapping
from typing import Any

from alerts.contract import Refused


def health(channel: str, scopes_header: str | None, info: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return sentences on what works less well. Raises `Refused` where no post would be taken.

    `scopes_header` is the `x-oauth-scopes` of an answer, None where there was none; `info` is the `channel` of
    `conversations.info`, None where the bot may not ask.
    """
    scopes = None if scopes_header is None else {scope.strip() for scope in scopes_header.split(",")}
    if scopes is not None and "chat:write" not in scopes:
        raise Refused(f"the bot may not post: add the scope chat:write and reinstall the app (it has {scopes_header})")
    return (*_advice_on_channel(channel, scopes or set(), info), *_advice_on_scopes(scopes, info))


def _advice_on_channel(channel: str, scopes: set[str], info: Mapping[str, Any] | None) -> tuple[str, ...]:
    if info is None:
        return (f"whether the bot is in {channel} cannot be seen: add the scopes channels:read and groups:read",)
    if info.get("is_archived"):
        raise Refused(f"{channel} is archived: unarchive it, or configure another channel")
    is_public = not info.get("is_private")
    if info.get("is_member") is False and not (is_public and "chat:write.public" in scopes):
        raise Refused(f"the bot is not in {channel}: invite it with /invite @its-name")
    return ()


def _advice_on_scopes(scopes: set[str] | None, info: Mapping[str, Any] | None) -> tuple[str, ...]:
    if scopes is None:
        return ()
    advice = () if "files:write" in scopes else ("without the scope files:write a digest comes without its chart",)
    needed = "groups:history" if info and info.get("is_private") else "channels:history"
    if needed in scopes:
        return advice
    return (
        *advice,
        f"without the scope {needed} a post in doubt cannot be looked up, so it is posted again: at least once",
    )
