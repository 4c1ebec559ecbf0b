"""What the My Business API (v4) tells of reviews, read."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial

import msgspec

from connectors.contract import Author, Changed, Media, Mention, MentionKey, OwnReply, Page, Rating
from connectors.google_business.locations import Location
from connectors.kit.items import shaped, sift, time_of
from connectors.kit.paging import Batch
from connectors.kit.text import clean

_STARS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}
_NAME = re.compile(r"accounts/[^/]+/locations/([^/]+)/reviews/([^/]+)")
_TRANSLATED = re.compile(r"\(Translated by Google\).*?\(Original\)\s*(.+)", re.DOTALL)
_TRANSLATION = re.compile(r"(.+?)\s*\(Translated by Google\)", re.DOTALL)
_KNOWN = {"locationReviews", "reviews", "nextPageToken", "averageRating", "totalReviewCount"}

Locations = Mapping[str, Location]


class _Reviewer(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    display_name: str = ""
    is_anonymous: bool = False


class Reply(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An answer of the business; one that Google rejected is not to be seen."""

    comment: str
    update_time: str
    review_reply_state: str = ""

    def told(self, review_id: str) -> OwnReply:
        """Return it as an answer of ours. Raises `ValueError` where it has no time."""
        at = time_of(self.update_time, "updateTime")
        return OwnReply(native_id=f"{review_id}:reply", text=clean(self.comment), posted_at=at)


class _Review(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    name: str
    create_time: str
    update_time: str
    star_rating: str = ""
    comment: str = ""
    reviewer: _Reviewer = _Reviewer()
    review_reply: Reply | None = None
    review_media_items: list[dict[str, object]] = []


class _OfLocation(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    review: _Review


class _Batch(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    location_reviews: list[object] = []
    next_page_token: str | None = None


class _List(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    reviews: list[object] = []
    next_page_token: str | None = None


def read_page(payload: object, locations: Locations) -> Batch:
    """Return what an answer about several locations holds; `{}` is that they have no reviews.

    Raises `Changed` where it is no such answer, also where it has no reviews but something that is not known.
    """
    found = shaped(payload, _Batch, "list of reviews")
    _refuse_unknown(payload)
    page = sift(found.location_reviews, _OfLocation, lambda one: _mention(locations, one.review))
    return _batch(page, found.next_page_token)


def read_list(payload: object, locations: Locations) -> Batch:
    """Return what an answer about one location holds."""
    found = shaped(payload, _List, "list of reviews")
    _refuse_unknown(payload)
    return _batch(sift(found.reviews, _Review, partial(_mention, locations)), found.next_page_token)


def read_review(payload: object, locations: Locations) -> Page:
    """Return a single review."""
    return sift([payload], _Review, partial(_mention, locations))


def read_reply(payload: object) -> Reply:
    """Return an answer of ours, as Google took it."""
    return shaped(payload, Reply, "answer to a review")


def _refuse_unknown(payload: object) -> None:
    if isinstance(payload, dict) and not set(payload) <= _KNOWN:
        raise Changed(f"the answer has more than reviews: {', '.join(sorted(set(payload) - _KNOWN))[:200]}")


def _batch(page: Page, older: str | None) -> Batch:
    marks = [_changed(mention).timestamp() for mention in page.mentions]
    return Batch(page=page, marks=tuple(marks), older=older or None, newest_first=marks == sorted(marks, reverse=True))


def _changed(mention: Mention) -> datetime:
    return mention.edited_at or mention.posted_at


def _mention(locations: Locations, review: _Review) -> Mention:
    named = _NAME.fullmatch(review.name)
    if named is None:
        raise ValueError(f"a review is named {review.name[:100]!r}")
    number, review_id = named.groups()
    location, stars = locations.get(number), _STARS.get(review.star_rating)
    created, updated = time_of(review.create_time, "createTime"), time_of(review.update_time, "updateTime")
    reply, text = review.review_reply, _original(review.comment)
    is_foreign = text != review.comment
    return Mention(
        key=MentionKey(platform="google_business", scope=number, native_id=review_id),
        text=clean(text),
        posted_at=created,
        edited_at=updated if updated > created else None,
        url=location.url if location else None,
        author=Author(name=None if review.reviewer.is_anonymous else clean(review.reviewer.display_name) or None),
        rating=None if stars is None else Rating(stars=float(stars)),
        language=location.language if location and not is_foreign else None,
        place=location.place if location else None,
        media=tuple(media for item in review.review_media_items for media in _media(item)),
        own_replies=() if reply is None or reply.review_reply_state == "REJECTED" else (reply.told(review_id),),
    )


def _original(comment: str) -> str:
    """Return what the customer wrote: Google puts its translation before or after it."""
    found = _TRANSLATED.search(comment) or _TRANSLATION.match(comment)
    return found[1] if found else comment


def _media(item: Mapping[str, object]) -> list[Media]:
    urls = [value for value in item.values() if isinstance(value, str) and value.startswith("https://")]
    return [Media(kind="image", url=url) for url in urls[:1]]
