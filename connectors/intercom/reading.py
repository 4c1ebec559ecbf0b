"""What Intercom tells, read: conversations with their ratings and parts.

Facts: https://developers.intercom.com/docs/references/2.14/rest-api/api.intercom.io/conversations. A mention is what a
customer says of a conversation, so it is known by the conversation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from html import escape, unescape

import msgspec

from connectors.contract import Author, Mention, MentionKey, OwnReply, Page, Rating
from connectors.kit.items import shaped, sift, time_of
from connectors.kit.text import clean, plain, shorten

MOST = 5
_TITLE = 120
_STAFF = ("admin", "team")
_COMMENTS = ("comment", "open", "close", "assignment", "quick_reply")
"""Parts that may carry words to the customer: an admin closes or assigns with some. A note is never one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """Where conversations are, and which ratings are heard."""

    region: str = "us"
    ratings: frozenset[int] = frozenset({1, 2})
    workspace: str | None = None

    def key(self, native_id: str) -> MentionKey:
        """Return what the rating of a conversation is known by."""
        return MentionKey(platform="intercom", scope=self.region, native_id=native_id)

    def url(self, native_id: str) -> str | None:
        """Return where the team reads a conversation."""
        if self.workspace is None:
            return None
        region = "" if self.region == "us" else f"{self.region}."
        return f"https://app.{region}intercom.com/a/inbox/{self.workspace}/inbox/conversation/{native_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    type: str | None = None
    id: str | int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rated:
    rating: int | None = None
    remark: str | None = None
    created_at: int | None = None
    updated_at: int | None = None
    contact: _Person | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    subject: str | None = None
    body: str | None = None
    author: _Person = _Person()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    id: str | int
    part_type: str
    created_at: int
    body: str | None = None
    author: _Person = _Person()
    redacted: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether it is what somebody of the brand wrote to the customer. What a bot says answers no complaint."""
        spoken = self.part_type in _COMMENTS and bool(self.body) and not self.redacted
        return spoken and self.author.type in _STAFF


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    conversation_parts: Sequence[_Part] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation. Only one that is asked for by its id has its parts, the newest 500."""

    id: str
    created_at: int
    updated_at: int
    title: str | None = None
    conversation_rating: _Rated | None = None
    source: _Source | None = None
    conversation_parts: _Parts = _Parts()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Next:
    starting_after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pages:
    next: _Next | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    conversations: Sequence[object]
    pages: _Pages | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marked:
    updated_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a search found: a page of mentions, when each conversation last changed, and what asks for the next."""

    page: Page
    marks: tuple[float, ...]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    type: str
    topic: str
    data: "_Data"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Data:
    item: object


def conversations_of(payload: object, inbox: Inbox) -> Told:
    """Return what a list of conversations holds."""
    listed = shaped(payload, _Listed, "list of conversations")
    page = sift(listed.conversations, Conversation, partial(mention_of, inbox=inbox))
    marks = [msgspec.convert(item, _Marked).updated_at for item in listed.conversations if isinstance(item, dict)]
    following = listed.pages.next.starting_after if listed.pages and listed.pages.next else None
    return Told(page=page, marks=tuple(float(mark) for mark in marks if mark is not None), next=following)


def conversation_of(payload: object, inbox: Inbox) -> Page:
    """Return the one conversation that an answer holds, however it was rated, with our answers since."""
    shaped(payload, Conversation, "conversation")
    return sift([payload], Conversation, partial(mention_of, inbox=inbox, whole=True))


def pushed_of(payload: object, inbox: Inbox) -> Page:
    """Return what a notification tells: the rating of a conversation."""
    event = shaped(payload, _Event, "notification of Intercom")
    is_rating = event.topic.startswith("conversation.rating.")
    return sift([event.data.item], Conversation, partial(mention_of, inbox=inbox)) if is_rating else Page()


def mention_of(conversation: Conversation, inbox: Inbox, *, whole: bool = False) -> Mention | None:
    """Return what the customer says of a conversation; None where that is not heard. With `whole` it always is."""
    rated = conversation.conversation_rating
    if rated is None or rated.rating is None or not (whole or rated.rating in inbox.ratings):
        return None
    first = _time(conversation.created_at if rated.created_at is None else rated.created_at)
    changed = first if rated.updated_at is None else _time(rated.updated_at)
    return Mention(
        key=inbox.key(conversation.id),
        text=clean(unescape(rated.remark or "")),
        title=_title(conversation),
        rating=Rating(stars=float(rated.rating), out_of=MOST),
        posted_at=first,
        edited_at=changed if changed > first else None,
        author=_author(conversation, rated),
        thread_id=conversation.id,
        url=inbox.url(conversation.id),
        own_replies=tuple(one for one in replies_of(conversation) if one.posted_at >= first),
    )


def replies_of(conversation: Conversation) -> tuple[OwnReply, ...]:
    """Return what people of the brand wrote to the customer."""
    return tuple(_reply(part) for part in conversation.conversation_parts.conversation_parts if part.is_ours)


def whole_of(payload: object) -> Conversation:
    """Return the conversation that an answer holds, with its parts."""
    return shaped(payload, Conversation, "conversation")


def html_of(text: str) -> str:
    """Return an answer as Intercom takes it: its words are no markup, its empty lines are paragraphs."""
    return "".join(f"<p>{escape(part, quote=False).replace(chr(10), '<br>')}</p>" for part in text.split("\n\n"))


def _title(conversation: Conversation) -> str | None:
    source = conversation.source
    words = conversation.title or (source.subject if source else None) or (source.body if source else None) or ""
    return shorten(" ".join(plain(words).split()), _TITLE) or None


def _author(conversation: Conversation, rated: _Rated) -> Author:
    """Who rated, and their name where it was they who began the conversation."""
    began = conversation.source.author if conversation.source else _Person()
    contact = rated.contact.id if rated.contact else None
    is_customer = began.type not in (None, "bot", *_STAFF)
    name = clean(began.name or "") if is_customer and contact in (None, began.id) else ""
    found = contact if contact is not None else began.id if is_customer else None
    return Author(id=None if found is None else str(found), name=name or None)


def _reply(part: _Part) -> OwnReply:
    return OwnReply(
        native_id=str(part.id),
        text=plain(part.body or ""),
        posted_at=_time(part.created_at),
        author=clean(part.author.name or "") or None,
    )


def _time(seconds: int) -> datetime:
    return time_of(seconds, "a time of the rating").astimezone(UTC)
