"""What a Discourse forum tells, read: posts, topics, search results. Facts: https://docs.discourse.org/"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlsplit

import msgspec

from connectors.contract import Author, Changed, Mention, MentionKey, OwnReply, Page, Reach
from connectors.kit.items import shaped, sift, time_of
from connectors.kit.text import clean, plain, without

WINDOW = 50
MOST_EMPTY = 40
"""Empty windows of ids in a row behind which nothing more is looked for: a forum's first id may be a high one."""

_REGULAR, _LIKE = 1, 2
_FOREIGN = "aside"
"""What a post quotes of others, and previews of what it links to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forum:
    """Where posts stand, and whose they are."""

    address: str
    staff_is_us: bool = True

    def key(self, post_id: int) -> MentionKey:
        """Return what the forum's post is known by."""
        return MentionKey(platform="discourse", scope=urlsplit(self.address).netloc, native_id=str(post_id))

    def is_ours(self, post: "Post") -> bool:
        """Whether it was written in the brand's name."""
        return self.staff_is_us and post.staff


@dataclass(frozen=True, slots=True, kw_only=True)
class _Action:
    id: int
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post as the forum tells it. `version` grows with each edit that people can see."""

    id: int
    created_at: str
    topic_id: int
    post_number: int
    cooked: str
    username: str
    name: str | None = None
    user_id: int | None = None
    post_type: int = _REGULAR
    updated_at: str | None = None
    version: int = 1
    topic_slug: str = ""
    topic_title: str | None = None
    reply_to_post_number: int | None = None
    reply_count: int | None = None
    reads: int | None = None
    actions_summary: Sequence[_Action] = ()
    staff: bool = False
    hidden: bool = False
    user_deleted: bool = False
    deleted_at: str | None = None

    @property
    def is_gone(self) -> bool:
        """Whether it was deleted, and only stands there for who may still see it."""
        return self.user_deleted or self.deleted_at is not None

    @property
    def is_public(self) -> bool:
        """Whether it is a post that everybody sees: no whisper among staff, no note that a topic was closed."""
        return self.post_type == _REGULAR and not self.hidden and not self.is_gone

    @property
    def answers(self) -> int:
        """The number in its topic of the post that it answers; the first where it does not say."""
        return self.reply_to_post_number or 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Latest:
    latest_posts: Sequence[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stream:
    posts: Sequence[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Topic:
    title: str
    post_stream: _Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What a search found: the posts' ids, and whether it has a further page."""

    ids: tuple[int, ...]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grouped:
    more_full_page_results: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    grouped_search_result: _Grouped
    posts: Sequence[_Hit] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a list of posts holds: a page of mentions, and all posts that were understood."""

    page: Page
    posts: tuple[Post, ...]


def read_page(payload: object, forum: Forum, below: int | None = None) -> Read:
    """Return what an answer of `/posts.json` holds `below` an id. Raises `Changed` where it is no such answer."""
    items = shaped(payload, _Latest, "list of posts (is this a Discourse forum?)").latest_posts
    return read_posts([item for item in items if below is None or _id(item) < below], forum)


def read_posts(items: Sequence[object], forum: Forum) -> Read:
    """Return what a list of posts holds."""
    page = sift(items, Post, partial(mention_of, forum=forum))
    posts = tuple(post for item in items if (post := _post(item)) is not None)
    gone = tuple(forum.key(post.id) for post in posts if post.is_gone)
    return Read(page=replace(page, deleted=gone), posts=posts)


def post_of(payload: object) -> Post:
    """Return the one post that an answer holds."""
    return shaped(payload, Post, "post")


def topic_of(payload: object, forum: Forum) -> list[Post]:
    """Return the first posts of a topic, with its title."""
    told = shaped(payload, _Topic, "topic")
    return [replace(post, topic_title=told.title) for post in read_posts(told.post_stream.posts, forum).posts]


def hits_of(payload: object) -> Hits:
    """Return the ids of the posts that a search found: it tells only their beginnings."""
    found = shaped(payload, _Found, "result of a search")
    more = bool(found.posts) and bool(found.grouped_search_result.more_full_page_results)
    return Hits(ids=tuple(hit.id for hit in found.posts), more=more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Where reading goes on: what is `below` an id, behind so many windows that held nothing."""

    below: int
    empty: int = 0

    def token(self) -> str:
        """Return it as text."""
        return f"{self.below}:{self.empty}"

    def older(self, ids: Sequence[int]) -> "Window | None":
        """Return the window behind this one, which held `ids`; None at the end of the forum.

        It reaches down from its id, with it or without it, by 50 ids or by 50 posts: versions differ.
        """
        if ids:
            return Window(below=min(ids))
        below = self.below - WINDOW + 1
        return Window(below=below, empty=self.empty + 1) if below > 1 and self.empty < MOST_EMPTY else None


