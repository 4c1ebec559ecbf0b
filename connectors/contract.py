"""The words of hearing: what every connector says and raises. Public and versioned; imports the standard library only.

A connector reads one place where customers speak and yields pages of mentions. It keeps nothing: what it must
remember between two polls is the cursor that it hands out with each page, saved by the caller in the same
transaction as the page's mentions.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType, Protocol, runtime_checkable

CONTRACT_VERSION = 1

Cursor = NewType("Cursor", str)
"""Where to resume; opaque to everyone but the connector that made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionKey:
    """What makes two hearings the same mention.

    `platform` is where people speak (`hackernews`, `google_play`), `scope` the part of it in which native ids are
    unique (an app id, a server's host; empty where ids are unique on the whole platform).
    """

    platform: str
    scope: str
    native_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who spoke. `id` is the platform's stable id (never a display name that can change); None where it tells none."""

    id: str | None = None
    name: str | None = None
    followers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """Stars as the platform counts them: 1 of 5; a thumb down is 0 of 1."""

    stars: float
    out_of: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many people it got to, as counts; None where the platform does not tell."""

    likes: int | None = None
    shares: int | None = None
    replies: int | None = None
    views: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture, video or sound that came with the words. `kind` is `image`, `video`, `audio` or `other`."""

    kind: str
    url: str
    alt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReply:
    """An answer by the brand itself, seen on the platform."""

    native_id: str
    text: str
    posted_at: datetime
    author: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyReceipt:
    """Proof that an answer was posted. `native_id` is that of the `OwnReply` under which the platform shows it."""

    native_id: str
    posted_at: datetime
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One post, review, comment or message. Text is plain (never HTML); times are aware UTC."""

    key: MentionKey
    text: str
    posted_at: datetime
    url: str | None = None
    author: Author = Author()
    title: str | None = None
    rating: Rating | None = None
    language: str | None = None
    edited_at: datetime | None = None
    thread_id: str | None = None
    parent_id: str | None = None
    reach: Reach = Reach()
    place: str | None = None
    media: tuple[Media, ...] = ()
    own_replies: tuple[OwnReply, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """An item that was not understood: why, and enough of it (at most 2,000 characters) to see the reason."""

    reason: str
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one answer of the source held.

    `cursor` resumes AFTER this page once it is saved. `deleted` names mentions that the source says are gone.
    `gap` says in words why something may have been missed behind this page (a feed whose every item was new).
    `more` is true where the source has further pages that this cursor will lead to: the caller comes back soon.
    """

    mentions: tuple[Mention, ...] = ()
    cursor: Cursor | None = None
    rejected: tuple[Rejected, ...] = ()
    deleted: tuple[MentionKey, ...] = ()
    gap: str | None = None
    more: bool = False


class SourceError(Exception):
    """Why a source could not be heard. The message names what was asked and what came back, and never a secret."""


class Unavailable(SourceError):
    """It may work later. `retry_after` is in seconds, where the source named a time."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Postponed(Unavailable):
    """Not asked, because a budget of ours is spent for now: nothing is wrong. `retry_after` says when it is not."""


class Refused(SourceError):
    """It will not work until a person acts (credentials, permission, a place that is gone): stop asking."""


class Changed(SourceError):
    """The answer was not understood. `payload` is a sample of at most 2,000 characters, kept for whoever repairs it."""

    def __init__(self, message: str, *, payload: str = "") -> None:
        super().__init__(message)
        self.payload = payload[:2000]


class Uncertain(SourceError):
    """Sent without a clear answer: what was to be posted may stand there. Look before posting it again."""


class Connector(Protocol):
    """One configured source. Its constructor only stores; all I/O happens while `pages` is iterated."""

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield pages lazily from `since` (None: never polled). Raises `SourceError` and nothing else.

        The caller saves each page before it asks for the next and may stop at any page: whatever is left must be
        reachable from the cursor of the last page that it took.
        """
        ...


@runtime_checkable
class History(Protocol):
    """Optional skill: read further back than polling does, for `monitor sources backfill`."""

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield pages of mentions posted at or after `since`. `resume` is a cursor of an earlier call, or None."""
        ...


@runtime_checkable
class Rereader(Protocol):
    """Optional skill: look again at known mentions for edits, deletions and our own replies."""

    def reread(self, keys: Sequence[MentionKey]) -> Page:
        """Return those of `keys` that are still there as mentions, and those that are gone as `deleted`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """A request that a platform made to us. The names of `headers` are in lower case; `body` is as it came."""

    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """What a request surely from the platform is answered with.

    `id` makes two deliveries of the same thing one; None where there is nothing to keep (the platform only asks whether
    somebody listens here).
    """

    id: str | None
    answer: str = ""


@runtime_checkable
class Receiver(Protocol):
    """Optional skill: be told by the platform, beside being polled or instead of it."""

    def admit(self, pushed: Pushed, now: datetime) -> Admitted:
        """Verify that `pushed` comes from the platform, and is fresh. Raises `Refused` where it does not.

        It is kept before it is answered, and read after: nothing else may be needed to know whether it is genuine.
        """
        ...

    def read(self, pushed: Pushed) -> Page:
        """Return what an admitted request tells, which it may ask the platform for where it only names it.

        Raises `Changed` where it is not understood, `Unavailable` where it is to be read again later, and `Refused`.
        """
        ...


@runtime_checkable
class Replier(Protocol):
    """Optional skill: answer a mention in public, in the brand's name. Used where a source says `replies: true`."""

    @property
    def longest(self) -> int | None:
        """The most characters that an answer may have; None where the platform has no limit that matters."""
        ...

    @property
    def looks(self) -> tuple[float, ...]:
        """When to look, in seconds after a doubtful try: a platform may lag. Unseen by the last, it was not posted."""
        ...

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Post `text` once as an answer to the mention.

        Raises `Unavailable` where it was surely not posted and may be later, `Refused` where it was surely not posted
        and never will be until a person acts (the mention is gone, the text or the account is not taken), and
        `Uncertain` where it may have been posted. It never tries again by itself.
        """
        ...

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        """Return the brand's answers that stand under the mention now. Raises `SourceError`."""
        ...
