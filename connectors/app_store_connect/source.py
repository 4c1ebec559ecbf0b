"""Polling, rereading and answering reviews by App Store Connect."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

from connectors.app_store_connect.key import by_key
from connectors.app_store_connect.reading import errors_of, read_page, read_response, read_review
from connectors.app_store_connect.settings import AppStoreConnectSettings
from connectors.contract import (
    Changed,
    Cursor,
    MentionKey,
    OwnReply,
    Page,
    Refused,
    ReplyReceipt,
    SourceError,
    Unavailable,
    Uncertain,
)
from connectors.kit.answer import Answer
from connectors.kit.budget import Allowance, Purpose
from connectors.kit.cursor import dump, load
from connectors.kit.discretion import place_of
from connectors.kit.history import back_to
from connectors.kit.http import Http
from connectors.kit.items import read_json
from connectors.kit.kind import Tools
from connectors.kit.paging import Batch, Progress, TokenLostError, newest_first
from connectors.kit.posting import post_once
from connectors.kit.status import error_for, retry_after
from connectors.kit.tokens import Tokens

PAGE_SIZE = 200
LONGEST_REPLY = 5970
LATE = 86_400
"""Seconds: Apple shows some reviews a good while after they were written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """Where the walk through what is new is, and the page at which the sweep over older reviews goes on."""

    walk: str
    sweep: str | None = None


