"""Asking Reddit: with a token, within what it allows, and in the words of its errors."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from connectors.contract import Postponed, Refused
from connectors.kit.answer import Answer
from connectors.kit.budget import Allowance, Purpose
from connectors.kit.discretion import place_of
from connectors.kit.http import Http
from connectors.kit.kind import Tools
from connectors.kit.oauth import OAuthClient, by_client_credentials, by_password, by_refresh_token
from connectors.kit.posting import post_once
from connectors.kit.status import error_for, retry_after
from connectors.kit.tokens import Granting, Tokens
from connectors.reddit.settings import RedditSettings

_REASON = re.compile(rb'"reason"\s*:\s*"([a-z_]{1,40})"')
_REASONS: Mapping[bytes, str] = {
    b"private": "it is private: let the account become a member, or take it out of `subreddits`",
    b"gold_only": "it is for paying members: take it out of `subreddits`",
    b"quarantined": "it is in quarantine: sign in as the account, open it once and agree to see it",
    b"banned": "Reddit banned it: take it out of `subreddits`",
}
_ADVICE = (
    "see at reddit.com/prefs/apps whether the id and secret are those of an app that Reddit approved, and whether the "
    "account signs in without a second factor and is a developer of that app"
)


class RedditDoor:
    """The API as one source uses it. Whatever uses the same application shares its budget."""

    def __init__(self, settings: RedditSettings, tools: Tools) -> None:
        allowance = Allowance(limit=settings.requests_a_minute, window=timedelta(minutes=1))
        budget = tools.budget("reddit", allowance, settings.client_id)
        self.new = tools.http.within(budget)
        self.again = tools.http.within(budget, purpose=Purpose.ANSWERED)
        self._address = settings.base_url.rstrip("/")
        self._headers = _named(settings)
        self._tokens = Tokens(_granting(settings, tools, self._headers), now=tools.now)
        self._now: Callable[[], datetime] = tools.now
        self._rest_until: datetime | None = None

    def get(self, http: Http, path: str, **asked: object) -> Answer:
        """Ask for `path`. Raises `Refused` in words that say what to do, and `Postponed` where Reddit wants a rest."""
        self._rest()
        params = {"raw_json": 1, **{name: value for name, value in asked.items() if value is not None}}
        url, accept = f"{self._address}{path}", (200, 403, 404)
        answer = self._tokens.get(http, url, params=params, headers=self._headers, accept=accept)
        self._note(answer)
        if answer.status != 200:
            reason = _REASON.search(answer.body)
            if reason and reason[1] in _REASONS:
                raise Refused(f"{place_of(url)} cannot be read: {_REASONS[reason[1]]}")
            raise error_for(place_of(url), answer, self._now())
        if "/subreddits/search" in answer.url:  # where Reddit leads whoever asks for what it does not know
            raise Refused(f"{place_of(url)} is not there: is the subreddit's name right?")
        return answer

    def post_once(self, path: str, form: Mapping[str, str]) -> Answer:
        """Send a form once; once more only where the token was not accepted."""
        url = f"{self._address}{path}"
        return self._tokens.tried(
            lambda token: post_once(self.new, url, data=form, headers={**self._headers, **token}, now=self._now())
        )

    def _rest(self) -> None:
        if self._rest_until is not None and self._now() < self._rest_until:
            wait = (self._rest_until - self._now()).total_seconds()
            raise Postponed("Reddit allows this application nothing more for now", retry_after=wait)

    def _note(self, answer: Answer) -> None:
        """Reddit counts all that asks for this application, also what is none of ours."""
        try:
            is_spent = float(answer.headers.get("x-ratelimit-remaining", "")) < 1
        except ValueError:
            return
        wait = retry_after(answer.headers, self._now())
        self._rest_until = self._now() + timedelta(seconds=wait) if is_spent and wait else None


def _granting(settings: RedditSettings, tools: Tools, headers: Mapping[str, str]) -> Granting:
    client = OAuthClient(
        place="Reddit",
        token_url=settings.token_url,
        id=settings.client_id,
        secret=settings.client_secret.get_secret_value(),
        advice=_ADVICE,
        headers=headers,
    )
    if settings.refresh_token is not None:
        return by_refresh_token(tools.http, client, refresh_token=settings.refresh_token.get_secret_value())
    if settings.password is not None and settings.username is not None:
        password = settings.password.get_secret_value()
        return by_password(tools.http, client, username=settings.username, password=password)
    return by_client_credentials(tools.http, client)


def _named(settings: RedditSettings) -> dict[str, str]:
    """Reddit wants to know who asks, and lets those wait who sound like everybody else."""
    if settings.user_agent is not None:
        return {"User-Agent": settings.user_agent}
    return {"User-Agent": f"complaint-monitor (by /u/{settings.own[0]})"} if settings.own else {}
