"""What the Graph API tells of a page, read. Facts: https://developers.facebook.com/docs/graph-api/reference/page"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import msgspec

from connectors.contract import Author, Media, Mention, MentionKey, OwnReply, Page, Rating, Reach
from connectors.kit.items import sift, time_of, understood
from connectors.kit.text import clean

COMMENT = "id,message,from,created_time,parent{id},like_count,comment_count,permalink_url,attachment,message_tags"
POST = (
    "id,message,from,created_time,updated_time,permalink_url,shares,full_picture,"
    "reactions.limit(0).summary(true),comments.filter(stream).limit(0).summary(true)"
)
RATING = "created_time,recommendation_type,rating,review_text,reviewer,open_graph_story{id}"
POSTED, RATED = "posts/", "ratings/"
"""What the ids of posts and recommendations begin with: Meta's own do not tell them from those of comments."""

_MEDIA = {"photo": "image", "sticker": "image", "animated_image_share": "image", "video_inline": "video"}


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A person or a page; what is delivered sometimes has its id as a number."""

    id: str | int
    name: str | None = None


class _Node(msgspec.Struct, frozen=True, kw_only=True):
    id: str


class _Image(msgspec.Struct, frozen=True, kw_only=True):
    src: str | None = None


class _Shown(msgspec.Struct, frozen=True, kw_only=True):
    image: _Image = _Image()


class _Attachment(msgspec.Struct, frozen=True, kw_only=True):
    type: str = ""
    media: _Shown = _Shown()
    url: str | None = None


class _Summary(msgspec.Struct, frozen=True, kw_only=True):
    total_count: int | None = None


class _Counted(msgspec.Struct, frozen=True, kw_only=True):
    summary: _Summary = _Summary()


class _Shares(msgspec.Struct, frozen=True, kw_only=True):
    count: int | None = None


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """A comment on a post, or one below a comment: those name it as `parent`."""

    id: str
    created_time: str
    message: str = ""
    sender: Named | None = msgspec.field(name="from", default=None)
    parent: _Node | None = None
    like_count: int | None = None
    comment_count: int | None = None
    permalink_url: str | None = None
    attachment: _Attachment | None = None
    message_tags: list[_Node] = []


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A post on the page, or one elsewhere that names it."""

    id: str
    created_time: str
    message: str = ""
    sender: Named | None = msgspec.field(name="from", default=None)
    updated_time: str | None = None
    permalink_url: str | None = None
    shares: _Shares = _Shares()
    full_picture: str | None = None
    reactions: _Counted = _Counted()
    comments: _Counted = _Counted()

    @property
    def stamp(self) -> str:
        """What changes when its comments do."""
        return f"{self.comments.summary.total_count} {self.updated_time}"


