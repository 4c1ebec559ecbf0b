"""What Mastodon tells, read: posts, notifications, threads. Facts: https://docs.joinmastodon.org/entities/Status/"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import msgspec

from connectors.contract import Author, Media, Mention, MentionKey, OwnReply, Reach
from connectors.kit.items import shaped, sift, time_of, understood
from connectors.kit.language import language_code
from connectors.kit.paging import Batch
from connectors.kit.text import clean, plain

Place = Literal["timeline", "notifications", "search"]

_SEEN_BY_ALL = {"public", "unlisted"}
_MEDIA = {"image": "image", "video": "video", "gifv": "video", "audio": "audio"}
_ADDRESSED = re.compile(r"\A(?:@[\w.-]+(?:@[\w.:-]+)?\s+)+")
"""Whom a reply begins with; it is the platform's way to say whom it answers, and none of its words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    acct: str
    uri: str | None = None
    url: str | None = None
    display_name: str | None = None
    followers_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attachment:
    type: str = "unknown"
    url: str | None = None
    remote_url: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One post as the API writes it. `id` is the asked server's own, `uri` the same everywhere."""

    id: str
    uri: str
    created_at: str
    visibility: str
    account: _Account
    content: str
    url: str | None = None
    spoiler_text: str | None = None
    language: str | None = None
    edited_at: str | None = None
    in_reply_to_id: str | None = None
    reblog: object = None
    media_attachments: Sequence[_Attachment] = ()
    favourites_count: int | None = None
    reblogs_count: int | None = None
    replies_count: int | None = None

    @property
    def is_public(self) -> bool:
        """Whether it is for all to see."""
        return self.visibility in _SEEN_BY_ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The posts above and below one, those that were understood."""

    above: tuple[Status, ...] = ()
    below: tuple[Status, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    ancestors: Sequence[object]
    descendants: Sequence[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Notification:
    type: str
    status: Status | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    statuses: Sequence[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stamp:
    """What paging needs of a status or a notification, whatever else is wrong with it."""

    id: str
    created_at: str


def read_page(payload: object, place: Place) -> Batch:
    """Return what an answer of `place` holds. Raises `Changed` where it is none."""
    if place == "search":
        items = shaped(payload, _Found, "result of a search").statuses
    else:
        items = shaped(payload, list[object], "list of posts")
    if place == "notifications":
        page = sift(items, _Notification, _of_notification, _is_public)
    else:
        page = sift(items, Status, mention_of, _is_public)
    stamps = _stamps(items)
    marks = tuple(moment.timestamp() for _, moment in stamps)
    return Batch(page=page, marks=marks, older=min((name for name, _ in stamps), key=_age, default=None))


def posts_of(payload: object, place: Place) -> tuple[Status, ...]:
    """Return the posts in an answer of `place` that are understood, whoever may see them."""
    if place == "search":
        return _understood(shaped(payload, _Found, "result of a search").statuses)
    items = shaped(payload, list[object], "list of posts")
    if place == "notifications":
        items = [item.get("status") for item in items if isinstance(item, Mapping)]
    return _understood(items)


def read_thread(payload: object) -> Thread:
    """Return what stands above and below a post."""
    found = shaped(payload, _Context, "thread of a post")
    return Thread(above=_understood(found.ancestors), below=_understood(found.descendants))


def read_me(payload: object) -> frozenset[str]:
    """Return what the token's own account is known by."""
    return _names_of(shaped(payload, _Account, "account"))


def in_thread(mention: Mention, status: Status, thread: Thread) -> Mention:
    """Return `mention` with its place in the thread it stands in."""
    parent = next((one.uri for one in thread.above if one.id == status.in_reply_to_id), None)
    root = thread.above[0].uri if thread.above else status.uri
    return replace(mention, thread_id=root, parent_id=parent)


def own_replies(status: Status, thread: Thread, ours: Collection[str]) -> tuple[OwnReply, ...]:
    """Return the answers of `ours` to a post: those directly below it, and what continues such an answer."""
    under, found = {status.id}, []
    for one in sorted(thread.below, key=lambda one: _age(one.id)):
        if one.in_reply_to_id in under and one.is_public and not _names_of(one.account).isdisjoint(ours):
            under.add(one.id)
            found.append(own_reply(one))
    return tuple(found)


def own_reply(status: Status) -> OwnReply:
    """Return a post of ours as an answer. Raises `ValueError` where it has no time."""
    words = _ADDRESSED.sub("", plain(status.content))
    return OwnReply(
        native_id=status.uri,
        text=words,
        posted_at=time_of(status.created_at, "created_at"),
        author=status.account.acct,
    )


def mention_of(status: Status) -> Mention | None:
    """Return a post as a mention, None for a boost. Raises `ValueError` where it is not for all to see."""
    if status.reblog is not None:
        return None
    if not status.is_public:
        raise ValueError(f"the post is {status.visibility!r}: it is not for others' eyes")
    return Mention(
        key=MentionKey(platform="mastodon", scope="", native_id=status.uri),
        text=plain(status.content),
        title=clean(status.spoiler_text or "") or None,
        posted_at=time_of(status.created_at, "created_at"),
        edited_at=time_of(status.edited_at, "edited_at") if status.edited_at else None,
        url=_link(status.url, status.uri),
        author=_author(status.account),
        language=language_code(status.language),
        thread_id=None if status.in_reply_to_id else status.uri,  # of a reply, the server's own id alone is told
        reach=Reach(likes=status.favourites_count, shares=status.reblogs_count, replies=status.replies_count),
        media=tuple(media for attachment in status.media_attachments for media in _media(attachment)),
    )


def _is_public(item: object) -> bool:
    """Whether it surely is: what was not understood may be private, too."""
    status = item.get("status", item) if isinstance(item, Mapping) else None
    return isinstance(status, Mapping) and status.get("visibility") in _SEEN_BY_ALL


def _stamps(items: Sequence[object]) -> list[tuple[str, datetime]]:
    found = []
    for item in items:
        try:
            stamp = msgspec.convert(item, _Stamp)
            found.append((stamp.id, time_of(stamp.created_at, "created_at")))
        except ValueError:
            continue  # it is rejected where it is read
    return found


def _age(name: str) -> tuple[int, str]:
    """Ids are opaque, and grow: first in length, then in the alphabet."""
    return len(name), name


def _of_notification(notification: _Notification) -> Mention | None:
    if notification.type != "mention":
        return None
    if notification.status is None:
        raise ValueError("the notification comes without its post")
    return mention_of(notification.status)


def _author(account: _Account) -> Author:
    return Author(
        id=account.uri or account.url or account.acct,
        name=clean(account.display_name or "") or account.acct,
        followers=account.followers_count,
    )


def _media(attachment: _Attachment) -> list[Media]:
    url = _link(attachment.url, attachment.remote_url)
    alt = clean(attachment.description or "") or None
    return [Media(kind=_MEDIA.get(attachment.type, "other"), url=url, alt=alt)] if url else []


def _link(*candidates: str | None) -> str | None:
    return next((url for url in candidates if url and url.startswith(("https://", "http://"))), None)


def _names_of(account: _Account) -> frozenset[str]:
    return frozenset(name for name in (account.uri, account.url) if name)


def _understood(items: Sequence[object]) -> tuple[Status, ...]:
    return tuple(understood(items, Status, lambda status: time_of(status.created_at, "created_at")))
