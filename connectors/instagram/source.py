"""Polling, being told, rereading and answering an Instagram account."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from connectors.contract import (
    Admitted,
    Changed,
    Cursor,
    Mention,
    MentionKey,
    OwnReply,
    Page,
    Pushed,
    Refused,
    ReplyReceipt,
)
from connectors.instagram.delivered import read_changes
from connectors.instagram.reading import (
    COMMENT,
    MEDIA,
    NAMED,
    NAMED_COMMENT,
    ONE_COMMENT,
    REPLY,
    SHOWN,
    Comment,
    Shown,
    Us,
    asked,
    comment_mention,
    comments_of,
    media_mention,
    own_reply,
    read_comments,
    read_media,
    written,
)
from connectors.instagram.settings import InstagramSettings
from connectors.kit.answer import Answer
from connectors.kit.budget import Purpose
from connectors.kit.cursor import load
from connectors.kit.graph.again import look_again, whole
from connectors.kit.graph.door import Graph, is_id
from connectors.kit.graph.growing import Growing, Seen, Talk, read_grown, read_talk, walk_posts
from connectors.kit.graph.pushes import admitted, changes_of
from connectors.kit.history import back_to
from connectors.kit.items import read_json, read_pushed, shaped, time_of, understood
from connectors.kit.kind import Tools
from connectors.kit.paging import Batch, Progress, newest_first
from connectors.kit.rounds import in_rounds

POSTS, COMMENTS = 10, 50
DAY = 86_400.0
MOST_LONG = 5
"""Of so many comments in a page all answers are read, where there are more than come with a comment."""
LONGEST = 2200


class _Account(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    username: str | None = None


class _NamedIn(msgspec.Struct, frozen=True, kw_only=True):
    mentioned_comment: Comment | None = None
    mentioned_media: Shown | None = None


class InstagramSource:
    """Looks at the posts of the last days and at what has grown below them; what is delivered comes sooner."""

    longest: int | None = LONGEST
    looks: tuple[float, ...] = (3.0, 20.0)

    def __init__(self, settings: InstagramSettings, tools: Tools) -> None:
        self._settings = settings
        self._account = settings.account
        self._graph = Graph(
            settings, tools, tools.budget("meta", settings.allowance, settings.token.get_secret_value())
        )
        self._now = tools.now
        self._known: Us | None = None

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
        account = self._account
        told = read_pushed(pushed, lambda payload: read_changes(changes_of(payload, "instagram", account), account))
        return whole(told, partial(self._look_again, purpose=Purpose.NEW))

    def reread(self, keys: Sequence[MentionKey]) -> Page:
        """Look at comments, and at what named us, again."""
        return self._look_again(keys, Purpose.ANSWERED)

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Answer a comment below it, or comment where others named us."""
        media, comment = _where(key)
        if media is None:
            number = self._graph.post(f"{comment}/replies", message=text)
        else:
            at = {"comment_id": comment} if comment else {}
            number = self._graph.post(f"{self._account}/mentions", media_id=media, message=text, **at)
        return ReplyReceipt(native_id=number, posted_at=self._now())

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        """Return what we say below a comment. An answer to an answer stands below what that one answers."""
        media, comment = _where(key)
        if media is not None:
            raise Refused("Instagram does not show what stands below posts of others: see there whether it was posted")
        found = self._comment(self._graph.get(str(comment), fields="id,timestamp,parent_id"))
        return self._ours_below(found, None, Purpose.NEW)

    def _new(self, stream: str, since: Cursor | None) -> Iterator[Page]:
        overlap, now = self._settings.reread_days * DAY, self._now().timestamp()
        if stream == "media":
            yield from walk_posts(self._posts, since, overlap=overlap, now=now)
            return
        progress = Progress() if since is None else load(Progress, since)
        yield from newest_first(self._tags, progress, overlap=overlap, ceiling=now)

    def _past(self, back: datetime, stream: str, resume: Cursor | None) -> Iterator[Page]:
        yield from back_to(partial(self._posts, {}, in_turn=False) if stream == "media" else self._tags, back, resume)

    def _tags(self, token: str | None) -> Batch:
        found = self._graph.listed(f"{self._account}/tags", token, fields=MEDIA, limit=POSTS)
        page = read_media(found.items, self._us())
        return Batch(page=page, marks=tuple(one.posted_at.timestamp() for one in page.mentions), older=found.older)

    def _posts(self, seen: dict[str, Seen], token: str | None, *, in_turn: bool = True) -> Batch:
        """Read a page of our posts, and the comments of those where they have changed."""
        found = self._graph.listed(f"{self._account}/media", token, fields=MEDIA, limit=POSTS)
        posts, not_read = understood(found.items, Shown, _at), read_media(found.items, Us(account="")).rejected
        named = {post.id: post for post in posts}
        read, calls = partial(self._below_post, named), (lambda: self._graph.calls) if in_turn else None
        below = read_grown([_growing(post) for post in posts], seen, read, calls)
        page = replace(below, rejected=(*not_read, *below.rejected))
        return Batch(page=page, marks=tuple(_at(post) for post in posts), older=found.older)

    def _below_post(self, posts: Mapping[str, Shown], post: str, before: Seen | None) -> tuple[Page, float]:
        """Read the comments of a post: a new answer to an old comment does not bring that to the top."""
        late = self._settings.reread_days * DAY
        items, newest, gap = read_talk(partial(self._comments, post), before, late=late)
        return replace(read_comments(items, self._us(), posts[post]), gap=gap), newest

    def _comments(self, post: str, token: str | None) -> Talk:
        """Read a page of comments, each with all that is answered below it."""
        found = self._graph.listed(f"{post}/comments", token, fields=COMMENT, limit=COMMENTS)
        long = [item for item in found.items if _has_more(item)][:MOST_LONG]
        items = [self._whole(item) if item in long else item for item in found.items]
        marks = tuple(written(one).timestamp() for one in comments_of(items))
        return Talk(items=tuple(items), marks=marks, older=found.older)

    def _whole(self, item: Any) -> object:
        """A comment comes with 50 answers: the others are asked for."""
        items, _, _ = read_talk(partial(self._replies, str(item.get("id")), Purpose.NEW), None)
        return {**item, "replies": {"data": items}}

    def _replies(self, comment: str, purpose: Purpose, token: str | None) -> Talk:
        found = self._graph.listed(f"{comment}/replies", token, purpose, fields=REPLY, limit=COMMENTS)
        return Talk(items=tuple(found.items), marks=(), older=found.older)

    def _ours_below(self, found: Comment, to: str | None, purpose: Purpose) -> tuple[OwnReply, ...]:
        """Return what we say below a comment, or beside one that is an answer; only what answers `to`, if given."""
        top = found.parent_id or found.id
        items, _, _ = read_talk(partial(self._replies, top, purpose), None)
        below, us = comments_of(items), self._us()
        ours = [one for one in below if us.wrote(one) and written(one) >= written(found)]
        return tuple(own_reply(one) for one in ours if to is None or asked(one, below, top) == to)

    def _look_again(self, keys: Sequence[MentionKey], purpose: Purpose) -> Page:
        """Look at each. A token that lost a permission sees nothing, either: then asking for what is ours fails."""
        check = partial(self._graph.get, f"{self._account}/media", purpose, fields="id", limit=1)
        return look_again(keys, lambda key: self._look(key, purpose), check)

    def _look(self, key: MentionKey, purpose: Purpose) -> Mention | bool | None:
        """Return what stands there now: None where it is gone, true where it is not for us to tell of."""
        media, comment = _where(key)
        if media is not None:
            return self._look_elsewhere(key, media, comment, purpose) or True
        answer = self._graph.find(str(comment), purpose, fields=ONE_COMMENT)
        if answer is None:
            return None
        found = self._comment(answer)
        if self._us().wrote(found):
            return True
        post = found.media
        mention = comment_mention(found, post.id if post else None, post.permalink if post else None)
        return replace(mention, key=key, own_replies=self._ours_below(found, found.id, purpose))

    def _look_elsewhere(self, key: MentionKey, media: str, comment: str | None, purpose: Purpose) -> Mention | None:
        """Return where others named us, if Meta shows it: what it does not show may still be there."""
        edge, of = ("mentioned_comment.comment_id", comment) if comment else ("mentioned_media.media_id", media)
        asked_for = f"{edge}({of}){{{NAMED_COMMENT if comment else MEDIA.replace(',media_url', '')}}}"
        answer = self._graph.find(self._account, purpose, fields=asked_for)
        if answer is None:
            return None
        found = read_json(answer, lambda payload: shaped(payload, _NamedIn, "mention on Instagram"))
        if found.mentioned_comment is not None:
            said = found.mentioned_comment
            post = said.media
            return comment_mention(said, media, post.permalink if post else None, name=key.native_id)
        return media_mention(found.mentioned_media) if found.mentioned_media else None

    def _comment(self, answer: Answer) -> Comment:
        found = read_json(answer, lambda payload: shaped(payload, Comment, "comment on Instagram"))
        try:
            written(found)
        except ValueError as error:
            raise Changed(f"the comment cannot be read: {error}") from error
        return found

    def _us(self) -> Us:
        """Return our account; the name that it has now is asked for once."""
        if self._known is None:
            answer = self._graph.get(self._account, fields="id,username")
            found = read_json(answer, lambda payload: shaped(payload, _Account, "account"))
            self._known = Us(account=self._account, username=found.username)
        return self._known


def _where(key: MentionKey) -> tuple[str | None, str | None]:
    """Return the post of others where a mention stands, if it does, and the comment. Raises `Refused`."""
    kind, _, rest = key.native_id.partition("/")
    media, _, comment = rest.partition("/")
    found: tuple[str | None, str | None] = (None, key.native_id)
    if kind in (SHOWN, NAMED):
        found = (media, comment) if kind == NAMED else (rest, None)
    if not all(is_id(one) for one in found if one is not None):
        raise Refused("this is no post and no comment on Instagram")
    return found


def _has_more(item: Any) -> bool:
    replies = item.get("replies") if isinstance(item, dict) else None
    paging = replies.get("paging") if isinstance(replies, dict) else None
    return isinstance(paging, dict) and "next" in paging


def _growing(post: Shown) -> Growing:
    return Growing(id=post.id, stamp=str(post.comments_count), empty=post.comments_count == 0)


def _at(post: Shown) -> float:
    return time_of(post.timestamp, "timestamp").timestamp()
