"""What a Zendesk tells, read: legacy ratings, responses to surveys, tickets and their comments.

Facts: https://developer.zendesk.com/api-reference/ticketing/ticket-management/ (satisfaction_ratings,
csat_survey_responses). A mention is what a customer says of a ticket, so it is known by the ticket: a customer who
changes their mind has changed that mention.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal
from urllib.parse import urlsplit

from connectors.contract import Author, Mention, MentionKey, Page, Rating
from connectors.kit.items import shaped, sift, time_of
from connectors.kit.text import clean
from connectors.kit.times import parse_time

Category = Literal["bad", "neutral", "good"]

_RATED = ("bad", "good")
_NO_REASON = {0, 100}
"""Codes of "no reason provided" and "some other reason"."""
_TICKET = "zen:ticket:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where tickets are, and which answers are heard."""

    address: str
    scale: int = 5
    hear: frozenset[Category] = frozenset({"bad"})

    def key(self, native_id: str) -> MentionKey:
        """Return what the answer to a ticket is known by."""
        return MentionKey(platform="zendesk", scope=urlsplit(self.address).netloc, native_id=native_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rated:
    """A legacy rating."""

    id: int
    score: str
    ticket_id: int
    created_at: str
    updated_at: str | None = None
    requester_id: int | None = None
    comment: str | None = None
    reason: str | None = None
    reason_code: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Option:
    rating: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    sub_type: str | None = None
    options: Sequence[_Option] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    type: str
    created_at: str
    updated_at: str | None = None
    rating: int | None = None
    rating_category: str | None = None
    value: str | None = None
    question: _Question = _Question()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Response:
    """A response to a survey. What nobody answered yet has no answers, or skipped ones."""

    id: str
    answers: Sequence[_Answer]
    responder_id: int | None = None
    subject_zrns: Sequence[str] = ()

    @property
    def ticket(self) -> str | None:
        """The ticket that it is about; None where it is about a conversation without one."""
        return next((name.removeprefix(_TICKET) for name in self.subject_zrns if name.startswith(_TICKET)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meta:
    has_more: bool
    after_cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ratings:
    satisfaction_ratings: Sequence[object]
    meta: _Meta


@dataclass(frozen=True, slots=True, kw_only=True)
class _Responses:
    survey_responses: Sequence[object]
    meta: _Meta


@dataclass(frozen=True, slots=True, kw_only=True)
class _One:
    satisfaction_rating: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a list of answers holds: a page of mentions, when each item last changed, and what asks for the next."""

    page: Page
    marks: tuple[float, ...]
    next: str | None


def ratings_of(payload: object, desk: Desk, *, whole: bool = False) -> Told:
    """Return what a list of ratings holds. With `whole`, whatever they say."""
    told = shaped(payload, _Ratings, "list of satisfaction ratings")
    page = sift(told.satisfaction_ratings, _Rated, partial(_of_rating, desk=desk, whole=whole))
    return _told(told.satisfaction_ratings, page, told.meta, ("updated_at", "created_at"))


def rating_of(payload: object, desk: Desk) -> Page:
    """Return the one rating that an answer holds, whatever it says."""
    item = shaped(payload, _One, "satisfaction rating").satisfaction_rating
    return sift([item], _Rated, partial(_of_rating, desk=desk, whole=True))


def responses_of(payload: object, desk: Desk, *, whole: bool = False) -> Told:
    """Return what a list of responses to surveys holds. With `whole`, whatever they say."""
    told = shaped(payload, _Responses, "list of survey responses")
    page = sift(told.survey_responses, _Response, partial(_of_response, desk=desk, whole=whole))
    answers = [answer for item in told.survey_responses for answer in _answers(item)]
    return _told(answers, page, told.meta, ("updated_at", "created_at"))


def _of_rating(rated: _Rated, desk: Desk, *, whole: bool) -> Mention | None:
    if rated.score not in _RATED or not (whole or rated.score in desk.hear):
        return None
    created, changed = time_of(rated.created_at, "created_at"), parse_time(rated.updated_at)
    reason = rated.reason if rated.reason_code not in _NO_REASON else None
    return Mention(
        key=desk.key(str(rated.ticket_id)),
        text=clean("\n\n".join(part for part in (rated.comment, reason) if part)),
        rating=Rating(stars=float(rated.score == "good"), out_of=1),
        posted_at=created,
        edited_at=changed if changed is not None and changed > created else None,
        author=Author(id=None if rated.requester_id is None else str(rated.requester_id)),
        thread_id=str(rated.ticket_id),
        url=_url(desk, str(rated.ticket_id)),
    )


def _of_response(response: _Response, desk: Desk, *, whole: bool) -> Mention | None:
    rated = next((one for one in response.answers if one.type == "rating_scale" and one.rating is not None), None)
    if rated is None or not (whole or rated.rating_category in desk.hear):
        return None
    created = time_of(rated.created_at, "created_at")
    changed = max((at for one in response.answers if (at := parse_time(one.updated_at)) is not None), default=created)
    ticket = response.ticket
    return Mention(
        key=desk.key(ticket or f"survey:{response.id}"),
        text=clean("\n\n".join(one.value for one in response.answers if one.type == "open_ended" and one.value)),
        rating=_stars(rated, desk),
        posted_at=created,
        edited_at=changed if changed > created else None,
        author=Author(id=None if response.responder_id is None else str(response.responder_id)),
        thread_id=ticket,
        url=None if ticket is None else _url(desk, ticket),
    )


def _stars(rated: _Answer, desk: Desk) -> Rating:
    steps = [option.rating for option in rated.question.options or () if option.rating is not None]
    stars = float(rated.rating or 0)
    return Rating(stars=stars, out_of=max(float(max(steps, default=desk.scale)), stars))


def _told(items: Sequence[object], page: Page, meta: _Meta, names: Sequence[str]) -> Told:
    found = [parse_time(item.get(name)) for item in items if isinstance(item, Mapping) for name in names]
    marks = tuple(moment.timestamp() for moment in found if moment is not None)
    return Told(page=page, marks=marks, next=meta.after_cursor if meta.has_more else None)


def _answers(item: object) -> Sequence[object]:
    answers = item.get("answers") if isinstance(item, Mapping) else None
    return answers if isinstance(answers, Sequence) else ()


def _url(desk: Desk, ticket: str) -> str:
    return f"{desk.address}/agent/tickets/{ticket}"
