"""What the Google Play Developer API tells of reviews, read."""

from datetime import datetime
from functools import partial

import msgspec

from connectors.contract import Author, Changed, Mention, MentionKey, OwnReply, Page, Rating, Reach
from connectors.kit.items import shaped, sift, time_of
from connectors.kit.language import language_code
from connectors.kit.paging import Batch
from connectors.kit.text import clean

_KNOWN = {"reviews", "pageInfo", "tokenPagination", "kind"}


class _Moment(msgspec.Struct, frozen=True, kw_only=True):
    """Epoch seconds, as text in what Google sends."""

    seconds: str | int


class _Said(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a customer's and a developer's comment have in common."""

    last_modified: _Moment
    text: str = ""


class _UserComment(_Said, frozen=True, kw_only=True, rename="camel"):
    star_rating: int
    original_text: str = ""
    reviewer_language: str | None = None
    app_version_name: str | None = None
    thumbs_up_count: int | None = None


class _Comment(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    user_comment: _UserComment | None = None
    developer_comment: _Said | None = None


class _Review(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    review_id: str
    comments: list[_Comment]
    author_name: str | None = None


class _Paging(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    next_page_token: str | None = None


class _List(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    reviews: list[object] = []
    token_pagination: _Paging = _Paging()


class _Result(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    last_edited: _Moment


class _Replied(msgspec.Struct, frozen=True, kw_only=True):
    result: _Result


def read_page(payload: object, package: str) -> Batch:
    """Return what one answer of reviews.list holds; `{}` is a week without reviews.

    Raises `Changed` where it is no such answer, also where it has no `reviews` but something that is not known.
    """
    found = shaped(payload, _List, "list of reviews")
    if not found.reviews and isinstance(payload, dict) and not set(payload) <= _KNOWN:
        raise Changed(f"the answer has no reviews, but {', '.join(sorted(set(payload) - _KNOWN))[:200]}")
    page = sift(found.reviews, _Review, partial(_mention, package))
    marks = tuple(mention.posted_at.timestamp() for mention in page.mentions)
    return Batch(page=page, marks=marks, older=found.token_pagination.next_page_token or None)


def read_review(payload: object, package: str) -> Page:
    """Return a single review."""
    return sift([payload], _Review, partial(_mention, package))


def read_reply(payload: object) -> datetime:
    """Return when Google took an answer of ours. Raises `ValueError` where it has no time."""
    return _at(shaped(payload, _Replied, "answer to a review").result.last_edited)


def _mention(package: str, review: _Review) -> Mention:
    said = next((comment.user_comment for comment in review.comments if comment.user_comment), None)
    if said is None:
        raise ValueError("the review holds no words of its author")
    title, tab, text = (said.original_text or said.text).partition("\t")
    return Mention(
        key=MentionKey(platform="google_play", scope=package, native_id=review.review_id),
        text=clean(text if tab else title),
        title=(clean(title) or None) if tab else None,
        # When it was first written is not told: this is its last change.
        posted_at=_at(said.last_modified),
        edited_at=_at(said.last_modified),
        author=Author(name=clean(review.author_name or "") or None),
        rating=Rating(stars=float(said.star_rating)),
        language=language_code(said.reviewer_language),
        reach=Reach(likes=said.thumbs_up_count),
        place=said.app_version_name,
        own_replies=_own_replies(review),
    )


def reply_id(review_id: str) -> str:
    """Return what the one answer to a review is known by."""
    return f"{review_id}:reply"


def _own_replies(review: _Review) -> tuple[OwnReply, ...]:
    """Google keeps one answer to a review: a new one takes the place of the old."""
    answers = [comment.developer_comment for comment in review.comments if comment.developer_comment]
    return tuple(
        OwnReply(native_id=reply_id(review.review_id), text=clean(answer.text), posted_at=_at(answer.last_modified))
        for answer in answers[-1:]
    )


def _at(moment: _Moment) -> datetime:
    return time_of(moment.seconds, "lastModified")
