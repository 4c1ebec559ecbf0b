"""What Bluesky's servers tell, read: searches, notifications, what an account wrote, threads."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from connectors.contract import Mention, OwnReply, Page
from connectors.kit.atproto import View, key_of, mention_of, own_reply
from connectors.kit.items import shaped, sift

_SPOKEN = ("mention", "reply", "quote")


class _Posts(msgspec.Struct, frozen=True, kw_only=True):
    posts: list[object]
    cursor: str | None = None


class _Notifications(msgspec.Struct, frozen=True, kw_only=True):
    notifications: list[object]
    cursor: str | None = None


class _Reason(msgspec.Struct, frozen=True, kw_only=True):
    reason: str


class _Answered(msgspec.Struct, frozen=True, kw_only=True):
    root: object
    parent: object


class _FeedItem(msgspec.Struct, frozen=True, kw_only=True):
    post: View
    reply: _Answered | None = None
    reason: object = None


class _Feed(msgspec.Struct, frozen=True, kw_only=True):
    feed: list[object]
    cursor: str | None = None


class _Node(msgspec.Struct, frozen=True, kw_only=True):
    post: object = None
    replies: list[dict[str, Any]] = []


class _Thread(msgspec.Struct, frozen=True, kw_only=True):
    thread: _Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What one answer holds: mentions, when each item was posted (epoch seconds), what asks for more."""

    page: Page
    marks: tuple[float, ...] = ()
    cursor: str | None = None
    views: tuple[View, ...] = field(default=(), repr=False)


def read_posts(payload: object, own: Sequence[str]) -> Listed:
    """Return posts that a search found, or that were asked for by their addresses."""
    found = shaped(payload, _Posts, "list of posts")
    return _listed(found.posts, own, found.cursor)


def read_notifications(payload: object, own: Sequence[str]) -> Listed:
    """Return the posts among notifications; likes, reposts and follows are none."""
    found = shaped(payload, _Notifications, "list of notifications")
    spoken = [one for one in found.notifications if _reason(one) in _SPOKEN]
    marks = tuple(view.at.timestamp() for view in _views(found.notifications))
    return replace(_listed(spoken, own, found.cursor), marks=marks)


def read_feed(payload: object, own: Sequence[str]) -> Listed:
    """Return what our account answered, as the posts that it answers with its answers.

    An answer to somebody in a thread that they began answers what they began it with, too.
    """
    found = shaped(payload, _Feed, "feed")
    items = [item for one in found.feed if (item := _item(one)) is not None]
    told: dict[str, Mention] = {}
    for item in items:
        for answered in _spoken_to(item, own):
            mention = told.get(answered.uri) or mention_of(answered)
            answers = (*mention.own_replies, own_reply(item.post))
            told[answered.uri] = replace(mention, own_replies=answers)
    marks = tuple(item.post.at.timestamp() for item in items)
    return Listed(page=Page(mentions=tuple(told.values())), marks=marks, cursor=found.cursor)


def read_answers(payload: object, own: Sequence[str]) -> tuple[OwnReply, ...]:
    """Return what our accounts wrote right below the post of a thread."""
    node = shaped(payload, _Thread, "thread").thread
    views = _views([reply.get("post") for reply in node.replies])
    return tuple(own_reply(view) for view in views if view.author.did in own)


def _listed(items: Sequence[object], own: Sequence[str], cursor: str | None) -> Listed:
    page = sift(items, View, lambda view: None if view.author.did in own else mention_of(view))
    views = _views(items)
    marks = tuple(view.at.timestamp() for view in views)
    return Listed(page=page, marks=marks, cursor=cursor, views=tuple(views))


def _spoken_to(item: _FeedItem, own: Sequence[str]) -> list[View]:
    """Return the posts of others that a post of ours answers."""
    if item.reply is None or item.reason is not None or item.post.author.did not in own:
        return []
    parents, roots = _views([item.reply.parent]), _views([item.reply.root])
    by_same = [root for root in roots for parent in parents if root.author.did == parent.author.did]
    spoken_to = {key_of(view.uri): view for view in (*parents, *by_same) if view.author.did not in own}
    return list(spoken_to.values())


def _views(items: Sequence[object]) -> list[View]:
    """What is no view is a post that is gone or withheld, or was rejected with its reason."""
    found = []
    for item in items:
        try:
            view = msgspec.convert(item, View)
            view.at  # noqa: B018  it must have a time
        except ValueError:
            continue
        found.append(view)
    return found


def _item(one: object) -> _FeedItem | None:
    try:
        item = msgspec.convert(one, _FeedItem)
        item.post.at  # noqa: B018
    except ValueError:
        return None
    return item


def _reason(one: object) -> str | None:
    try:
        return msgspec.convert(one, _Reason).reason
    except ValueError:
        return None
