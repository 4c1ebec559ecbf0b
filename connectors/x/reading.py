"""What X tells, read: posts with their authors. Facts: https://docs.x.com/x-api/fundamentals/data-dictionary"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape

import msgspec

from connectors.contract import Author, Mention, MentionKey, OwnReply, Page, Reach, Refused
from connectors.kit.items import shaped, sift, time_of
from connectors.kit.language import language_code
from connectors.kit.text import clean

_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=UTC)
"""Where the times in ids begin: a post's id holds the milliseconds since, above 22 other bits."""
_NO_LANGUAGE = {"und", "zxx", "art", "qam", "qct", "qht", "qme", "qst"}


class _Referenced(msgspec.Struct, frozen=True, kw_only=True):
    type: str
    id: str


class _Url(msgspec.Struct, frozen=True, kw_only=True):
    url: str
    expanded_url: str | None = None


class _Entities(msgspec.Struct, frozen=True, kw_only=True):
    urls: list[_Url] = []


class _Note(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    entities: _Entities = _Entities()


class _Metrics(msgspec.Struct, frozen=True, kw_only=True):
    like_count: int | None = None
    retweet_count: int | None = None
    quote_count: int | None = None
    reply_count: int | None = None
    impression_count: int | None = None
    followers_count: int | None = None


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a post: an edit has an id of its own, and each knows the ids of all."""

    id: str
    text: str
    created_at: str | None = None
    author_id: str | None = None
    conversation_id: str | None = None
    in_reply_to_user_id: str | None = None
    edit_history_tweet_ids: list[str] = []
    referenced_tweets: list[_Referenced] = []
    entities: _Entities = _Entities()
    note_tweet: _Note | None = None
    lang: str | None = None
    public_metrics: _Metrics = _Metrics()

    @property
    def first_id(self) -> str:
        """The id that it had before any edit."""
        return min(self.edit_history_tweet_ids, key=int, default=self.id)

    @property
    def last_id(self) -> str:
        """The id of its newest version."""
        return max(self.edit_history_tweet_ids, key=int, default=self.id)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all its versions."""
        return tuple(dict.fromkeys((self.id, *self.edit_history_tweet_ids)))

    @property
    def parent(self) -> str | None:
        """The post that it answers."""
        return next((one.id for one in self.referenced_tweets if one.type == "replied_to"), None)

    @property
    def is_repost(self) -> bool:
        """Whether it only shows somebody else's."""
        return any(one.type == "retweeted" for one in self.referenced_tweets)


class _User(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    username: str
    public_metrics: _Metrics = _Metrics()


class _Includes(msgspec.Struct, frozen=True, kw_only=True):
    users: list[_User] = []


class _Meta(msgspec.Struct, frozen=True, kw_only=True):
    result_count: int | None = None
    next_token: str | None = None


class _Problem(msgspec.Struct, frozen=True, kw_only=True):
    title: str = ""
    detail: str = ""
    resource_id: str | None = None
    resource_type: str | None = None


class _Answer(msgspec.Struct, frozen=True, kw_only=True):
    data: list[object] | None = None
    includes: _Includes = _Includes()
    meta: _Meta | None = None
    errors: list[_Problem] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one answer holds, and how much of it has its price: `posts` of ours and others, and their `users`."""

    page: Page
    posts: tuple[Post, ...]
    shown: int
    users: int
    more: bool
    gone: tuple[str, ...] = field(default=())


def read_page(payload: object, own: str | None = None) -> Found:
    """Return what a search or a timeline holds. Raises `Refused` where X says why it shows none, else `Changed`."""
    found = shaped(payload, _Answer, "page of posts")
    if found.meta is None:
        _refuse_problem(found)
        shaped(payload, _WithMeta, "page of posts")
    return _found(found, own)


def read_lookup(payload: object, own: str | None = None) -> Found:
    """Return posts that were asked for by their ids; `gone` are those that X says are not to be seen any more."""
    found = shaped(payload, _Answer, "list of posts")
    if found.data is None and not found.errors:
        shaped(payload, _WithData, "list of posts")
    return _found(found, own)


class _WithMeta(msgspec.Struct, frozen=True, kw_only=True):
    meta: _Meta


class _WithData(msgspec.Struct, frozen=True, kw_only=True):
    data: list[object]


def _refuse_problem(found: _Answer) -> None:
    problem = next(iter(found.errors), None)
    if problem is not None and found.data is None:
        raise Refused(f"X shows nothing ({problem.title[:80]}): {problem.detail[:200]}")


def _found(found: _Answer, own: str | None) -> Found:
    items, users = found.data or [], {user.id: user for user in found.includes.users}
    page = sift(items, Post, lambda post: None if _is_ours(post, own) else mention_of(post, users))
    gone = tuple(one.resource_id for one in found.errors if one.resource_type in ("tweet", "post") and one.resource_id)
    more = found.meta is not None and found.meta.next_token is not None
    posts = tuple(post for item in items if (post := _post(item)) is not None)
    return Found(page=page, posts=posts, shown=len(items), users=len(users), more=more, gone=gone)


def key_of(post_id: str) -> MentionKey:
    """Return what a post is known by: the id of its first version."""
    return MentionKey(platform="x", scope="", native_id=post_id)


def mention_of(post: Post, users: Mapping[str, _User]) -> Mention | None:
    """Return a post as a mention; None where it only shows somebody else's."""
    if post.is_repost:
        return None
    user = users.get(post.author_id or "")
    metrics = post.public_metrics
    edited = post.first_id != post.id
    return Mention(
        key=key_of(post.first_id),
        text=words_of(post),
        posted_at=posted_at(post.first_id) if edited or post.created_at is None else _created(post),
        edited_at=_created(post) if edited else None,
        url=url_of(post.id, user.username if user else None),
        author=Author(
            id=post.author_id,
            name=user.username if user else None,
            followers=user.public_metrics.followers_count if user else None,
        ),
        language=None if post.lang in _NO_LANGUAGE else language_code(post.lang),
        thread_id=post.conversation_id or post.first_id,
        parent_id=post.parent,
        reach=Reach(
            likes=metrics.like_count,
            shares=_sum(metrics.retweet_count, metrics.quote_count),
            replies=metrics.reply_count,
            views=metrics.impression_count,
        ),
    )


def own_reply(post: Post) -> OwnReply:
    """Return a post of ours as an answer."""
    return OwnReply(native_id=post.first_id, text=words_of(post), posted_at=posted_at(post.id), author=post.author_id)


def words_of(post: Post) -> str:
    """Return the whole text, with links where they lead instead of X's short ones."""
    text, urls = post.text, post.entities.urls
    if post.note_tweet is not None:
        text, urls = post.note_tweet.text, post.note_tweet.entities.urls
    for url in urls:
        text = text.replace(url.url, url.expanded_url or url.url)
    return clean(unescape(text))


def url_of(post_id: str, username: str | None) -> str:
    """Return where people read it."""
    return f"https://x.com/{username or 'i/web'}/status/{post_id}"


def posted_at(post_id: str) -> datetime:
    """Return the time that an id holds. Raises `ValueError` where it is none."""
    if not post_id.isdecimal() or len(post_id) > 19:
        raise ValueError(f"{post_id[:40]!r} is no id of a post")
    return _EPOCH + timedelta(milliseconds=int(post_id) >> 22)


def first_id_at(moment: datetime) -> int:
    """Return the lowest id that a post of `moment` may have."""
    return max((moment - _EPOCH) // timedelta(milliseconds=1), 0) << 22


def _created(post: Post) -> datetime:
    return posted_at(post.id) if post.created_at is None else time_of(post.created_at, "created_at")


def _is_ours(post: Post, own: str | None) -> bool:
    return own is not None and post.author_id == own


def _sum(*counts: int | None) -> int | None:
    known: Sequence[int] = [count for count in counts if count is not None]
    return sum(known) if known else None


def _post(item: object) -> Post | None:
    """What is not understood here was rejected with its reason where it was read as a mention."""
    try:
        post = msgspec.convert(item, Post)
        posted_at(post.id)
        posted_at(post.first_id)
    except ValueError:
        return None
    return post
