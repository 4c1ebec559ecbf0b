"""What the YouTube Data API tells, read: threads of comments, and comments.

Facts: https://developers.google.com/youtube/v3/docs/commentThreads
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from connectors.contract import (
    Author,
    Changed,
    Mention,
    MentionKey,
    OwnReply,
    Page,
    Reach,
    Refused,
    SourceError,
    Unavailable,
)
from connectors.kit.answer import Answer
from connectors.kit.items import shaped, sift, time_of
from connectors.kit.status import error_for, retry_after
from connectors.kit.text import clean

_QUOTA = re.compile(rb'"reason"\s*:\s*"(?:quotaExceeded|dailyLimitExceeded|rateLimitExceeded|userRateLimitExceeded)"')
_BAD_KEY = re.compile(rb"keyInvalid|API_KEY_INVALID|keyExpired", re.IGNORECASE)
COMMENTS_OFF = b'"commentsDisabled"'


class _Channel(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    value: str = ""


class _Words(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    text_display: str
    published_at: str
    updated_at: str
    text_original: str | None = None
    author_display_name: str | None = None
    author_channel_id: _Channel = _Channel()
    video_id: str | None = None
    parent_id: str | None = None
    like_count: int | None = None


class Comment(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A comment, or an answer to one."""

    id: str
    snippet: _Words


class _Replies(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    comments: list[object] = []


class _Thread(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    top_level_comment: Comment
    video_id: str | None = None
    total_reply_count: int = 0
    is_public: bool = True


class Thread(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A comment with some of its answers: not all of them where there are more than about five."""

    id: str
    snippet: _Thread
    replies: _Replies = _Replies()


class Items(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A list of whatever its `kind` says."""

    kind: str
    items: list[object]
    next_page_token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Threads:
    """A page of threads as mentions, and what is needed to complete and to follow them."""

    page: Page
    threads: tuple[Thread, ...]
    marks: tuple[float, ...]
    older: str | None


def read_threads(payload: object, own: Collection[str]) -> Threads:
    """Return what a list of threads holds; those of `own` channels answer, and are no mentions."""
    found = items_of(payload, "commentThreadListResponse")
    rejected = sift(found.items, Thread, _is_read).rejected
    threads = tuple(_understood(found.items))
    pages = [in_thread(thread, _comments(thread.replies.comments), own) for thread in threads]
    mentions = tuple(mention for page in pages for mention in page)
    marks = tuple(_written(thread.snippet.top_level_comment).timestamp() for thread in threads)
    page = Page(mentions=mentions, rejected=rejected)
    return Threads(page=page, threads=threads, marks=marks, older=found.next_page_token or None)


def in_thread(thread: Thread, replies: Sequence[Comment], own: Collection[str]) -> list[Mention]:
    """Return what customers say in a thread; what we say there answers the comment that began it."""
    top, video = thread.snippet.top_level_comment, thread.snippet.video_id
    ours = tuple(_own_reply(one) for one in replies if _speaker(one) in own)
    told = [_mention(one, thread=top.id, video=video) for one in replies if _speaker(one) not in own]
    if _speaker(top) in own or not thread.snippet.is_public:
        return told
    first = _mention(top, thread=top.id, video=video)
    count = Reach(likes=first.reach.likes, replies=thread.snippet.total_reply_count)
    return [replace(first, reach=count, own_replies=ours), *told]


def read_comments(payload: object) -> tuple[list[Comment], str | None]:
    """Return the comments of a list, and the token of the next page."""
    found = items_of(payload, "commentListResponse")
    return _comments(found.items), found.next_page_token or None


def comment_mention(comment: Comment, own: Collection[str]) -> Mention | None:
    """Return an answer in a thread as a mention; None for one of ours."""
    thread = comment.snippet.parent_id or comment.id.partition(".")[0]
    return None if _speaker(comment) in own else _mention(comment, thread=thread, video=comment.snippet.video_id)


def key_of(native_id: str) -> MentionKey:
    """Return what a video or a comment is known by."""
    return MentionKey(platform="youtube", scope="", native_id=native_id)


def error_of(place: str, answer: Answer, now: datetime) -> SourceError:
    """Return what an answer means that is none. Google says 403 for a spent quota, too, and 400 for a wrong key."""
    if answer.status in (403, 429) and _QUOTA.search(answer.body):
        return Unavailable(f"{place}: YouTube's quota is used up for now", retry_after=retry_after(answer.headers, now))
    if answer.status == 400 and _BAD_KEY.search(answer.body):
        return Refused(f"{place}: the key is not accepted: is the YouTube Data API v3 switched on for it?")
    return error_for(place, answer, now)


def items_of(payload: object, kind: str) -> Items:
    """Return the items of a list. Raises `Changed` where it is no list of that `kind`."""
    found = shaped(payload, Items, f"{kind} of the YouTube Data API")
    if found.kind != f"youtube#{kind}":
        raise Changed(f"the answer is no {kind}, but {found.kind[:60]!r}")
    return found


def _understood(items: Sequence[object]) -> list[Thread]:
    found = []
    for item in items:
        try:
            thread = msgspec.convert(item, Thread)
            _is_read(thread)
        except ValueError:
            continue  # it is rejected where it is sifted
        found.append(thread)
    return found


def _comments(items: Sequence[object]) -> list[Comment]:
    """Return those that are understood: an answer that is not stops no thread."""
    found = []
    for item in items:
        try:
            comment = msgspec.convert(item, Comment)
            _mention(comment, thread="", video=None)
        except ValueError:
            continue
        found.append(comment)
    return found


def _is_read(thread: Thread) -> None:
    """Raise `ValueError` where a thread cannot be told."""
    _mention(thread.snippet.top_level_comment, thread=thread.id, video=None)


def _written(comment: Comment) -> datetime:
    return time_of(comment.snippet.published_at, "publishedAt")


def _speaker(comment: Comment) -> str:
    return comment.snippet.author_channel_id.value


def _mention(comment: Comment, *, thread: str, video: str | None) -> Mention:
    said = comment.snippet
    created, updated = _written(comment), time_of(said.updated_at, "updatedAt")
    seen_at = video or said.video_id
    return Mention(
        key=key_of(comment.id),
        text=_words(comment),
        posted_at=created,
        edited_at=updated if updated > created else None,
        url=f"https://www.youtube.com/watch?v={seen_at}&lc={comment.id}" if seen_at else None,
        author=Author(id=_speaker(comment) or None, name=clean(said.author_display_name or "") or None),
        thread_id=thread,
        parent_id=thread if comment.id != thread else None,
        reach=Reach(likes=said.like_count),
    )


def _own_reply(comment: Comment) -> OwnReply:
    author = comment.snippet.author_display_name
    return OwnReply(native_id=comment.id, text=_words(comment), posted_at=_written(comment), author=author)


def _words(comment: Comment) -> str:
    """What is displayed is plain, because that is asked for; what was typed is told to few."""
    return clean(comment.snippet.text_original or comment.snippet.text_display)
