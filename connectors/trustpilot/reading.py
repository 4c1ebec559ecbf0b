"""What Trustpilot tells of reviews, read. Facts: https://developers.trustpilot.com/service-reviews-api"""

from dataclasses import dataclass, replace

import msgspec

from connectors.contract import Author, Mention, MentionKey, OwnReply, Page, Rating, Reach
from connectors.kit.items import shaped, sift, time_of
from connectors.kit.language import language_code
from connectors.kit.text import clean

DELETED = "service-review-deleted"


class _Named(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A consumer, a business or a place; what is pushed calls a consumer's name otherwise than what is asked for."""

    id: str | None = None
    display_name: str | None = None
    name: str | None = None


class _Reply(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    text: str = ""
    created_at: str | None = None
    updated_at: str | None = None


class Review(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One review. Who was invited, by what address and for which order is told, too, and never read."""

    id: str | int
    created_at: str
    stars: int | None = None
    title: str | None = None
    text: str | None = None
    language: str | None = None
    updated_at: str | None = None
    number_of_likes: int | None = None
    company_reply: _Reply | None = None
    consumer: _Named | None = None
    business_unit: _Named | None = None
    location: _Named | None = None


class _List(msgspec.Struct, frozen=True, kw_only=True):
    reviews: list[object]


class _Event(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    event_name: str
    event_data: object = None


class _Events(msgspec.Struct, frozen=True, kw_only=True):
    events: list[_Event]


class _Of(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What is told of a review that is gone: its id, and perhaps whose it was."""

    id: str | int
    business_unit: _Named | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One page of reviews: its mentions, when each was written, and how many there were."""

    page: Page
    marks: tuple[float, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What was delivered: what it says itself, and the reviews that it is about."""

    page: Page
    about: tuple[MentionKey, ...]


def key_of(native_id: object) -> MentionKey:
    """Return what a review is known by."""
    return MentionKey(platform="trustpilot", scope="", native_id=str(native_id))


def read_list(payload: object) -> Listed:
    """Return a page of reviews. Raises `Changed` where it is none."""
    items = shaped(payload, _List, "list of Trustpilot's reviews").reviews
    page = sift(items, Review, mention_of)
    return Listed(page=page, marks=tuple(one.posted_at.timestamp() for one in page.mentions), count=len(items))


def read_events(payload: object, business_unit: str) -> Delivered:
    """Return what is delivered of a company. Raises `Changed` where it is no delivery."""
    events = shaped(payload, _Events, "delivery of Trustpilot").events
    written, deleted = list[object](), list[MentionKey]()
    for event in events:
        try:
            of = msgspec.convert(event.event_data, _Of)
        except msgspec.ValidationError:
            written.append(event.event_data)  # to be rejected with its reason
            continue
        if of.business_unit is not None and of.business_unit.id not in (None, business_unit):
            continue
        if event.event_name == DELETED:
            deleted.append(key_of(of.id))
        else:
            written.append(event.event_data)
    page = replace(sift(written, Review, mention_of), deleted=tuple(deleted))
    return Delivered(page=page, about=tuple(dict.fromkeys((*(one.key for one in page.mentions), *deleted))))


def review_of(payload: object) -> Mention:
    """Return the one review that an answer holds."""
    return mention_of(shaped(payload, Review, "review of Trustpilot"))


def mention_of(review: Review) -> Mention:
    """Return a review as a mention."""
    created = time_of(review.created_at, "createdAt")
    updated = time_of(review.updated_at, "updatedAt") if review.updated_at else created
    who = review.consumer or _Named()
    return Mention(
        key=key_of(review.id),
        text=clean(review.text or ""),
        title=clean(review.title or "") or None,
        posted_at=created,
        edited_at=updated if updated > created else None,
        url=f"https://www.trustpilot.com/reviews/{review.id}",
        author=Author(id=who.id, name=clean(who.display_name or who.name or "") or None),
        rating=Rating(stars=float(review.stars)) if review.stars else None,
        language=language_code(review.language),
        thread_id=str(review.id),
        reach=Reach(likes=review.number_of_likes),
        place=clean((review.location.name if review.location else None) or "") or None,
        own_replies=_replies(review),
    )


def _replies(review: Review) -> tuple[OwnReply, ...]:
    """A review keeps one answer: a new one takes the place of the old."""
    reply = review.company_reply
    if reply is None or not reply.text or not reply.created_at:
        return ()
    at = time_of(reply.created_at, "companyReply.createdAt")
    return (OwnReply(native_id=f"{review.id}:reply", text=clean(reply.text), posted_at=at),)
