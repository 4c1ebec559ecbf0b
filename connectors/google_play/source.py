"""Polling, rereading and answering reviews on Google Play."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import quote

from connectors.contract import (
    Changed,
    Cursor,
    MentionKey,
    OwnReply,
    Page,
    Refused,
    ReplyReceipt,
    SourceError,
    Uncertain,
)
from connectors.google_play import shelves
from connectors.google_play.reading import read_page, read_reply, read_review, reply_id
from connectors.google_play.reports import STARS_ALONE, Filed, Reports
from connectors.google_play.settings import GooglePlaySettings
from connectors.google_play.shelves import Bucket, Folder, Shelf
from connectors.kit.answer import Answer
from connectors.kit.budget import Allowance, Purpose
from connectors.kit.cursor import dump, load
from connectors.kit.google import is_of_project, project_error
from connectors.kit.http import Http
from connectors.kit.items import read_json
from connectors.kit.kind import Tools
from connectors.kit.paging import Batch, Progress, TokenLostError, newest_first
from connectors.kit.posting import post_once
from connectors.kit.rounds import in_rounds
from connectors.kit.service_account import by_service_account
from connectors.kit.tokens import Tokens

SCOPE = "https://www.googleapis.com/auth/androidpublisher"
PAGE_SIZE = 100
LONGEST_REPLY = 350

_DAY = 86_400
_REPORTS, _REVIEWS = "reports", "reviews"
_API = "Google Play Android Developer API"


class GooglePlaySource:
    """Walks the reviews by the time of their last change, so that edits come by like new ones."""

    longest: int | None = LONGEST_REPLY
    looks: tuple[float, ...] = (2.0, 15.0)

    def __init__(self, settings: GooglePlaySettings, tools: Tools) -> None:
        self._settings = settings
        reads = Allowance(limit=settings.reads_an_hour, window=timedelta(hours=1))
        budget = tools.budget(f"google_play {settings.package}", reads)
        self._http = tools.http.within(budget)
        self._again = tools.http.within(budget, purpose=Purpose.ANSWERED)
        self._files = tools.http
        self._now = tools.now
        self._tokens = _tokens(settings, tools, SCOPE)
        self._file_tokens = _tokens(settings, tools, shelves.SCOPE)

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield pages of what was written or changed since, and of the last `reread_days`.

        The monthly reports come after: what they tell of a review that the API told since is older, and no edit.
        """
        failures: list[SourceError] = []
        streams = (_REVIEWS,) if self._shelf is None else (_REVIEWS, _REPORTS)
        yield from in_rounds(streams, since, partial(self._stream, failures))
        if failures:
            raise failures[0]

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield what was written at or after `since`, by the monthly reports: the API has no past."""
        yield from self._reports().history(since, resume)

    def reread(self, keys: Sequence[MentionKey]) -> Page:
        """Look at known reviews again, one by one. One that is not told of may only be old, or stars alone."""
        pages = [self._look(self._again, key) for key in keys if not _is_stars_alone(key)]
        return Page(
            mentions=tuple(mention for page in pages for mention in page.mentions),
            rejected=tuple(one for page in pages for one in page.rejected),
        )

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Answer a review. Google keeps one answer to each: a new one takes the place of the old."""
        if _is_stars_alone(key):
            raise Refused("Google takes answers to reviews that have text, and this one has stars alone")
        url, sent = f"{self._address(key)}:reply", {"replyText": text}
        answer = self._tokens.tried(
            lambda headers: post_once(self._http, url, json=sent, headers=headers, now=self._now())
        )
        if answer.status == 403:
            raise _forbidden(answer, self._now())
        if answer.status != 200:
            raise Refused(f"Google does not take this answer ({answer.status}): is the review still there?")
        try:
            return ReplyReceipt(native_id=reply_id(key.native_id), posted_at=read_json(answer, read_reply))
        except (Changed, ValueError) as error:
            raise Uncertain(f"Google took an answer and told no time of it: {error}") from error

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        """Return the answer that stands under a review."""
        if _is_stars_alone(key):
            return ()
        answer = self._tokens.get(self._http, self._address(key))
        page = read_json(answer, lambda payload: read_review(payload, self._settings.package))
        return tuple(reply for mention in page.mentions for reply in mention.own_replies)

    @property
    def _shelf(self) -> Shelf | None:
        settings = self._settings
        if settings.reports_folder is not None:
            return Folder(settings.reports_folder.path, settings.package)
        if settings.reports_bucket is None:
            return None
        where = settings.reports_url, settings.reports_bucket, settings.package
        return Bucket(self._files, self._file_tokens, *where, self._now())

    def _reports(self) -> Reports:
        shelf = self._shelf
        if shelf is None:
            raise Refused(
                "what is older than 7 days is in the monthly reports: set `reports_bucket` or `reports_folder`"
            )
        return Reports(shelf, self._settings.package, self._now())

    def _stream(self, failures: list[SourceError], stream: str, since: Cursor | None) -> Iterator[Page]:
        if stream == _REVIEWS:
            yield from self._new(since)
            return
        try:
            yield from self._reports().pages(since)
        except SourceError as error:  # the next round begins with the reviews all the same
            failures.append(error)
            yield Page(cursor=since or dump(Filed()))

    def _new(self, since: Cursor | None) -> Iterator[Page]:
        progress = Progress() if since is None else load(Progress, since)
        # An answer of one's own does not move a review to the top: it is seen by looking again.
        overlap = self._settings.reread_days * _DAY + 1
        fetch = partial(self._fetch, is_first=progress.high is None)
        yield from newest_first(fetch, progress, overlap=overlap, ceiling=self._now().timestamp())

    def _fetch(self, token: str | None, *, is_first: bool) -> Batch:
        """Read the page of `token`; one that was kept from an earlier poll may be known no more."""
        accept = (200, 400, 403) if token and not is_first else (200, 403)
        params = {"maxResults": PAGE_SIZE, **({"token": token} if token else {})}
        answer = self._tokens.get(self._http, self._reviews, params=params, accept=accept)
        if answer.status == 403:
            raise _forbidden(answer, self._now())
        if answer.status == 400:
            raise TokenLostError("Google does not know this page any more")
        return read_json(answer, lambda payload: read_page(payload, self._settings.package))

    def _look(self, http: Http, key: MentionKey) -> Page:
        answer = self._tokens.get(http, self._address(key), accept=(200, 400, 403, 404))
        if answer.status == 403:
            raise _forbidden(answer, self._now())
        if answer.status != 200:
            return Page()
        return read_json(answer, lambda payload: read_review(payload, self._settings.package))

    def _address(self, key: MentionKey) -> str:
        return f"{self._reviews}/{quote(key.native_id, safe=':')}"

    @property
    def _reviews(self) -> str:
        settings = self._settings
        return f"{settings.base_url.rstrip('/')}/androidpublisher/v3/applications/{settings.package}/reviews"


def _is_stars_alone(key: MentionKey) -> bool:
    return key.native_id.startswith(STARS_ALONE)


def _tokens(settings: GooglePlaySettings, tools: Tools, scope: str) -> Tokens:
    key = settings.service_account_key
    granting = by_service_account(tools.http, key, scope=scope, now=tools.now, token_url=settings.token_url)
    return Tokens(granting, now=tools.now)


def _forbidden(answer: Answer, now: datetime) -> SourceError:
    if is_of_project(answer):
        return project_error(answer, _API, "Switch it on under APIs & Services", now)
    return Refused(
        "Google answered 403: the service account may not read this app's reviews. Invite it in the Play Console, with "
        f"the leave to reply to reviews, and switch on the {_API} in its project"
    )