def window_of(token: str) -> Window:
    """Return the window that a token names. Raises `Changed` where it is none."""
    below, _, empty = token.partition(":")
    if not (below.isdecimal() and empty.isdecimal()):
        raise Changed("the saved cursor names no window of posts", payload=token)
    return Window(below=int(below), empty=int(empty))


def answers_by_post(posts: Sequence[Post], forum: Forum) -> Mapping[tuple[int, int], list[Post]]:
    """Return staff's answers by topic and number of the post that each answers."""
    found = dict[tuple[int, int], list[Post]]()
    for post in posts:
        if forum.is_ours(post) and post.is_public and post.post_number > 1:
            found.setdefault((post.topic_id, post.answers), []).append(post)
    return found


def mention_of(post: Post, forum: Forum) -> Mention | None:
    """Return a customer's post as a mention; None for what is no post of a customer, or not for everybody's eyes."""
    created = time_of(post.created_at, "created_at")
    if not post.is_public or forum.is_ours(post):
        return None
    is_edited = post.version > 1 and post.updated_at is not None
    return Mention(
        key=forum.key(post.id),
        text=words_of(post),
        # The title is the first post's: those below answer it, and may say the opposite.
        title=(clean(post.topic_title or "") or None) if post.post_number == 1 else None,
        posted_at=created,
        edited_at=time_of(post.updated_at, "updated_at") if is_edited else None,
        url=url_of(post, forum),
        author=Author(id=None if post.user_id is None else str(post.user_id), name=clean(post.name or post.username)),
        thread_id=str(post.topic_id),
        reach=Reach(likes=_likes(post), replies=post.reply_count, views=post.reads),
    )


def own_replies(posts: Sequence[Post]) -> tuple[OwnReply, ...]:
    """Return staff's posts as answers of ours."""
    return tuple(
        OwnReply(
            native_id=str(post.id),
            text=words_of(post),
            posted_at=time_of(post.created_at, "created_at"),
            author=post.username,
        )
        for post in posts
        if post.is_public
    )


def words_of(post: Post) -> str:
    """Return what the author of a post wrote, without what is quoted."""
    return plain(without(post.cooked, _FOREIGN))


def url_of(post: Post, forum: Forum) -> str:
    """Return where people read it."""
    return f"{forum.address}/t/{post.topic_slug or '-'}/{post.topic_id}/{post.post_number}"


def _likes(post: Post) -> int | None:
    return next((action.count for action in post.actions_summary if action.id == _LIKE), None)


def _post(item: object) -> Post | None:
    """What is not understood here was rejected with its reason where it was read as a mention."""
    try:
        post = msgspec.convert(item, Post)
        time_of(post.created_at, "created_at")
    except ValueError:
        return None
    return post


def _id(item: object) -> int:
    """What has no id is read, to be rejected."""
    found = item.get("id") if isinstance(item, Mapping) else None
    return found if isinstance(found, int) else 0