class Recommendation(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says of the page: whether they recommend it or, in earlier years, with stars."""

    created_time: str
    open_graph_story: _Node | None = None
    recommendation_type: str | None = None
    rating: float | None = None
    review_text: str | None = None
    reviewer: Named | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What is said below a post: mentions, what we answer to the post itself, and to comments that are not there."""

    page: Page
    to_post: tuple[OwnReply, ...]
    to_others: tuple[str, ...]


def key_of(native_id: str) -> MentionKey:
    """Return what a post, a comment or a recommendation is known by."""
    return MentionKey(platform="facebook", scope="", native_id=native_id)


def comments_of(items: Sequence[object]) -> list[Comment]:
    """Return the comments that are understood, the earliest first; others are rejected where they are sifted."""
    return sorted(understood(items, Comment, written), key=written)


def read_comments(items: Sequence[object], page: str, post: str) -> Spoken:
    """Return what others say below `post`, with what the `page` answers there."""
    heard = sift(items, Comment, lambda one: None if is_ours(one.sender, page) else comment_mention(one))
    comments = comments_of(items)
    answers = dict[str, list[OwnReply]]()
    for ours in comments:
        if is_ours(ours.sender, page):
            answers.setdefault(_asked(ours, comments) or post, []).append(own_reply(ours))
    to_post, there = tuple(answers.pop(post, [])), {one.id for one in comments}
    mentions = tuple(replace(one, own_replies=tuple(answers.get(one.key.native_id, ()))) for one in heard.mentions)
    to_others = tuple(one for one in answers if one not in there)
    return Spoken(page=replace(heard, mentions=mentions), to_post=to_post, to_others=to_others)


def replies_below(items: Sequence[object], page: str, since: datetime, to: str | None = None) -> tuple[OwnReply, ...]:
    """Return what the `page` says since a time among the comments below something; only what answers `to`, if given."""
    comments = comments_of(items)
    ours = [one for one in comments if is_ours(one.sender, page) and written(one) >= since]
    return tuple(own_reply(one) for one in ours if to is None or (_asked(one, comments) or to) == to)


def read_posts(items: Sequence[object], page: str) -> Page:
    """Return those posts that are not the page's own, as mentions."""
    return sift(items, Post, partial(_post_of_others, page))


def read_ratings(items: Sequence[object]) -> Page:
    """Return recommendations as mentions."""
    return sift(items, Recommendation, _recommendation)


def is_ours(sender: Named | None, page: str) -> bool:
    """Whether the page itself wrote it."""
    return sender is not None and str(sender.id) == page


def comment_mention(comment: Comment) -> Mention:
    """Return a comment as a mention. Its id begins with that of the post."""
    post = comment.id.partition("_")[0]
    return Mention(
        key=key_of(comment.id),
        text=clean(comment.message),
        posted_at=written(comment),
        url=_link(comment.permalink_url) or f"https://www.facebook.com/{comment.id}",
        author=author_of(comment.sender),
        thread_id=post,
        parent_id=comment.parent.id if comment.parent else post,
        reach=Reach(likes=comment.like_count, replies=comment.comment_count),
        media=_attached(comment.attachment),
    )


def post_mention(post: Post) -> Mention:
    """Return a post of somebody else as a mention."""
    picture = _link(post.full_picture)
    return Mention(
        key=key_of(f"{POSTED}{post.id}"),
        text=clean(post.message),
        posted_at=time_of(post.created_time, "created_time"),
        url=_link(post.permalink_url) or f"https://www.facebook.com/{post.id}",
        author=author_of(post.sender),
        thread_id=post.id.rpartition("_")[2],
        reach=Reach(
            likes=post.reactions.summary.total_count,
            shares=post.shares.count,
            replies=post.comments.summary.total_count,
        ),
        media=(Media(kind="image", url=picture),) if picture else (),
    )


def own_reply(comment: Comment) -> OwnReply:
    """Return a comment of the page as an answer."""
    author = comment.sender.name if comment.sender else None
    return OwnReply(native_id=comment.id, text=clean(comment.message), posted_at=written(comment), author=author)


def author_of(sender: Named | None) -> Author:
    """Return who spoke, as far as it is told."""
    return Author() if sender is None else Author(id=str(sender.id), name=clean(sender.name or "") or None)


def rating_of(recommendation_type: str | None, stars: float | None) -> Rating | None:
    """Return a recommendation as a thumb, up or down; older ones have one to five stars."""
    if stars:
        return Rating(stars=stars)
    thumbs = {"positive": 1.0, "negative": 0.0}
    thumb = thumbs.get((recommendation_type or "").lower())
    return None if thumb is None else Rating(stars=thumb, out_of=1.0)


def written(comment: Comment) -> datetime:
    """Return when a comment was written."""
    return time_of(comment.created_time, "created_time")


def _asked(ours: Comment, comments: Sequence[Comment]) -> str | None:
    """Return which comment ours answers: that of the person it names, else the one that it stands below."""
    if ours.parent is None:
        return None
    tagged = {tag.id for tag in ours.message_tags}
    below = [one for one in comments if one.parent and one.parent.id == ours.parent.id and written(one) < written(ours)]
    named = [one.id for one in below if one.sender is not None and str(one.sender.id) in tagged]
    return named[-1] if named else ours.parent.id


def _post_of_others(page: str, post: Post) -> Mention | None:
    return None if is_ours(post.sender, page) else post_mention(post)


def _recommendation(one: Recommendation) -> Mention:
    if one.open_graph_story is None:
        raise ValueError("the recommendation has no id")
    story = one.open_graph_story.id
    return Mention(
        key=key_of(f"{RATED}{story}"),
        text=clean(one.review_text or ""),
        posted_at=time_of(one.created_time, "created_time"),
        url=f"https://www.facebook.com/{story}",
        author=author_of(one.reviewer),
        rating=rating_of(one.recommendation_type, one.rating),
        thread_id=story,
    )


def _attached(attachment: _Attachment | None) -> tuple[Media, ...]:
    if attachment is None:
        return ()
    url = _link(attachment.media.image.src) or _link(attachment.url)
    return (Media(kind=_MEDIA.get(attachment.type, "other"), url=url),) if url else ()


def _link(url: str | None) -> str | None:
    return url if url and url.startswith(("https://", "http://")) else None
