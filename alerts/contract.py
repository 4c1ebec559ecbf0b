"""The words of speaking: what every channel shows, gives back and raises. Public and versioned; standard library only.

A channel turns a notice into a message in its own form. It never decides whether, when or how often to post: that is
the outbox's business, which needs from a channel only an honest answer about what became of each call.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

CONTRACT_VERSION = 1


class Tone(StrEnum):
    """How a notice should feel at a glance."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    DONE = "done"
    INFO = "info"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One labelled value, both plain text."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to press. With `url` it opens a link; otherwise `action` and `value` come back as a press."""

    label: str
    url: str | None = None
    action: str | None = None
    value: str | None = None
    primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry of a menu: what is shown, and the value that comes back."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """Several things to press behind one label; `action` and the chosen value come back as a press."""

    label: str
    action: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The same at length, for a channel that sends letters: one HTML document of ours, and its twin in plain text.

    The HTML names the notice's picture `cid:picture`, and needs nothing else from outside. `text` ends with a newline.
    """

    html: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a channel shows, free of any channel's markup; every text is plain.

    `key` identifies the message for ever: posting the same key twice is a duplicate. `quote` is a customer's words
    and must never be read as markup; `title` and `body` are ours (body: paragraphs split by newlines). `link` is
    http(s) only. `thread_of` is the receipt of the message that this one answers. `revision` counts what the
    message was changed to; a channel may mark a revision by it, so that a receiver knows one it has had already.
    `calls` are the ids of people and groups whom the message calls (ours; never from a customer's words). `to` is the
    id of the one person whom it is for: only a channel that is `Personal` is handed such a notice. `picture` is a PNG
    that a channel may show beside it, and `picture_says` the same in words. `letter` is what a channel that sends
    letters sends instead of the other texts below the title.
    """

    key: str
    tone: Tone
    title: str
    quote: str | None = None
    body: str = ""
    link: str | None = None
    facts: tuple[Fact, ...] = ()
    buttons: tuple[Button, ...] = ()
    menu: Menu | None = None
    calls: tuple[str, ...] = ()
    to: str | None = None
    thread_of: "Receipt | None" = None
    picture: bytes | None = None
    picture_says: str = ""
    letter: Letter | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Proof that a notice was posted: where, and by what reference the channel knows it.

    `workspace` is the id of the account that the channel belongs to (a Slack team); empty where there is none.
    """

    channel: str
    workspace: str
    reference: str
    posted_at: datetime


class ChannelError(Exception):
    """Why a notice was not (or not surely) posted. The message never holds a secret."""


class Unavailable(ChannelError):
    """Surely not posted; it may work later. `retry_after` is in seconds, where the channel named a time."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Refused(ChannelError):
    """Surely not posted, and no notice will be until a person acts on the channel (token, membership, archive)."""


class Unsearchable(Refused):
    """What was posted may not be read until a person allows it. Raised by `find` alone: posting may well work."""


class Invalid(ChannelError):
    """Surely not posted, and this notice never will be (our own bug): it is dead-lettered where a person sees it."""


class Uncertain(ChannelError):
    """Sent without a clear answer: it may be posted. Look for its key before posting again."""


class Gone(ChannelError):
    """The message that was to be revised, or the person whom it was for, is no more."""


class Channel(Protocol):
    """One configured channel. Its constructor only stores."""

    def post(self, notice: Notice) -> Receipt:
        """Post `notice` once. Raises `ChannelError` and nothing else."""
        ...


@runtime_checkable
class Revisable(Protocol):
    """Optional skill: change a posted message in place."""

    def revise(self, receipt: Receipt, notice: Notice) -> None:
        """Make the posted message show `notice`. Safe to repeat. Raises `ChannelError` (`Gone` where it is deleted)."""
        ...


@runtime_checkable
class Findable(Protocol):
    """Optional skill: look for a notice by its key, after an uncertain outcome."""

    @property
    def looks(self) -> tuple[float, ...]:
        """When to look, in seconds after the doubtful try: history may lag. Unseen by the last, it was not posted."""
        ...

    def find(
        self, key: str, since: datetime, *, thread_of: Receipt | None = None, to: str | None = None
    ) -> Receipt | None:
        """Return the receipt of the message with `key` posted at or after `since`, or None where history has none.

        `thread_of` and `to` are those of the notice, since replies, and what is for one person, are kept apart. Raises
        `ChannelError`: `Unsearchable` where history may not be read at all, so that waiting for it is of no use.
        """
        ...


@runtime_checkable
class Retractable(Protocol):
    """Optional skill: take back what was posted once too often."""

    def copies(self, key: str, since: datetime, *, thread_of: Receipt | None = None) -> tuple[Receipt, ...]:
        """Return every message with `key` posted at or after `since`, in any order. Raises `ChannelError` as `find`."""
        ...

    def delete(self, receipt: Receipt) -> None:
        """Delete a posted message for everybody. Raises `ChannelError` (`Gone` where it is deleted already)."""
        ...


@runtime_checkable
class Probeable(Protocol):
    """Optional skill: ask, without posting, whether the channel works. Used while it is refused and by `check`."""

    def probe(self) -> tuple[str, ...]:
        """Return where posting would work: sentences on what works less well than it could, and the remedy.

        Raises `ChannelError` where it would not.
        """
        ...
