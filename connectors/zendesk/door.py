"""Asking a Zendesk: signed in, within what its plan allows, and in words that say what to do."""

import base64
from collections.abc import Callable, Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from connectors.contract import Refused
from connectors.kit.answer import Answer
from connectors.kit.budget import Allowance, Purpose
from connectors.kit.discretion import place_of
from connectors.kit.http import Http
from connectors.kit.kind import Tools
from connectors.kit.oauth import OAuthClient, by_client_credentials
from connectors.kit.posting import post_once
from connectors.kit.tokens import Tokens
from connectors.zendesk.settings import ZendeskSettings

_REFUSED: Mapping[int, str] = {
    401: "it does not accept the credentials: API tokens that were not used for 30 days are switched off",
    403: "its user must be an administrator, and the OAuth client must be allowed to read (and to write, for answers)",
    404: "there is none: is `base_url` your Zendesk's, and does its plan have what `csat` names?",
}
_SCOPE = "read write"
_LASTS = timedelta(hours=2)


class ZendeskDoor:
    """The API as one source uses it. Whatever uses the same Zendesk shares its budget."""

    def __init__(self, settings: ZendeskSettings, tools: Tools) -> None:
        allowance = Allowance(limit=settings.requests_a_minute, window=timedelta(minutes=1))
        budget = tools.budget(f"zendesk {urlsplit(settings.base_url).netloc}", allowance)
        self.new = tools.http.within(budget)
        self.again = tools.http.within(budget, purpose=Purpose.ANSWERED)
        self._address = settings.base_url.rstrip("/")
        self._now = tools.now
        self._signed: Callable[[Callable[[dict[str, str]], Answer]], Answer] = _signing(settings, tools)

    def get(self, http: Http, path: str, *, accept: tuple[int, ...] = (), **asked: object) -> Answer:
        """Ask for `path`; a status in `accept` is an answer, too. `page__size` is sent as `page[size]`."""
        params = {_bracketed(name): value for name, value in asked.items() if value is not None}
        url, wanted = f"{self._address}{path}", (200, *_REFUSED, *accept)
        answer = self._signed(lambda headers: http.get(url, params=params, headers=headers, accept=wanted))
        if answer.status in _REFUSED and answer.status not in accept:
            raise Refused(f"{place_of(url)} answered {answer.status}: {_REFUSED[answer.status]}")
        return answer

    def put_once(self, path: str, sent: Mapping[str, object]) -> Answer:
        """Send `sent` once; once more only where a token was not accepted."""
        url, now = f"{self._address}{path}", self._now
        return self._signed(
            lambda headers: post_once(self.new, url, json=sent, headers=headers, now=now(), method="PUT")
        )


def _signing(settings: ZendeskSettings, tools: Tools) -> Callable[[Callable[[dict[str, str]], Answer]], Answer]:
    if settings.api_token is not None:
        pair = f"{settings.email}/token:{settings.api_token.get_secret_value()}"
        basic = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode('ascii')}"}
        return lambda ask: ask(basic)
    client = OAuthClient(
        place="Zendesk",
        token_url=f"{settings.base_url.rstrip('/')}/oauth/tokens",
        id=settings.client_id or "",
        secret=settings.client_secret.get_secret_value() if settings.client_secret else "",
        advice="see in its Admin Center under Apps and integrations > APIs > OAuth clients whether it is confidential",
        in_form=True,
    )
    lasts = str(int(_LASTS.total_seconds()))
    return Tokens(by_client_credentials(tools.http, client, scope=_SCOPE, expires_in=lasts), now=tools.now).tried


def _bracketed(name: str) -> str:
    group, bracket, rest = name.partition("__")
    return f"{group}[{rest}]" if bracket else name
