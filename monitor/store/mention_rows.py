"""How a mention becomes a row, and a row a mention."""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Row

from connectors.contract import Author, Media, Mention, MentionKey, OwnReply, Rating, Reach


def content_hash(mention: Mention) -> str:
    """Return what changes when the customer changes their words or stars: 16 bytes as hex."""
    stars = "" if mention.rating is None else f"{mention.rating.stars:g}/{mention.rating.out_of:g}"
    content = "\x00".join((mention.title or "", mention.text, stars))
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def content_of(mention: Mention) -> dict[str, Any]:
    """Return the columns that an edit changes."""
    rating = mention.rating
    return {
        "content_hash": content_hash(mention),
        "edited_at": mention.edited_at,
        "title": mention.title and storable(mention.title),
        "text": storable(mention.text),
        "stars": None if rating is None else rating.stars,
        "out_of": None if rating is None else rating.out_of,
        "language": mention.language,
        "media": _media_to_json(mention.media),
    }


def reach_of(mention: Mention) -> dict[str, Any]:
    """Return the columns that count how far it got."""
    reach = mention.reach
    return {
        "followers": mention.author.followers,
        "likes": reach.likes,
        "shares": reach.shares,
        "reply_count": reach.replies,
        "views": reach.views,
    }


def row_of(mention: Mention, *, source_id: int, lane: int, heard_at: datetime) -> dict[str, Any]:
    """Return a new mention's whole row but for its id."""
    return {
        "platform": mention.key.platform,
        "scope": mention.key.scope,
        "native_id": mention.key.native_id,
        "source_id": source_id,
        "lane": lane,
        "revision": 1,
        "judged": 0,
        "heard_at": heard_at,
        "posted_at": mention.posted_at,
        "url": mention.url and storable(mention.url),
        "author_id": mention.author.id and storable(mention.author.id),
        "author_name": mention.author.name and storable(mention.author.name),
        "thread_id": mention.thread_id,
        "parent_id": mention.parent_id,
        "place": mention.place and storable(mention.place),
        "needs_eyes": False,
        **content_of(mention),
        **reach_of(mention),
    }


def mention_of(row: Row[Any], replies: Sequence[OwnReply] = ()) -> Mention:
    """Return the mention of a row of `mentions`."""
    return Mention(
        key=MentionKey(platform=row.platform, scope=row.scope, native_id=row.native_id),
        text=row.text,
        posted_at=row.posted_at,
        url=row.url,
        author=Author(id=row.author_id, name=row.author_name, followers=row.followers),
        title=row.title,
        rating=None if row.stars is None else Rating(stars=row.stars, out_of=row.out_of or 5.0),
        language=row.language,
        edited_at=row.edited_at,
        thread_id=row.thread_id,
        parent_id=row.parent_id,
        reach=Reach(likes=row.likes, shares=row.shares, replies=row.reply_count, views=row.views),
        place=row.place,
        media=_media_from_json(row.media),
        own_replies=tuple(replies),
    )


def reply_of(row: Row[Any]) -> OwnReply:
    """Return the reply of a row of `replies`."""
    return OwnReply(native_id=row.native_id, text=row.text, posted_at=row.posted_at, author=row.author)


def storable(text: str) -> str:
    """Return `text` as both databases take it: PostgreSQL refuses NUL, and neither stores half a surrogate pair."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _media_to_json(media: Sequence[Media]) -> str | None:
    return json.dumps([[one.kind, one.url, one.alt] for one in media]) if media else None


def _media_from_json(text: str | None) -> tuple[Media, ...]:
    return tuple(Media(kind=kind, url=url, alt=alt) for kind, url, alt in json.loads(text)) if text else ()
