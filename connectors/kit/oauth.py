"""Tokens by OAuth 2: the grants that need no browser. Facts: https://www.rfc-editor.org/rfc/rfc6749#section-4.3"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import msgspec

from connectors.contract import Changed, Refused
from connectors.kit.answer import Answer
from connectors.kit.http import Http
from connectors.kit.tokens import Grant, Granting

_CODE = re.compile(rb'"error"\s*:\s*"([a-z_]{1,40})"')
_MAY_HOLD_ONE = re.compile(rb'_token"', re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthClient:
    """The application that asks: `place` is what people call the platform, `token_url` where it gives out tokens.

    `advice` says what to see to where it does not accept the credentials. The id and secret go into the header, as the
    standard prefers, or with `in_form` into the form; `headers` are sent, too.
    """

    place: str
    token_url: str
    id: str
    secret: str = field(repr=False)
    advice: str = "see whether they are complete and still valid"
    in_form: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Granted:
    access_token: str
    expires_in: float | str
    refresh_token: str | None = None


def by_client_credentials(http: Http, client: OAuthClient, **more: str) -> Granting:
    """Return what asks for tokens in the application's own name; `more` is added to the form (`scope`)."""
    return lambda: _grant(_asked(http, client, {"grant_type": "client_credentials", **more}))


def by_password(http: Http, client: OAuthClient, *, username: str, password: str, **more: str) -> Granting:
    """Return what asks for tokens in the name of a user whose password is known."""
    form = {"grant_type": "password", "username": username, "password": password, **more}
    return lambda: _grant(_asked(http, client, form))


def by_refresh_token(http: Http, client: OAuthClient, *, refresh_token: str, **more: str) -> Granting:
    """Return what asks for tokens in the name of the user who once gave leave for `refresh_token`.

    Where the place gives out another refresh token with an answer, that one is used from then on, until a restart.
    """
    latest = [refresh_token]

    def granting() -> Grant:
        form = {"grant_type": "refresh_token", "refresh_token": latest[0], **more}
        granted = _asked(http, client, form)
        latest[0] = granted.refresh_token or latest[0]
        return _grant(granted)

    return granting


def granted(answer: Answer, place: str, advice: str) -> Grant:
    """Return the token in an answer (200, 400 or 401) of a token endpoint. Raises `Refused` and `Changed`."""
    return _grant(_read(answer, place, advice))


def _asked(http: Http, client: OAuthClient, form: Mapping[str, str]) -> _Granted:
    headers = dict(client.headers)
    if client.in_form:
        form = {**form, "client_id": client.id, "client_secret": client.secret}
    else:
        pair = base64.b64encode(f"{client.id}:{client.secret}".encode()).decode("ascii")
        headers["Authorization"] = f"Basic {pair}"
    answer = http.post(client.token_url, data=form, headers=headers, accept=(200, 400, 401))
    return _read(answer, client.place, client.advice)


def _read(answer: Answer, place: str, advice: str) -> _Granted:
    code = _CODE.search(answer.body)
    if answer.status != 200 or code:  # some say with 200 that they refuse
        why = code[1].decode("ascii") if code else f"status {answer.status}"
        raise Refused(f"{place} does not accept these credentials ({why}): {advice}")
    payload = answer.json()
    try:
        return msgspec.convert(payload, _Granted)
    except msgspec.ValidationError as error:
        sample = "" if _MAY_HOLD_ONE.search(answer.body) else answer.sample()
        raise Changed(f"the answer is no access token: {error}", payload=sample) from error


def _grant(found: _Granted) -> Grant:
    try:
        return Grant(token=found.access_token, lasts=timedelta(seconds=float(found.expires_in)))
    except (ValueError, OverflowError) as error:
        raise Changed("the answer is no access token: it does not say in seconds how long it lasts") from error
