"""What a Zendesk tells of tickets: their subjects, what staff wrote in them, what an update added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from connectors.contract import Mention, OwnReply, Page
from connectors.kit.items import shaped, time_of
from connectors.kit.text import clean

_RATED = ("bad", "good")
_STAFF = ("agent", "admin")


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    score: str | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A ticket. `updated_at` is what an update must name to be refused where somebody else was faster."""

    id: int
    status: str
    updated_at: str
    subject: str | None = None
    raw_subject: str | None = None
    requester_id: int | None = None
    satisfaction_rating: _State | None = None

    @property
    def rating_id(self) -> int | None:
        """The id of the rating that its customer gave; None where there is none."""
        state = self.satisfaction_rating
        return state.id if state is not None and state.score in _RATED else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    ticket: Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class _User:
    id: int
    name: str = ""
    role: str = "end-user"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tickets:
    """Tickets with the names of those who opened them."""

    tickets: Sequence[Ticket]
    users: Sequence[_User] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comment:
    id: int
    created_at: str
    author_id: int
    public: bool = True
    body: str = ""
    plain_body: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comments:
    comments: Sequence[_Comment]
    users: Sequence[_User] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    id: int
    type: str
    public: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Audit:
    created_at: str
    events: Sequence[_Event]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Updated:
    ticket: Ticket
    audit: _Audit


def tickets_of(payload: object) -> Tickets:
    """Return the tickets that an answer holds."""
    return shaped(payload, Tickets, "list of tickets")


def ticket_of(payload: object) -> Ticket:
    """Return the one ticket that an answer holds."""
    return shaped(payload, _Shown, "ticket").ticket


def named(page: Page, tickets: Tickets) -> Page:
    """Return the page with the subjects of the tickets, and the names of those who opened them."""
    by_id = {str(ticket.id): ticket for ticket in tickets.tickets}
    names = {str(user.id): user.name for user in tickets.users}
    return replace(page, mentions=tuple(_named(mention, by_id, names) for mention in page.mentions))


def replies_of(payload: object, since: datetime | None = None) -> tuple[OwnReply, ...]:
    """Return what staff wrote to the customer, from a moment on: notes among staff are not told."""
    told = shaped(payload, _Comments, "list of comments")
    staff = {user.id: user.name for user in told.users if user.role in _STAFF}
    found = [_reply(one, staff[one.author_id]) for one in told.comments if one.public and one.author_id in staff]
    return tuple(
        sorted((one for one in found if since is None or one.posted_at >= since), key=lambda one: one.posted_at)
    )


def posted_of(payload: object) -> tuple[str, datetime]:
    """Return the id of the comment that an update added, and when. Raises `ValueError` where it added none."""
    audit = msgspec.convert(payload, _Updated).audit
    added = [event for event in audit.events if event.type == "Comment" and event.public is not False]
    if not added:
        raise ValueError("the update tells of no public comment")
    return str(added[0].id), time_of(audit.created_at, "created_at")


def _named(mention: Mention, tickets: Mapping[str, Ticket], names: Mapping[str, str]) -> Mention:
    ticket = tickets.get(mention.thread_id or "")
    subject = clean((ticket.raw_subject or ticket.subject or "") if ticket else "") or None
    name = clean(names.get(mention.author.id or "", "")) or None
    return replace(mention, title=subject, author=replace(mention.author, name=name))


def _reply(comment: _Comment, name: str) -> OwnReply:
    at = time_of(comment.created_at, "created_at")
    text = clean(comment.plain_body or comment.body)
    return OwnReply(native_id=str(comment.id), text=text, posted_at=at, author=name or None)
