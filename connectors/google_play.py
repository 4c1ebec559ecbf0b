"""Reviews of an Android app of one's own, by the Google Play Developer API (v3, reviews.list).

It shows what was written or changed in the last 7 days, on production, with text. Facts:
https://developers.google.com/android-publisher/reply-to-reviews
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import quote

import msgspec
from pydantic import Field, SecretStr, model_validator

from connectors.contract import (
    Author,
    Changed,
    Cursor,
    Mention,
    MentionKey,
    OwnReply,
    Page,
    Rating,
    Reach,
    Refused,
    ReplyReceipt,
    SourceError,
    Unavailable,
    Uncertain,
)
from connectors.kit.answer import Answer
from connectors.kit.beside import BesideConfig
from connectors.kit.budget import Allowance
from connectors.kit.cursor import load
from connectors.kit.items import read_json, shaped, sift, time_of
from connectors.kit.kind import Kind, SourceSettings, Tools
from connectors.kit.language import language_code
from connectors.kit.paging import Batch, Progress, TokenLostError, newest_first
from connectors.kit.posting import post_once
from connectors.kit.service_account import by_service_account
from connectors.kit.status import retry_after
from connectors.kit.text import clean
from connectors.kit.tokens import Tokens

SCOPE = "https://www.googleapis.com/auth/androidpublisher"
PAGE_SIZE = 100
LONGEST_REPLY = 350
WINDOW_DAYS = 7
_DAY = 86_400
_QUOTA = re.compile(rb'"reason"\s*:\s*"(?:rate|userRate|quota|daily)\w*Exceeded"|RATE_LIMIT_EXCEEDED')
_KNOWN = {"reviews", "pageInfo", "tokenPagination", "kind"}


class GooglePlaySettings(SourceSettings):
    """Which app, and the service account that may read its reviews."""

    package: str = Field(pattern=r"^[A-Za-z][\w.]+$", description="The app's package name: com.example.app.")
    service_account_file: BesideConfig | None = Field(
        default=None, description="The service account's JSON key file, relative to this configuration."
    )
    service_account: SecretStr | None = Field(default=None, description="The same as text: ${PLAY_SERVICE_ACCOUNT}.")
    reread_days: int = Field(
        default=WINDOW_DAYS,
        ge=0,
        le=WINDOW_DAYS,
        description="How far back each poll looks again for your answers; fewer days ask less of the quota.",
    )
    reads_an_hour: int = Field(default=200, ge=1, description="Requests an hour for this app; Google allows 200.")
    base_url: str = Field(default="https://androidpublisher.googleapis.com", description="Where the API is.")
    token_url: str | None = Field(default=None, description="Where tokens are given out; default: as the key says.")

    @model_validator(mode="after")
    def _one_key(self) -> "GooglePlaySettings":
        if (self.service_account is None) == (self.service_account_file is None):
            raise ValueError("say one of `service_account_file` and `service_account`")
        return self


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


class GooglePlaySource:
    """Walks the reviews by the time of their last change, so that edits come by like new ones."""

    def __init__(self, settings: GooglePlaySettings, tools: Tools) -> None:
        self._settings = settings
        reads = Allowance(limit=settings.reads_an_hour, window=timedelta(hours=1))
        self._http = tools.http.within(tools.budget(f"google_play {settings.package}", reads))
        self._now = tools.now
        granting = by_service_account(tools.http, self._key, scope=SCOPE, now=tools.now, token_url=settings.token_url)
        self._tokens = Tokens(granting, now=tools.now)

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield pages of what was written or changed since, and of the last `reread_days`."""
        progress = Progress() if since is None else load(Progress, since)
        # An answer of one's own does not move a review to the top: it is seen by looking again.
        overlap = self._settings.reread_days * _DAY + 1
        fetch = partial(self._fetch, is_first=progress.high is None)
        return newest_first(fetch, progress, overlap=overlap, ceiling=self._now().timestamp())

    longest: int | None = LONGEST_REPLY
    looks: tuple[float, ...] = (2.0, 15.0)

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Answer a review. Google keeps one answer to each: a new one takes the place of the old."""
        url, sent = f"{self._address(key)}:reply", {"replyText": text}
        answer = self._tokens.tried(
            lambda headers: post_once(self._http, url, json=sent, headers=headers, now=self._now())
        )
        if answer.status == 403:
            raise _forbidden(answer, self._now())
        if answer.status != 200:
            raise Refused(f"Google does not take this answer ({answer.status}): is the review still there?")
        try:
            replied = read_json(answer, lambda payload: shaped(payload, _Replied, "answer to a review"))
            return ReplyReceipt(native_id=f"{key.native_id}:reply", posted_at=_at(replied.result.last_edited))
        except (Changed, ValueError) as error:
            raise Uncertain(f"Google took an answer and told no time of it: {error}") from error

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        """Return the answer that stands under a review."""
        answer = self._tokens.get(self._http, self._address(key))
        return read_json(answer, lambda payload: _own_replies(shaped(payload, _Review, "review")))

    def _address(self, key: MentionKey) -> str:
        return f"{self._reviews()}/{quote(key.native_id, safe=':')}"

    def _reviews(self) -> str:
        settings = self._settings
        return f"{settings.base_url.rstrip('/')}/androidpublisher/v3/applications/{settings.package}/reviews"

    def _fetch(self, token: str | None, *, is_first: bool) -> Batch:
        """Read the page of `token`; one that was kept from an earlier poll may be known no more."""
        accept = (200, 400, 403) if token and not is_first else (200, 403)
        params = {"maxResults": PAGE_SIZE, **({"token": token} if token else {})}
        answer = self._tokens.get(self._http, self._reviews(), params=params, accept=accept)
        if answer.status == 403:
            raise _forbidden(answer, self._now())
        if answer.status == 400:
            raise TokenLostError("Google does not know this page any more")
        return read_json(answer, lambda payload: read_page(payload, self._settings.package))

    def _key(self) -> str:
        settings = self._settings
        if settings.service_account is not None:
            return settings.service_account.get_secret_value()
        assert settings.service_account_file is not None  # noqa: S101  the settings have one of the two
        file = settings.service_account_file.path
        try:
            return file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise Refused(f"the service account's key file {file} cannot be read") from error


def _forbidden(answer: Answer, now: datetime) -> SourceError:
    if _QUOTA.search(answer.body):
        return Unavailable("Google's quota is used up for now", retry_after=retry_after(answer.headers, now))
    return Refused(
        "Google answered 403: the service account may not read this app's reviews. Invite it in the Play Console, with "
        "the leave to reply to reviews, and switch on the Google Play Android Developer API in its project"
    )


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
        author=Author(name=clean(review.author_name or "") or None),
        rating=Rating(stars=float(said.star_rating)),
        language=language_code(said.reviewer_language),
        reach=Reach(likes=said.thumbs_up_count),
        place=said.app_version_name,
        own_replies=_own_replies(review),
    )


def _own_replies(review: _Review) -> tuple[OwnReply, ...]:
    """Google keeps one answer to a review: a new one takes the place of the old."""
    answers = [comment.developer_comment for comment in review.comments if comment.developer_comment]
    return tuple(
        OwnReply(native_id=f"{review.review_id}:reply", text=clean(answer.text), posted_at=_at(answer.last_modified))
        for answer in answers[-1:]
    )


def _at(moment: _Moment) -> datetime:
    return time_of(moment.seconds, "lastModified")


KIND = Kind(
    settings=GooglePlaySettings,
    build=GooglePlaySource,
    hears="Reviews of your Android app on Google Play, as they are written, edited and answered by you.",
    needs=(
        "A service account of Google Cloud, invited in the Play Console under Users and permissions with the leave to "
        "reply to reviews, and its JSON key."
    ),
    limits=(
        "Google shows what was written or changed in the last 7 days, on production, with text: stars alone are never "
        "there, nor is the country. Poll at least daily. A review's time is that of its last change. Deletions are "
        "not seen. An answer has at most 350 characters, and a new one takes the place of the old."
    ),
    about="us",
    every=timedelta(minutes=30),
    edits=True,
    replies=True,
    answers=True,
)
