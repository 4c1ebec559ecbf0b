"""Posts of the AT Protocol (Bluesky), read: as their authors wrote them (records), and as a server shows them (views).

Facts: https://docs.bsky.app/docs/advanced-guides/posts and the lexicons app.bsky.feed.*
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from connectors.contract import Author, Media, Mention, MentionKey, OwnReply, Reach
from connectors.kit.items import time_of
from connectors.kit.language import language_code
from connectors.kit.text import clean
from connectors.kit.times import parse_time

POSTS = "app.bsky.feed.post"
"""The collection that posts are in."""
WEB = "https://bsky.app"
_UNKNOWN = Reach()


class Ref(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a post: where it is, and the hash of what it says."""

    uri: str
    cid: str = ""


class ReplyRef(msgspec.Struct, frozen=True, kw_only=True):
    """What a post answers, and what began the thread."""

    root: Ref
    parent: Ref


class Record(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A post as its author wrote it. `created_at` is the author's word: it may be any time."""

    text: str = ""
    created_at: str = ""
    langs: Sequence[str] | None = None
    reply: ReplyRef | None = None
    embed: object = None


class Profile(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Who wrote it. The handle may change; the DID does not."""

    did: str
    handle: str = ""
    display_name: str | None = None


class View(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A post as a server shows it."""

    uri: str
    author: Profile
    record: Record
    indexed_at: str
    cid: str = ""
    embed: object = None
    like_count: int | None = None
    repost_count: int | None = None
    quote_count: int | None = None
    reply_count: int | None = None

    @property
    def at(self) -> datetime:
        """When it was posted, as servers sort it: never later than when they first saw it."""
        return sorted_at(self.record, time_of(self.indexed_at, "indexedAt"))


def key_of(uri: str) -> MentionKey:
    """Return what a post is known by: its address, with the author's DID in it."""
    return MentionKey(platform="bluesky", scope="", native_id=uri)


def sorted_at(record: Record, seen_at: datetime) -> datetime:
    """Return when a post was written, or when it was first seen where its author says a later time, or none."""
    written = parse_time(record.created_at)
    return seen_at if written is None else min(written, seen_at)


def mention_of(view: View) -> Mention:
    """Return a post that a server shows. Raises `ValueError` where it is none."""
    return mention_of_record(
        view.uri,
        view.record,
        seen_at=time_of(view.indexed_at, "indexedAt"),
        author=author_of(view.author),
        reach=Reach(
            likes=view.like_count,
            shares=_sum(view.repost_count, view.quote_count),
            replies=view.reply_count,
        ),
        media=_shown(view.embed),
        handle=view.author.handle,
    )


def mention_of_record(
    uri: str,
    record: Record,
    *,
    seen_at: datetime,
    author: Author,
    reach: Reach = _UNKNOWN,
    media: tuple[Media, ...] = (),
    handle: str = "",
) -> Mention:
    """Return a post as its author wrote it. Raises `ValueError` where `uri` is none of a post."""
    who, _, name = uri.removeprefix("at://").partition(f"/{POSTS}/")
    if not name or not who.startswith("did:"):
        raise ValueError(f"{uri[:80]!r} is no post")
    return Mention(
        key=key_of(uri),
        text=clean(record.text),
        posted_at=sorted_at(record, seen_at),
        url=url_of(uri, handle),
        author=author,
        language=language_code(next(iter(record.langs or ()), None)),
        thread_id=record.reply.root.uri if record.reply else uri,
        parent_id=record.reply.parent.uri if record.reply else None,
        reach=reach,
        media=media,
    )


def url_of(uri: str, handle: str = "") -> str:
    """Return where people read a post; by its author's DID where the handle is not known, or not valid any more."""
    did, _, name = uri.removeprefix("at://").partition(f"/{POSTS}/")
    return f"{WEB}/profile/{_valid(handle) or did}/post/{name}"


def author_of(profile: Profile) -> Author:
    """Return who wrote it, by the name that they show, else by their handle."""
    return Author(id=profile.did, name=clean(profile.display_name or "") or _valid(profile.handle))


def own_reply(view: View) -> OwnReply:
    """Return a post of ours as an answer."""
    return OwnReply(native_id=view.uri, text=clean(view.record.text), posted_at=view.at, author=view.author.handle)


def _valid(handle: str) -> str | None:
    return None if handle in ("", "handle.invalid") else handle


def _sum(*counts: int | None) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _shown(embed: object) -> tuple[Media, ...]:
    """Return the pictures and videos that a server shows with a post, also where it quotes another one."""
    if not isinstance(embed, Mapping):
        return ()
    if "media" in embed:
        return _shown(embed["media"])
    pictures = embed.get("images")
    shown = [
        Media(kind="image", url=image["fullsize"], alt=clean(str(image.get("alt") or "")) or None)
        for image in (pictures if isinstance(pictures, list) else ())
        if isinstance(image, Mapping) and _is_link(image.get("fullsize"))
    ]
    if _is_link(embed.get("playlist")):
        shown.append(Media(kind="video", url=embed["playlist"], alt=clean(str(embed.get("alt") or "")) or None))
    return tuple(shown)


def _is_link(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("https://", "http://"))
