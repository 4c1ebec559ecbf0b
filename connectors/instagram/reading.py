"""What the Graph API tells of an Instagram account, read.

Facts: https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import msgspec

from connectors.contract import Author, Media, Mention, MentionKey, OwnReply, Page, Reach
from connectors.kit.items import sift, time_of, understood
from connectors.kit.text import clean

REPLY = "id,text,timestamp,username,from,user,like_count,parent_id"
COMMENT = f"{REPLY},replies.limit(50){{{REPLY}}}"
ONE_COMMENT = f"{COMMENT},media{{id,permalink}}"
MEDIA = "id,caption,timestamp,permalink,username,comments_count,like_count,media_type,media_url"
NAMED_COMMENT = "id,text,timestamp,username,like_count,media{id,permalink}"

SHOWN, NAMED = "media", "mentions"
"""What the ids of others' posts begin with, and of comments on others' posts: behind it that post's id, then theirs."""

_KINDS = {"IMAGE": "image", "CAROUSEL_ALBUM": "image", "VIDEO": "video", "REELS": "video"}


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """An account. In what is delivered, `self_ig_scoped_id` is told of our own alone."""

    id: str | None = None
    username: str | None = None
    self_ig_scoped_id: str | None = None


class _Post(msgspec.Struct, frozen=True, kw_only=True):
    id: str | None = None
    permalink: str | None = None


class _Replies(msgspec.Struct, frozen=True, kw_only=True):
    data: list[object] = []
    paging: object = None


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """A comment on a post, with the first answers below it, or one of these. `user` is told of our own alone."""

    id: str
    timestamp: str
    text: str = ""
    username: str | None = None
    sender: Person | None = msgspec.field(name="from", default=None)
    user: Person | None = None
    like_count: int | None = None
    parent_id: str | None = None
    media: _Post | None = None
    replies: _Replies = _Replies()


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A post with a picture or a video: one of ours, or one of others that tags or names us."""

    id: str
    timestamp: str
    caption: str = ""
    permalink: str | None = None
    username: str | None = None
    comments_count: int | None = None
    like_count: int | None = None
    media_type: str = ""
    media_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Us:
    """Our account: its id and, where that is not told, the name that it has now."""

    account: str
    username: str | None = None

    def wrote(self, comment: Comment) -> bool:
        """Whether a comment is ours."""
        ids = {one.id for one in (comment.user, comment.sender) if one is not None}
        return self.account in ids or (self.username is not None and comment.username == self.username)


def key_of(native_id: str) -> MentionKey:
    """Return what a comment or a post is known by."""
    return MentionKey(platform="instagram", scope="", native_id=native_id)


def read_comments(items: Sequence[object], us: Us, post: Shown) -> Page:
    """Return what others say below one of our posts, in comments and in answers to them, with what we answer."""
    comments = comments_of(items)
    answers = {one.id: comments_of(one.replies.data) for one in comments}
    told = [*items, *(reply for one in comments for reply in one.replies.data)]
    page = sift(told, Comment, lambda one: None if us.wrote(one) else comment_mention(one, post.id, post.permalink))
    ours = dict[str, list[OwnReply]]()
    for top, below in answers.items():
        for reply in below:
            if us.wrote(reply):
                ours.setdefault(asked(reply, below, top), []).append(own_reply(reply))
    mentions = (replace(one, own_replies=tuple(ours.get(one.key.native_id, ()))) for one in page.mentions)
    return replace(page, mentions=tuple(mentions))


def read_media(items: Sequence[object], us: Us) -> Page:
    """Return those posts that are others', as mentions."""
    return sift(items, Shown, partial(_media_of_others, us))


def comments_of(items: Sequence[object]) -> list[Comment]:
    """Return the comments that are understood, the earliest first; others are rejected where they are sifted."""
    return sorted(understood(items, Comment, written), key=written)


def asked(ours: Comment, below: Sequence[Comment], top: str) -> str:
    """Return which comment ours answers: that of whom it names first, as Instagram does it, else the one on top."""
    before = [one for one in below if one.username and written(one) < written(ours)]
    words = ours.text.split(maxsplit=1)
    named = [one.id for one in before if words and words[0].rstrip(":,") == f"@{one.username}"]
    return named[-1] if named else top


def comment_mention(comment: Comment, post: str | None, permalink: str | None, *, name: str | None = None) -> Mention:
    """Return a comment below `post` as a mention, by another `name` than its own id where that is not enough."""
    person = comment.sender or Person()
    return Mention(
        key=key_of(name or comment.id),
        text=clean(comment.text),
        posted_at=written(comment),
        url=link(permalink),
        author=Author(id=person.id, name=clean(comment.username or person.username or "") or None),
        thread_id=post,
        parent_id=comment.parent_id or post,
        reach=Reach(likes=comment.like_count, replies=len(comment.replies.data) or None),
    )


def media_mention(media: Shown) -> Mention:
    """Return a post of somebody else as a mention."""
    url = link(media.media_url)
    return Mention(
        key=key_of(f"{SHOWN}/{media.id}"),
        text=clean(media.caption),
        posted_at=time_of(media.timestamp, "timestamp"),
        url=link(media.permalink),
        author=Author(name=clean(media.username or "") or None),
        thread_id=media.id,
        reach=Reach(likes=media.like_count, replies=media.comments_count),
        media=(Media(kind=_KINDS.get(media.media_type, "other"), url=url),) if url else (),
    )


def own_reply(comment: Comment) -> OwnReply:
    """Return a comment of ours as an answer."""
    return OwnReply(native_id=comment.id, text=clean(comment.text), posted_at=written(comment), author=comment.username)


def written(comment: Comment) -> datetime:
    """Return when a comment was written."""
    return time_of(comment.timestamp, "timestamp")


def link(url: str | None) -> str | None:
    """Return an address that can be followed."""
    return url if url and url.startswith(("https://", "http://")) else None


def _media_of_others(us: Us, media: Shown) -> Mention | None:
    return None if us.username is not None and media.username == us.username else media_mention(media)
