"""One answer may tell of a mention several times: as it was posted, as it was edited, and with what was answered."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from connectors.contract import Mention, MentionKey


def told_once(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return each of `mentions` once: as it was edited last, with every answer that was told with any of them."""
    found = dict[MentionKey, Mention]()
    for mention in mentions:
        before = found.get(mention.key, mention)
        latest = mention if _changed(mention) > _changed(before) else before
        replies = {one.native_id: one for one in (*before.own_replies, *mention.own_replies)}
        found[mention.key] = replace(latest, own_replies=tuple(replies.values()))
    return tuple(found.values())


def _changed(mention: Mention) -> datetime:
    return mention.edited_at or mention.posted_at
