"""Polling, being told, rereading and answering on Trustpilot."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote

from connectors.contract import (
    Admitted,
    Changed,
    Cursor,
    Mention,
    MentionKey,
    OwnReply,
    Page,
    Pushed,
    Refused,
    ReplyReceipt,
    SourceError,
    Unavailable,
    Uncertain,
)
from connectors.kit import signed
from connectors.kit.answer import Answer
from connectors.kit.budget import Allowance, Purpose
from connectors.kit.cursor import load
from connectors.kit.discretion import place_of
from connectors.kit.history import back_to
from connectors.kit.http import Http
from connectors.kit.items import read_json, read_pushed
from connectors.kit.kind import Tools
from connectors.kit.oauth import OAuthClient, by_client_credentials
from connectors.kit.paging import Batch, Progress, newest_first
from connectors.kit.posting import post_once
from connectors.kit.status import error_for
from connectors.kit.text import clean
from connectors.kit.tokens import Tokens
from connectors.trustpilot.reading import read_events, read_list, review_of
from connectors.trustpilot.settings import TrustpilotSettings

PAGE_SIZE = 100
DAY = 86_400.0
LAGS = 300.0
"""Seconds, after which a review that was taken away is looked for again: what nobody signed erases nothing."""
ALLOWED = Allowance(limit=833, window=timedelta(minutes=5))
_ACCESS_TOKEN = "/v1/oauth/oauth-business-users-for-applications/accesstoken"  # noqa: S105  an address
_ADVICE = "see under Integrations > Developers whether the key and its secret are the present ones"
_KNOWN = (200, 403, 404)


class TrustpilotSource:
    """Walks the reviews from the newest, as far back as edits are looked for; with a secret in the company's name."""

    longest: int | None = None
    looks: tuple[float, ...] = (5.0, 60.0)

    def __init__(self, settings: TrustpilotSettings, tools: Tools) -> None:
        self._settings = settings
        self._address = settings.base_url.rstrip("/")
        self._now = tools.now
        self._key = settings.api_key.get_secret_value() if settings.api_key else ""
        budget = tools.budget("trustpilot", ALLOWED, self._key)
        self._http = tools.http.within(budget)
        self._again = tools.http.within(budget, purpose=Purpose.ANSWERED)
        self._tokens: Tokens | None = None
        if settings.api_secret is not None:
            client = OAuthClient(
                place="Trustpilot",
                token_url=f"{self._address}{_ACCESS_TOKEN}",
                id=self._key,
                secret=settings.api_secret.get_secret_value(),
                advice=_ADVICE,
            )
            self._tokens = Tokens(by_client_credentials(tools.http, client), now=tools.now)

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield reviews since, and those of the last `reread_days`. Without an API key there is nothing to ask."""
        if not self._key:
            return iter(())
        progress = Progress() if since is None else load(Progress, since)
        overlap = self._settings.reread_days * DAY
        return newest_first(self._list, progress, overlap=overlap, ceiling=self._now().timestamp())

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield reviews written at or after `since`."""
        return back_to(self._list, since, resume) if self._key else iter(())

    def reread(self, keys: Sequence[MentionKey]) -> Page:
        """Look at reviews again, one by one."""
        return self._look(self._again, keys) if self._key else Page()

    def admit(self, pushed: Pushed, now: datetime) -> Admitted:
        """Verify the secret in the address: Trustpilot signs nothing. Raises `Refused`."""
        del now
        secret = self._settings.webhook_secret
        if pushed.method != "POST" or secret is None:
            raise Refused("this source is told by POST, and only where it has a `webhook_secret`")
        signed.shared_in_address(pushed, "secret", secret.get_secret_value())
        return Admitted(id=signed.content_id(pushed))

    def read(self, pushed: Pushed) -> Page:
        """Return what a delivery is about, as Trustpilot tells when asked; as it came where there is no API key."""
        told = read_pushed(pushed, lambda payload: read_events(payload, self._settings.business_unit))
        if not self._key:
            return told.page
        page = self._look(self._http, told.about)
        if set(told.page.deleted) & {mention.key for mention in page.mentions}:
            raise Unavailable("Trustpilot tells of a review that it is gone, and still shows it", retry_after=LAGS)
        return replace(page, rejected=told.page.rejected)

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Answer a review. Trustpilot says nothing of what it took, so it is read back."""
        if self._tokens is None or self._settings.author is None:
            raise Refused("to answer on Trustpilot, say `api_secret` and `author`")
        url, sent = f"{self._review(key)}/reply", {"authorBusinessUserId": self._settings.author, "message": text}
        answer = self._tokens.tried(lambda token: post_once(self._http, url, json=sent, headers=token, now=self._now()))
        if answer.status >= 300:
            raise Refused(
                f"Trustpilot does not take this answer ({answer.status}): is the review still there, and may the "
                "author answer for this company?"
            )
        try:
            standing = self.replies_to(key)
        except SourceError as error:
            raise Uncertain(f"Trustpilot took an answer, and then: {error}") from error
        if not standing or standing[-1].text.split() != clean(text).split():
            raise Uncertain("Trustpilot took an answer and does not show it yet")
        return ReplyReceipt(native_id=standing[-1].native_id, posted_at=standing[-1].posted_at)

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        """Return the answer that stands below a review."""
        answer = self._get(self._http, self._review(key))
        return read_json(answer, _read_review).own_replies

    def _list(self, token: str | None) -> Batch:
        number = int(token or 1)
        asked = {"page": number, "perPage": PAGE_SIZE, "orderBy": "createdat.desc"}
        listed = read_json(self._get(self._http, self._reviews(), asked), read_list)
        return Batch(page=listed.page, marks=listed.marks, older=str(number + 1) if listed.count >= PAGE_SIZE else None)

    def _look(self, http: Http, keys: Sequence[MentionKey]) -> Page:
        found = {key: self._one(http, key) for key in keys}
        gone = tuple(key for key, mention in found.items() if mention is None)
        if gone:  # a key that sees no review of the company has not seen these go
            self._get(http, self._reviews(), {"perPage": 1})
        return Page(mentions=tuple(one for one in found.values() if one is not None), deleted=gone)

    def _one(self, http: Http, key: MentionKey) -> Mention | None:
        answer = self._get(http, self._review(key), missing=True)
        return None if answer.status == 404 else replace(read_json(answer, _read_review), key=key)

    def _get(self, http: Http, url: str, asked: Mapping[str, object] | None = None, *, missing: bool = False) -> Answer:
        if self._tokens is not None:
            answer = self._tokens.get(http, url, params=asked, accept=_KNOWN)
        else:
            answer = http.get(url, params=asked, headers={"apikey": self._key}, accept=_KNOWN)
        if answer.status == 200 or (missing and answer.status == 404):
            return answer
        if answer.status == 403:
            raise Refused("Trustpilot answered 403: has the plan the API, and may the key's user see this company?")
        if url == self._reviews():
            raise Refused("Trustpilot knows no such `business_unit`: it is the id, not the name, of the company")
        raise error_for(place_of(url), answer, self._now())

    def _reviews(self) -> str:
        return f"{self._address}/v1/{self._sphere}business-units/{self._settings.business_unit}/reviews"

    def _review(self, key: MentionKey) -> str:
        return f"{self._address}/v1/{self._sphere}reviews/{quote(key.native_id, safe='')}"

    @property
    def _sphere(self) -> str:
        return "private/" if self._tokens is not None else ""


def _read_review(payload: object) -> Mention:
    try:
        return review_of(payload)
    except ValueError as error:
        raise Changed(f"the review cannot be read: {error}") from error
