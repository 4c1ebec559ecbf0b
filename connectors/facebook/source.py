"""Polling, being told, rereading and answering a Facebook page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from connectors.contract import (
    Admitted,
    Cursor,
    Mention,
    MentionKey,
    OwnReply,
    Page,
    Pushed,
    Refused,
    ReplyReceipt,
)
from connectors.facebook.delivered import read_changes
from connectors.facebook.reading import (
    COMMENT,
    POST,
    POSTED,
    RATED,
    RATING,
    Comment,
    Post,
    comment_mention,
    comments_of,
    is_ours,
    key_of,
    post_mention,
    read_comments,
    read_posts,
    read_ratings,
    replies_below,
    written,
)
from connectors.facebook.settings import FacebookSettings
from connectors.kit.budget import Purpose
from connectors.kit.cursor import load
from connectors.kit.graph.again import look_again, whole
from connectors.kit.graph.door import Graph, Listing, is_id, listing_of
from connectors.kit.graph.growing import Growing, Seen, Talk, read_grown, read_talk, walk_posts
from connectors.kit.graph.pushes import admitted, changes_of
from connectors.kit.history import back_to
from connectors.kit.items import read_json, read_pushed, shaped, time_of, understood
from connectors.kit.kind import Tools
from connectors.kit.paging import Batch, Progress, newest_first
from connectors.kit.rounds import in_rounds
from connectors.kit.together import told_once

POSTS, COMMENTS = 10, 100
DAY = 86_400.0
MOST_EARLIER = 10
"""Of so many earlier comments below one post it is looked what we answered: a case that is watched sees it anyway."""
LONGEST = 8000
_LONG_AGO = datetime(2004, 2, 4, tzinfo=UTC)


class FacebookSource:
    """Looks at the posts of the last days and at what has grown below them; what is delivered comes sooner."""

    longest: int | None = LONGEST
    looks: tuple[float, ...] = (3.0, 20.0)

    def __init__(self, settings: FacebookSettings, tools: Tools) -> None:
        self._settings = settings
        self._page = settings.page
        self._graph = Graph(
            settings, tools, tools.budget("meta", settings.allowance, settings.token.get_secret_value())
        )
        self._now = tools.now

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield pages of what was written since, and of what grew below the posts of the last `reread_days`."""
        yield from in_rounds(self._settings.streams, since, self._new)

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield what was written at or after `since` on posts from then on."""
        yield from in_rounds(self._settings.streams, resume, partial(self._past, since))

    def admit(self, pushed: Pushed, now: datetime) -> Admitted:
        """Answer Meta's challenge, and verify the signature of a delivery. Raises `Refused`."""
        del now
        return admitted(pushed, self._settings)

    def read(self, pushed: Pushed) -> Page:
        """Return what a delivery tells, and what it names."""
        told = read_pushed(pushed, lambda payload: read_changes(changes_of(payload, "page", self._page), self._page))
        return whole(told, partial(self._look_again, purpose=Purpose.NEW))

    def reread(self, keys: Sequence[MentionKey]) -> Page:
        """Look at posts, comments and recommendations again, with what the page answered."""
        return self._look_again(keys, Purpose.ANSWERED)

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Comment below a comment, a post or a recommendation, in the page's name."""
        number = self._graph.post(f"{_node(key)}/comments", message=text)
        return ReplyReceipt(native_id=number, posted_at=self._now(), url=f"https://www.facebook.com/{number}")

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        """Return what the page says below a mention. An answer to an answer stands below what that one answers."""
        node = _node(key)
        if key.native_id.startswith(RATED):
            return replies_below(self._below(node), self._page, _LONG_AGO)
        fields = "id,created_time,parent{id}" if _is_comment(key) else "id,created_time"
        answer = self._graph.get(node, fields=fields)
        found = read_json(answer, lambda payload: shaped(payload, Comment, "comment"))
        return replies_below(self._below(found.parent.id if found.parent else node), self._page, written(found))

    def _new(self, stream: str, since: Cursor | None) -> Iterator[Page]:
        overlap, now = self._settings.reread_days * DAY, self._now().timestamp()
        if stream == "feed":
            yield from walk_posts(self._posts, since, overlap=overlap, now=now)
            return
        progress = Progress() if since is None else load(Progress, since)
        yield from newest_first(partial(self._list, stream), progress, overlap=overlap, ceiling=now)

    def _past(self, back: datetime, stream: str, resume: Cursor | None) -> Iterator[Page]:
        fetch = partial(self._posts, {}, in_turn=False) if stream == "feed" else partial(self._list, stream)
        yield from back_to(fetch, back, resume)

    def _list(self, stream: str, token: str | None) -> Batch:
        """Read a page of posts elsewhere that name us, or of recommendations."""
        fields = RATING if stream == "ratings" else POST
        found = self._graph.listed(f"{self._page}/{stream}", token, fields=fields, limit=POSTS)
        page = read_ratings(found.items) if stream == "ratings" else read_posts(found.items, self._page)
        return Batch(page=page, marks=_times(page), older=found.older)

    def _posts(self, seen: dict[str, Seen], token: str | None, *, in_turn: bool = True) -> Batch:
        """Read a page of what stands on our page, and the comments of those posts where they have changed."""
        found = self._graph.listed(f"{self._page}/feed", token, fields=POST, limit=POSTS)
        page, posts = read_posts(found.items, self._page), understood(found.items, Post, _at)
        others = {one.key.native_id: one for one in page.mentions}
        read, calls = partial(self._below_post, others), (lambda: self._graph.calls) if in_turn else None
        below = read_grown([_growing(post) for post in posts], seen, read, calls)
        told = told_once((*page.mentions, *below.mentions))
        page = Page(mentions=told, rejected=(*page.rejected, *below.rejected), gap=below.gap)
        return Batch(page=page, marks=tuple(_at(post) for post in posts), older=found.older)

    def _below_post(self, others: Mapping[str, Mention], post: str, before: Seen | None) -> tuple[Page, float]:
        """Read the comments of a post, with what we answer to it if it is one of others, and to earlier comments."""
        items, newest, gap = read_talk(partial(self._comments, post), before)
        below = read_comments(items, self._page, post)
        earlier = self._look_again([key_of(one) for one in below.to_others[:MOST_EARLIER]], Purpose.NEW)
        visit = others.get(f"{POSTED}{post}")
        answered = (replace(visit, own_replies=below.to_post),) if visit else ()
        told = (*below.page.mentions, *earlier.mentions, *answered)
        return replace(below.page, mentions=told, gap=gap), newest

    def _comments(self, post: str, token: str | None) -> Talk:
        found = self._talk(post, token, Purpose.NEW)
        marks = tuple(written(one).timestamp() for one in comments_of(found.items))
        return Talk(items=tuple(found.items), marks=marks, older=found.older)

    def _below(self, node: str, purpose: Purpose = Purpose.NEW) -> Sequence[object]:
        """Return the newest comments below something."""
        return self._talk(node, None, purpose).items

    def _talk(self, node: str, token: str | None, purpose: Purpose) -> Listing:
        order = "reverse_chronological"
        return self._graph.listed(
            f"{node}/comments", token, purpose, filter="stream", order=order, fields=COMMENT, limit=COMMENTS
        )

    def _look_again(self, keys: Sequence[MentionKey], purpose: Purpose) -> Page:
        """Look at each. A token that lost a permission sees nothing, either: then asking for what is ours fails."""
        check = partial(self._graph.get, f"{self._page}/feed", purpose, fields="id", limit=1)
        return look_again(keys, lambda key: self._look(key, purpose), check)

    def _look(self, key: MentionKey, purpose: Purpose) -> Mention | bool | None:
        """Return what stands there now: None where it is gone, true where it is not for us to tell of."""
        if key.native_id.startswith(RATED):
            return self._look_at_rating(key, purpose) or True
        is_comment, node = _is_comment(key), _node(key)
        try:
            answer = self._graph.find(node, purpose, fields=COMMENT if is_comment else POST)
        except Refused:
            if is_comment or key.native_id.startswith(f"{POSTED}{self._page}_"):
                raise
            return True  # Meta lets few apps look at a post elsewhere by its id
        if answer is None:
            return None
        if is_comment:
            comment = read_json(answer, lambda payload: shaped(payload, Comment, "comment"))
            mention, sender, since = comment_mention(comment), comment.sender, written(comment)
            root = comment.parent.id if comment.parent else comment.id
        else:
            post = read_json(answer, lambda payload: shaped(payload, Post, "post"))
            mention, sender, root = post_mention(post), post.sender, post.id
            since = mention.posted_at
        if is_ours(sender, self._page):
            return True
        replies = replies_below(self._below(root, purpose), self._page, since, to=node)
        return replace(mention, key=key, own_replies=replies)

    def _look_at_rating(self, key: MentionKey, purpose: Purpose) -> Mention | None:
        """Return a recommendation if it is among the newest: Meta shows none by its id."""
        found = self._graph.listed(f"{self._page}/ratings", None, purpose, fields=RATING, limit=COMMENTS)
        mention = next((one for one in read_ratings(found.items).mentions if one.key == key), None)
        if mention is None:
            return None
        talk = self._graph.find(f"{_node(key)}/comments", purpose, fields=COMMENT, limit=COMMENTS)
        items = [] if talk is None else read_json(talk, listing_of).items
        return replace(mention, own_replies=replies_below(items, self._page, mention.posted_at))


def _is_comment(key: MentionKey) -> bool:
    return "/" not in key.native_id


def _node(key: MentionKey) -> str:
    """Return the id by which Meta knows a mention. Raises `Refused` where it is none, and may lead elsewhere."""
    number = key.native_id.removeprefix(POSTED).removeprefix(RATED)
    if not is_id(number):
        raise Refused("this is no post and no comment on Facebook")
    return number


def _growing(post: Post) -> Growing:
    return Growing(id=post.id, stamp=post.stamp, empty=post.comments.summary.total_count == 0)


def _at(post: Post) -> float:
    return time_of(post.created_time, "created_time").timestamp()


def _times(page: Page) -> tuple[float, ...]:
    return tuple(one.posted_at.timestamp() for one in page.mentions)
