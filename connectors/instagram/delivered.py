"""What Meta delivers of an Instagram account, read.

Facts: https://developers.facebook.com/docs/graph-api/webhooks/reference/instagram
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from connectors.contract import Author, Mention, MentionKey, Page, Rejected
from connectors.instagram.reading import NAMED, SHOWN, Person, key_of
from connectors.kit.graph.pushes import Change, Delivered
from connectors.kit.text import clean

_PAYLOAD_CHARS = 2000


class _Post(msgspec.Struct, frozen=True, kw_only=True):
    id: str | None = None


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    """A comment; of an album's the post is not told."""

    id: str
    text: str = ""
    sender: Person = msgspec.field(name="from", default=Person())
    media: _Post = _Post()
    parent_id: str | None = None


class _Named(msgspec.Struct, frozen=True, kw_only=True):
    """Where we were named: in a post's caption, or in a comment on it."""

    media_id: str
    comment_id: str | None = None


def read_changes(changes: Iterable[Change], account: str) -> Delivered:
    """Return what was said, where we were named, and what our own comments answer."""
    mentions, rejected, named = list[Mention](), list[Rejected](), list[MentionKey]()
    for change in changes:
        try:
            if change.field in ("comments", "live_comments"):
                said = msgspec.convert(change.value, _Said)
                if said.sender.id != account and said.sender.self_ig_scoped_id is None:
                    mentions.append(_mention(said, change.at))
                elif said.parent_id:
                    named.append(key_of(said.parent_id))
            elif change.field == "mentions":
                named.append(_where(msgspec.convert(change.value, _Named)))
        except msgspec.ValidationError as error:
            rejected.append(Rejected(reason=str(error), payload=str(change.value)[:_PAYLOAD_CHARS]))
    page = Page(mentions=tuple(mentions), rejected=tuple(rejected))
    return Delivered(page=page, named=tuple(dict.fromkeys(named)))


def _where(named: _Named) -> MentionKey:
    if named.comment_id is None:
        return key_of(f"{SHOWN}/{named.media_id}")
    return key_of(f"{NAMED}/{named.media_id}/{named.comment_id}")


def _mention(said: _Said, at: datetime) -> Mention:
    return Mention(
        key=key_of(said.id),
        text=clean(said.text),
        posted_at=at,
        author=Author(id=said.sender.id, name=clean(said.sender.username or "") or None),
        thread_id=said.media.id,
        parent_id=said.parent_id or said.media.id,
    )
