"""Polling, rereading and answering reviews of all locations of a business."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
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
    Unavailable,
    Uncertain,
)
from connectors.google_business.locations import FIELDS, Location, groups, read_locations, told_apart
from connectors.google_business.reading import read_list, read_page, read_reply, read_review
from connectors.google_business.settings import GoogleBusinessSettings
from connectors.kit import discretion
from connectors.kit.answer import Answer
from connectors.kit.budget import Allowance, Purpose
from connectors.kit.cursor import load
from connectors.kit.google import is_of_project, project_error
from connectors.kit.history import back_to
from connectors.kit.http import Http
from connectors.kit.items import read_json
from connectors.kit.kind import Tools
from connectors.kit.oauth import OAuthClient, by_refresh_token
from connectors.kit.paging import Batch, Progress, TokenLostError, newest_first
from connectors.kit.posting import post_once
from connectors.kit.rounds import in_rounds
from connectors.kit.service_account import by_service_account
from connectors.kit.status import error_for
from connectors.kit.tokens import Granting, Tokens

SCOPE = "https://www.googleapis.com/auth/business.manage"
PAGE_SIZE = 50
LOCATIONS_A_PAGE = 100
LONGEST_REPLY = 4096
KEPT = timedelta(hours=6)
"""So long it is remembered which locations there are, and which of them cannot be read."""

_DAY = 86_400
_TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105  an address
_APPROVAL = (
    "Switch it on under APIs & Services, and ask Google for access to the Business Profile APIs "
    "(support.google.com/business/workflow/16726127): until they approve the project, it has none"
)


class GoogleBusinessSource:
    """Walks the reviews of locations by the time of their last change, so that edits come by like new ones."""

    longest: int | None = LONGEST_REPLY
    looks: tuple[float, ...] = (2.0, 15.0)

    def __init__(self, settings: GoogleBusinessSettings, tools: Tools) -> None:
        self._settings = settings
        self._address = settings.base_url.rstrip("/")
        self._account = f"accounts/{settings.account}"
        allowance = Allowance(limit=settings.requests_a_minute, window=timedelta(minutes=1))
        budget = tools.budget("google_business", allowance, settings.client_id or settings.account)
        self._http = tools.http.within(budget)
        self._again = tools.http.within(budget, purpose=Purpose.ANSWERED)
        self._now = tools.now
        self._tokens = Tokens(_granting(settings, tools), now=tools.now)
        self._known: tuple[Mapping[str, Location], datetime] | None = None
        self._shut = set[str]()

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield pages of what was written or changed since, and of the last `reread_days`."""
        dealt = groups(self._locations(self._http))
        yield from in_rounds(tuple(dealt), since, partial(self._new, dealt))

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield reviews written at or after `since`."""
        dealt = groups(self._locations(self._http))
        yield from in_rounds(tuple(dealt), resume, partial(self._past, dealt, since))

    def reread(self, keys: Sequence[MentionKey]) -> Page:
        """Look at known reviews again, one by one."""
        pages = [self._look(self._again, key) for key in keys]
        return Page(
            mentions=tuple(mention for page in pages for mention in page.mentions),
            rejected=tuple(one for page in pages for one in page.rejected),
            deleted=tuple(key for page in pages for key in page.deleted),
        )

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Answer a review. Google keeps one answer to each: a new one takes the place of the old."""
        if len(text.encode()) > LONGEST_REPLY:
            raise Refused(f"Google takes answers of {LONGEST_REPLY} bytes, and this one has {len(text.encode())}")
        url, now = f"{self._review(key)}/reply", self._now()
        answer = self._tokens.tried(
            lambda headers: post_once(self._http, url, json={"comment": text}, headers=headers, now=now, method="PUT")
        )
        if answer.status == 403:
            raise self._forbidden(answer, "is the location verified, and may the credentials manage it?")
        if answer.status >= 300:
            raise Refused(f"Google does not take this answer ({answer.status}): is the review still there?")
        try:
            told = read_json(answer, read_reply).told(key.native_id)
        except (Changed, ValueError) as error:
            raise Uncertain(f"Google took an answer and told no time of it: {error}") from error
        return ReplyReceipt(native_id=told.native_id, posted_at=told.posted_at)

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        """Return the answer that stands under a review."""
        return tuple(reply for mention in self._look(self._http, key).mentions for reply in mention.own_replies)

    def _new(self, dealt: Mapping[str, Sequence[str]], group: str, since: Cursor | None) -> Iterator[Page]:
        progress = Progress() if since is None else load(Progress, since)
        # An answer of one's own does not move a review to the top: it is seen by looking again.
        overlap = self._settings.reread_days * _DAY
        fetch = partial(self._fetch, dealt[group], is_first=progress.high is None)
        yield from newest_first(fetch, progress, overlap=overlap, ceiling=self._now().timestamp())

    def _past(
        self, dealt: Mapping[str, Sequence[str]], back: datetime, group: str, resume: Cursor | None
    ) -> Iterator[Page]:
        yield from back_to(partial(self._fetch, dealt[group], is_first=False), back, resume)

    def _fetch(self, numbers: Sequence[str], token: str | None, *, is_first: bool) -> Batch:
        """Read a page of several locations; one that was kept from an earlier poll may be known no more."""
        open_ones = [number for number in numbers if number not in self._shut]
        if not open_ones:
            return Batch(page=Page())
        answer = self._ask(open_ones, token)
        if answer.status in (403, 404) and not is_of_project(answer):
            return self._without_shut(open_ones, answer)
        if answer.status == 400 and token and not is_first:
            raise TokenLostError("Google does not know this page any more")
        read = read_list if len(open_ones) == 1 else read_page
        return read_json(self._good(answer), lambda payload: read(payload, self._places))

    def _ask(self, numbers: Sequence[str], token: str | None) -> Answer:
        accept = (200, 400, 401, 403, 404, 429)
        if len(numbers) == 1:
            only = {"pageSize": PAGE_SIZE, "orderBy": "updateTime desc", **({"pageToken": token} if token else {})}
            return self._tokens.tried(
                lambda headers: self._http.get(self._of(numbers[0]), params=only, headers=headers, accept=accept)
            )
        names = [f"{self._account}/locations/{number}" for number in numbers]
        asked = {"locationNames": names, "pageSize": PAGE_SIZE, "orderBy": "updateTime desc"}
        sent = {**asked, "pageToken": token} if token else asked
        url = f"{self._address}/v4/{self._account}/locations:batchGetReviews"
        return self._tokens.tried(lambda headers: self._http.post(url, json=sent, headers=headers, accept=accept))

    def _without_shut(self, numbers: Sequence[str], answer: Answer) -> Batch:
        """One location that cannot be read fails all that are asked for with it: find it, and read the others."""
        shut = [number for number in numbers if not self._is_open(number)]
        self._shut |= set(shut)
        if not shut:
            raise Unavailable(f"Google answered {answer.status} for locations that it shows one by one")
        if self._shut >= set(self._places):
            raise self._forbidden(answer, "are the locations verified, and may the credentials manage them?")
        names = ", ".join(self._places[number].place for number in shut)
        rest = self._fetch([number for number in numbers if number not in shut], None, is_first=True)
        gap = f"{names}: cannot be read. Is the location verified, and may the credentials manage it?"
        return Batch(
            page=Page(mentions=rest.page.mentions, rejected=rest.page.rejected, gap=gap),
            marks=rest.marks,
            older=rest.older,
            newest_first=rest.newest_first,
        )

    def _is_open(self, number: str) -> bool:
        answer = self._get(self._http, self._of(number), {"pageSize": 1}, accept=(200, 403, 404))
        if answer.status == 403 and is_of_project(answer):
            raise project_error(answer, _api(answer), _APPROVAL, self._now())
        return answer.status == 200

    @property
    def _places(self) -> Mapping[str, Location]:
        return self._locations(self._http)

    def _locations(self, http: Http) -> Mapping[str, Location]:
        """Return the locations that are listened to, by number."""
        now = self._now()
        if self._known is None or now >= self._known[1]:
            found = told_apart(list(self._listed(http)))
            wanted = {number: found[number] for number in self._settings.locations or found if number in found}
            if not wanted:
                raise Refused(
                    f"{self._account} has none of these locations for these credentials: is `account` right (a group "
                    "of locations has a number of its own), and is whose token it is a manager there?"
                )
            self._known, self._shut = (wanted, now + KEPT), set()
        return self._known[0]

    def _listed(self, http: Http) -> Iterator[Location]:
        url = f"{self._settings.locations_url.rstrip('/')}/v1/{self._account}/locations"
        token: str | None = ""
        while token is not None:
            asked = {"readMask": FIELDS, "pageSize": LOCATIONS_A_PAGE, **({"pageToken": token} if token else {})}
            some, token = read_json(self._good(self._get(http, url, asked, accept=(200, 403, 429))), read_locations)
            yield from some

    def _look(self, http: Http, key: MentionKey) -> Page:
        """Return a review; it is gone where it is not there and its location can still be read."""
        answer = self._get(http, self._review(key), {}, accept=(200, 403, 404))
        if answer.status == 200:
            return read_json(answer, lambda payload: read_review(payload, self._locations(http)))
        if answer.status == 403:
            self._good(answer)
        is_gone = key.scope in self._locations(http) and self._is_open(key.scope)
        return Page(deleted=(key,)) if is_gone else Page()

    def _review(self, key: MentionKey) -> str:
        return f"{self._of(key.scope)}/{quote(key.native_id, safe='')}"

    def _of(self, number: str) -> str:
        return f"{self._address}/v4/{self._account}/locations/{quote(number, safe='')}/reviews"

    def _get(self, http: Http, url: str, asked: Mapping[str, Any], accept: tuple[int, ...]) -> Answer:
        return self._tokens.get(http, url, params=asked, accept=accept)

    def _good(self, answer: Answer) -> Answer:
        if answer.status == 200:
            return answer
        if answer.status in (403, 429):
            raise self._forbidden(answer, "may the credentials manage this account?")
        raise error_for(discretion.place_of(answer.url), answer, self._now())

    def _forbidden(self, answer: Answer, advice: str) -> SourceError:
        if is_of_project(answer):
            return project_error(answer, _api(answer), _APPROVAL, self._now())
        if answer.status == 429:
            return error_for(discretion.place_of(answer.url), answer, self._now())
        return Refused(f"Google answered {answer.status}: {advice}")


def _api(answer: Answer) -> str:
    return "My Business Business Information API" if "/v1/" in answer.url else "Google My Business API"


def _granting(settings: GoogleBusinessSettings, tools: Tools) -> Granting:
    if settings.keys:
        key: Callable[[], str] = settings.service_account_key
        return by_service_account(tools.http, key, scope=SCOPE, now=tools.now, token_url=settings.token_url)
    assert settings.client_id and settings.client_secret  # noqa: S101, PT018  the settings have all of it
    assert settings.refresh_token  # noqa: S101  the same
    client = OAuthClient(
        place="Google",
        token_url=settings.token_url or _TOKEN_URL,
        id=settings.client_id,
        secret=settings.client_secret.get_secret_value(),
        advice="was the leave withdrawn, or is the consent screen in testing, where a refresh token ends after 7 days?",
        in_form=True,
    )
    return by_refresh_token(tools.http, client, refresh_token=settings.refresh_token.get_secret_value())
