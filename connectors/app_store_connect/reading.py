"""What the App Store Connect API tells of reviews, read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qs, urlsplit

import msgspec

from connectors.app_store_connect.territories import LANGUAGES
from connectors.contract import Author, Changed, Mention, MentionKey, OwnReply, Page, Rating
from connectors.kit.items import shaped, sift, time_of
from connectors.kit.paging import Batch
from connectors.kit.text import clean

_RESPONSES = "customerReviewResponses"


class _Pointer(msgspec.Struct, frozen=True, kw_only=True):
    id: str


class _Relation(msgspec.Struct, frozen=True, kw_only=True):
    """Of an answer that was not asked for, links are told and no `data`."""

    data: _Pointer | None = None


class _Relations(msgspec.Struct, frozen=True, kw_only=True):
    response: _Relation = _Relation()


class _Said(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    rating: int
    created_date: str
    title: str | None = None
    body: str | None = None
    reviewer_nickname: str | None = None
    territory: str | None = None


class _Review(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    attributes: _Said
    relationships: _Relations = _Relations()


class _Answered(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    response_body: str
    last_modified_date: str


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """An answer of the developer, published or about to be."""

    id: str
    attributes: _Answered

    def told(self) -> OwnReply:
        """Return it as an answer of ours. Raises `ValueError` where it has no time."""
        at = time_of(self.attributes.last_modified_date, "lastModifiedDate")
        return OwnReply(native_id=self.id, text=clean(self.attributes.response_body), posted_at=at)


class _Links(msgspec.Struct, frozen=True, kw_only=True):
    next: str | None = None


class _Paging(msgspec.Struct, frozen=True, kw_only=True):
    total: int | None = None


class _Meta(msgspec.Struct, frozen=True, kw_only=True):
    paging: _Paging = _Paging()


class _List(msgspec.Struct, frozen=True, kw_only=True):
    data: list[object]
    included: list[object] = []
    links: _Links = _Links()
    meta: _Meta = _Meta()


class _One(msgspec.Struct, frozen=True, kw_only=True):
    data: object
    included: list[object] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """What Apple says is wrong: a code such as `NOT_FOUND`."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Errors:
    errors: Sequence[Error]


def read_page(payload: object, app_id: int, *, is_top: bool = True) -> Batch:
    """Return what one answer of customerReviews holds. Raises `Changed` where it is none, or has less than it says.

    `is_top` is true of the first page: where it is empty, there are no reviews.
    """
    found = shaped(payload, _List, "list of reviews")
    older = _cursor(found.links.next)
    if is_top and not found.data and (older or found.meta.paging.total):
        raise Changed("Apple's answer counts reviews and holds none")
    page = _page(found.data, found.included, app_id)
    marks = tuple(mention.posted_at.timestamp() for mention in page.mentions)
    return Batch(page=page, marks=marks, older=older)


def read_review(payload: object, app_id: int) -> Page:
    """Return what an answer about one review holds."""
    found = shaped(payload, _One, "review")
    return _page([found.data], found.included, app_id)


def read_response(payload: object) -> Response:
    """Return an answer of ours, as Apple took it or as it stands."""
    return shaped(shaped(payload, _One, "answer to a review").data, Response, "answer to a review")


def errors_of(payload: object) -> tuple[str, ...]:
    """Return the codes of what Apple says is wrong; none where it is not Apple's way of saying so."""
    try:
        return tuple(error.code for error in msgspec.convert(payload, _Errors).errors)
    except msgspec.ValidationError:
        return ()


def _page(reviews: Sequence[object], included: Sequence[object], app_id: int) -> Page:
    return sift(reviews, _Review, partial(_mention, app_id, _responses(included)))


def _responses(included: Sequence[object]) -> dict[str, OwnReply]:
    found = {}
    for item in included:
        if isinstance(item, Mapping) and item.get("type") == _RESPONSES:
            try:
                told = msgspec.convert(item, Response).told()
            except ValueError:
                continue
            found[told.native_id] = told
    return found


def _mention(app_id: int, responses: Mapping[str, OwnReply], review: _Review) -> Mention:
    said, answered = review.attributes, review.relationships.response.data
    if answered is not None and answered.id not in responses:
        raise ValueError("the review has an answer of ours that is not told or not understood")
    return Mention(
        key=MentionKey(platform="appstore", scope=str(app_id), native_id=review.id),
        text=clean(said.body or ""),
        title=clean(said.title or "") or None,
        posted_at=time_of(said.created_date, "createdDate"),
        url=f"https://apps.apple.com/app/id{app_id}",  # Apple has no address for a review
        author=Author(name=clean(said.reviewer_nickname or "") or None),
        rating=Rating(stars=float(said.rating)),
        language=LANGUAGES.get(said.territory or ""),
        place=said.territory,
        own_replies=() if answered is None else (responses[answered.id],),
    )


def _cursor(link: str | None) -> str | None:
    """Return what asks for the next page. Only this is taken of its address, so that each page is asked for alike."""
    if not link:
        return None
    cursor = parse_qs(urlsplit(link).query).get("cursor")
    if not cursor:
        raise Changed("the address of Apple's next page has no cursor")
    return cursor[-1]