class AppStoreConnectSource:
    """Walks the reviews from the newest down, and goes round the older ones for edits."""

    longest: int | None = LONGEST_REPLY
    looks: tuple[float, ...] = (2.0, 15.0, 60.0)

    def __init__(self, settings: AppStoreConnectSettings, tools: Tools) -> None:
        self._settings = settings
        self._address = settings.base_url.rstrip("/")
        allowance = Allowance(limit=settings.requests_an_hour, window=timedelta(hours=1))
        budget = tools.budget("app_store_connect", allowance, settings.key_id)
        self._http = tools.http.within(budget)
        self._again = tools.http.within(budget, purpose=Purpose.ANSWERED)
        self._rest = tools.http.within(budget, purpose=Purpose.REST)
        self._now = tools.now
        granting = by_key(settings.read_key, key_id=settings.key_id, issuer_id=settings.issuer_id, now=tools.now)
        self._tokens = Tokens(granting, now=tools.now)

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield pages of what was written since, of the newest `reread_newest`, and of a part of all others."""
        saved = Swept(walk=dump(Progress())) if since is None else load(Swept, since)
        progress = load(Progress, Cursor(saved.walk))
        top = _Top(self._settings.reread_newest)
        fetch = partial(self._fetch, self._http, top, is_first=progress.high is None)
        for page in newest_first(fetch, progress, overlap=LATE, ceiling=self._now().timestamp()):
            saved = replace(saved, walk=page.cursor or "")
            yield replace(page, cursor=dump(saved))
        if progress.high is not None:
            yield from self._sweep(saved, top.older)

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield reviews written at or after `since`."""
        yield from back_to(partial(self._fetch, self._rest, _Top(0), is_first=False), since, resume)

    def reread(self, keys: Sequence[MentionKey]) -> Page:
        """Look at known reviews again, one by one."""
        pages = [self._look(key) for key in keys]
        return Page(
            mentions=tuple(mention for page in pages for mention in page.mentions),
            rejected=tuple(one for page in pages for one in page.rejected),
            deleted=tuple(key for page in pages for key in page.deleted),
        )

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Answer a review. Apple keeps one answer to each, and publishes it within a day: a new one takes its place."""
        review = {"data": {"type": "customerReviews", "id": key.native_id}}
        data = {
            "type": "customerReviewResponses",
            "attributes": {"responseBody": text},
            "relationships": {"review": review},
        }
        url, now = f"{self._address}/v1/customerReviewResponses", self._now()
        answer = self._tokens.tried(
            lambda token: post_once(self._http, url, json={"data": data}, headers=token, now=now)
        )
        if answer.status >= 300:
            raise Refused(f"Apple does not take this answer ({_told(answer)}): {_NOT_TAKEN.get(answer.status, _ASK)}")
        try:
            told = read_json(answer, read_response).told()
        except (Changed, ValueError) as error:
            raise Uncertain(f"Apple took an answer and did not show it: {error}") from error
        return ReplyReceipt(native_id=told.native_id, posted_at=told.posted_at)

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        """Return the answer that stands under a review, or is about to."""
        return tuple(reply for mention in self._look(key, self._http).mentions for reply in mention.own_replies)

    def _sweep(self, saved: Swept, older: str | None) -> Iterator[Page]:
        """Read some pages below the newest from where the last poll stopped; behind the last, begin anew."""
        token = older and (saved.sweep or older)
        for _ in range(self._settings.sweep_pages):
            if token is None:
                return
            try:
                batch = self._fetch(self._rest, _Top(0), token, is_first=False)
            except TokenLostError:
                batch = Batch(page=Page())
            token = batch.older
            saved = replace(saved, sweep=token)
            yield replace(batch.page, cursor=dump(saved))

    def _fetch(self, http: Http, top: "_Top", token: str | None, *, is_first: bool) -> Batch:
        """Read the page of `token`; one that was kept from an earlier poll may be known no more."""
        asked = {"sort": "-createdDate", "limit": PAGE_SIZE, "include": "response", "cursor": token}
        answer = self._get(http, f"/v1/apps/{self._settings.app_id}/customerReviews", asked, accept=(200, 400))
        if answer.status == 400:
            if token is None or is_first:
                raise error_for(place_of(answer.url), answer, self._now())
            raise TokenLostError("Apple does not know this page any more")
        batch = read_json(answer, lambda payload: read_page(payload, self._settings.app_id, is_top=token is None))
        return top.take(token, batch)

    def _look(self, key: MentionKey, http: Http | None = None) -> Page:
        path = f"/v1/customerReviews/{quote(key.native_id, safe='')}"
        answer = self._get(http or self._again, path, {"include": "response"}, accept=(200, 404))
        if answer.status == 200:
            return read_json(answer, lambda payload: read_review(payload, self._settings.app_id))
        if not _codes(answer):
            raise Refused(f"{place_of(answer.url)} answered 404, and not as Apple does: is `base_url` right?")
        return Page(deleted=(key,))

    def _get(self, http: Http, path: str, asked: Mapping[str, Any], accept: tuple[int, ...]) -> Answer:
        params = {name: value for name, value in asked.items() if value is not None}
        answer = self._tokens.tried(
            lambda token: http.get(
                f"{self._address}{path}", params=params, headers=token, accept=(*accept, 401, 403, 404, 429)
            )
        )
        if answer.status in accept:
            return answer
        raise self._error(answer)

    def _error(self, answer: Answer) -> SourceError:
        if answer.status == 429:
            return Unavailable("Apple's limit is used up for now", retry_after=retry_after(answer.headers, self._now()))
        return Refused(f"Apple answered {_told(answer)}: {_ADVICE[answer.status]}")


class _Top:
    """Makes the pages that hold the newest reviews be read on whatever their dates, and knows the page below them."""

    def __init__(self, newest: int) -> None:
        self._left = newest
        self._at: str | None = None
        self.older: str | None = None

    def take(self, token: str | None, batch: Batch) -> Batch:
        """Return `batch`, of which it is unsure whether it ends the walk as long as the newest are not all read."""
        if token != self._at:
            return batch  # a page of an older stretch
        self._left -= len(batch.marks)
        self._at = self.older = batch.older
        return replace(batch, newest_first=self._left <= 0)


_ADVICE = {
    401: "it does not accept the key: see `key_id`, `issuer_id` and whether the key was revoked",
    403: "the key may not read reviews: give it the role Customer Support, and see whether an agreement waits",
    404: "there is no such app: `app_id` is the number in its address in the App Store",
}
_ASK = "it gave no reason that is known"
_NOT_TAKEN = {
    401: _ADVICE[401],
    403: "the key's role may not answer: it needs Customer Support, App Manager or Admin",
    404: "the review is no longer there",
    409: "is the review still there, and the answer no longer than 5,970 characters?",
    422: "is the review still there, and the answer no longer than 5,970 characters?",
}


def _told(answer: Answer) -> str:
    """Return the status with Apple's code; its words may quote what was sent."""
    return " ".join((str(answer.status), *_codes(answer)[:1]))


def _codes(answer: Answer) -> tuple[str, ...]:
    try:
        return tuple(code[:60] for code in errors_of(answer.json()))
    except Changed:
        return ()
