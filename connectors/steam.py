"""Reviews of a game on Steam, by IUserReviewsService/GetAppReviews, which needs no key.

It took the place of `store.steampowered.com/appreviews`, switched off on 2026-10-22. It ignores parameters it does not
know, so what it was asked for is written out in full: by itself it gives English reviews of Steam purchases only.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import Field

from connectors.contract import Author, Changed, Cursor, Mention, MentionKey, OwnReply, Page, Rating, Reach
from connectors.kit.budget import Allowance, Purpose
from connectors.kit.cursor import load
from connectors.kit.history import back_to
from connectors.kit.http import Http
from connectors.kit.items import read_json, shaped, sift, time_of
from connectors.kit.kind import Kind, SourceSettings, Tools
from connectors.kit.paging import Batch, Progress, newest_first
from connectors.kit.text import clean

FIRST = "*"
PAGE_SIZE = 100
MOST_AGAIN = 30
"""Pages that looking again reads at most: a review that is not among the newest 3,000 is not looked for."""
_DAY = 86_400
_FILTER_RECENT, _FILTER_UPDATED = 1, 2
_PURCHASES_ALL = 1

_BBCODE = re.compile(
    r"\[/?(?:b|i|u|s|strike|spoiler|noparse|h[1-6]|hr|list|olist|\*|quote|code|table|tr|th|td|url|img|p)(?:=[^\]]*)?\]",
    re.IGNORECASE,
)

# https://partner.steamgames.com/doc/store/localization/languages
LANGUAGES = {
    "arabic": "ar",
    "brazilian": "pt",
    "bulgarian": "bg",
    "czech": "cs",
    "danish": "da",
    "dutch": "nl",
    "english": "en",
    "finnish": "fi",
    "french": "fr",
    "german": "de",
    "greek": "el",
    "hungarian": "hu",
    "indonesian": "id",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "koreana": "ko",
    "latam": "es",
    "norwegian": "no",
    "polish": "pl",
    "portuguese": "pt",
    "romanian": "ro",
    "russian": "ru",
    "schinese": "zh",
    "spanish": "es",
    "swedish": "sv",
    "tchinese": "zh",
    "thai": "th",
    "turkish": "tr",
    "ukrainian": "uk",
    "vietnamese": "vi",
}


class SteamSettings(SourceSettings):
    """Which game."""

    app_id: int = Field(gt=0, description="The number in the store's address: store.steampowered.com/app/<number>/.")
    reread_days: int = Field(
        default=3, ge=0, le=60, description="How far back each poll looks again for your answers to reviews."
    )
    requests_a_day: int = Field(default=100_000, ge=1, description="Steam allows 100,000 a day, over all your games.")
    base_url: str = Field(default="https://api.steampowered.com", description="Where the Steam Web API is.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reviewer:
    steamid: str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Review:
    """One review as the API writes it; times are epochs in seconds."""

    recommendationid: str | int
    author: _Reviewer
    voted_up: bool
    timestamp_created: int
    timestamp_updated: int
    review: str = ""
    language: str = ""
    votes_up: int | None = None
    comment_count: int | None = None
    developer_response: str = ""
    timestamp_dev_responded: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Summary:
    num_reviews: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Response:
    query_summary: _Summary
    reviews: Sequence[object] = ()
    cursor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Envelope:
    response: _Response


def read_page(payload: object, app_id: int) -> Batch:
    """Return what one answer holds. Raises `Changed` where it is not an answer of this API, or holds less than it says.

    The end of the list is an answer with `num_reviews` 0 and no `reviews`.
    """
    response = shaped(payload, _Envelope, "list of Steam reviews (is `app_id` right?)").response
    if response.query_summary.num_reviews and not response.reviews:
        raise Changed("Steam's answer counts reviews and holds none")
    page = sift(response.reviews, _Review, lambda review: _mention(review, app_id))
    marks = tuple((mention.edited_at or mention.posted_at).timestamp() for mention in page.mentions)
    return Batch(page=page, marks=marks, older=response.cursor or None if response.reviews else None)


class SteamSource:
    """Walks the reviews by the time of their last change, so that edits come by like new ones."""

    def __init__(self, settings: SteamSettings, tools: Tools) -> None:
        self._settings = settings
        budget = tools.budget("steam", Allowance(limit=settings.requests_a_day, window=timedelta(days=1)))
        self._http = tools.http.within(budget)
        self._again = tools.http.within(budget, purpose=Purpose.ANSWERED)
        self._now = tools.now

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield pages of what was written or changed since, and of the last `reread_days`."""
        progress = Progress() if since is None else load(Progress, since)
        # The developer's answer does not move a review to the top: it is seen by looking again.
        overlap = self._settings.reread_days * _DAY + 1
        return newest_first(self._updated, progress, overlap=overlap, ceiling=self._now().timestamp())

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield reviews written at or after `since`."""
        return back_to(self._updated, since, resume)

    def reread(self, keys: Sequence[MentionKey]) -> Page:
        """Look for known reviews among the newest, down to the oldest of them.

        Steam tells of no review by its id. But ids grow: one that is not in the list of the newest, where it goes on
        below that id, is gone.
        """
        wanted = {int(key.native_id): key for key in keys if key.native_id.isdecimal()}
        found, down_to, is_whole = dict[int, Mention](), None, True
        for batch in self._newest():
            listed = {int(mention.key.native_id): mention for mention in batch.page.mentions}
            found |= {number: listed[number] for number in listed.keys() & wanted.keys()}
            is_whole = is_whole and not batch.page.rejected
            # Only what a whole page lies below was passed: the order within a page is not trusted.
            at_end = batch.older is None and down_to is not None
            down_to = 0 if at_end else max(listed, default=down_to)
            if down_to is None or all(number > down_to for number in wanted.keys() - found.keys()):
                break
        missing = sorted(wanted.keys() - found.keys()) if is_whole else []
        gone = tuple(wanted[number] for number in missing if down_to is not None and number > down_to)
        return Page(mentions=tuple(found.values()), deleted=gone)

    def _newest(self) -> Iterator[Batch]:
        token, seen = FIRST, set[str]()
        while len(seen) < MOST_AGAIN and token not in seen:
            seen.add(token)
            batch = self._fetch(self._again, _FILTER_RECENT, token)
            yield batch
            if batch.older is None:
                return
            token = batch.older

    def _updated(self, token: str | None) -> Batch:
        return self._fetch(self._http, _FILTER_UPDATED, token or FIRST)

    def _fetch(self, http: Http, order: int, token: str) -> Batch:
        settings = self._settings
        asked = {
            "appid": settings.app_id,
            "filter": order,
            "languages[0]": "all",
            "purchase_type": _PURCHASES_ALL,
            "filter_offtopic_activity": "false",
            "num_per_page": PAGE_SIZE,
            "cursor": token,
        }
        url = f"{settings.base_url.rstrip('/')}/IUserReviewsService/GetAppReviews/v1/"
        answer = http.get(url, params=asked)
        return read_json(answer, lambda payload: read_page(payload, settings.app_id))


def _mention(review: _Review, app_id: int) -> Mention:
    created = time_of(review.timestamp_created, "timestamp_created")
    updated = time_of(review.timestamp_updated, "timestamp_updated")
    author = str(review.author.steamid)
    return Mention(
        key=MentionKey(platform="steam", scope=str(app_id), native_id=str(review.recommendationid)),
        text=_plain(review.review),
        posted_at=created,
        edited_at=updated if updated > created else None,
        url=f"https://steamcommunity.com/profiles/{author}/recommended/{app_id}/",
        author=Author(id=author),
        rating=Rating(stars=float(review.voted_up), out_of=1.0),
        language=LANGUAGES.get(review.language),
        reach=Reach(likes=review.votes_up, replies=review.comment_count),
        own_replies=_own_replies(review, updated),
    )


def _own_replies(review: _Review, otherwise: datetime) -> tuple[OwnReply, ...]:
    text = _plain(review.developer_response)
    if not text:
        return ()
    at = (
        time_of(review.timestamp_dev_responded, "timestamp_dev_responded")
        if review.timestamp_dev_responded
        else otherwise
    )
    return (OwnReply(native_id=f"{review.recommendationid}:reply", text=text, posted_at=at),)


def _plain(text: str) -> str:
    return clean(_BBCODE.sub("", text))


KIND = Kind(
    settings=SteamSettings,
    build=SteamSource,
    hears="Reviews of a game on Steam, in all languages, as they are written, edited and answered by you.",
    needs="Nothing: Steam shows reviews without a key.",
    limits=(
        "Steam gives the same answer for up to 10 minutes. A thumb up or down takes the place of stars. Your answers "
        "are seen on reviews that were written or changed in the last `reread_days`, and, like deletions, wherever a "
        "case is watched whose review is among the newest 3,000. Answers cannot be posted from here: Steam has no "
        "interface for it."
    ),
    about="us",
    every=timedelta(minutes=15),
    edits=True,
    deletions=True,
    replies=True,
)
