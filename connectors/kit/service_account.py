"""Tokens for a Google service account: a signed claim, exchanged for an access token that lasts an hour.

Facts: https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import jwt
import msgspec

from connectors.contract import Refused
from connectors.kit.http import Http
from connectors.kit.items import read_json, shaped

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFETIME = timedelta(hours=1)
MARGIN = timedelta(minutes=2)
"""A token is renewed so long before its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAccountKey:
    """What is needed of the JSON key file that Google gives out."""

    client_email: str
    private_key: str = field(repr=False)
    private_key_id: str
    token_uri: str = "https://oauth2.googleapis.com/token"  # noqa: S105  an address


@dataclass(frozen=True, slots=True, kw_only=True)
class _Granted:
    access_token: str = field(repr=False)
    expires_in: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    value: str = field(repr=False)
    until: datetime


class ServiceAccount:
    """Hands out a token for `scope`, the same one as long as it lasts. `key` gives the text of the key file."""

    def __init__(
        self, http: Http, key: Callable[[], str], *, scope: str, now: Callable[[], datetime], token_url: str | None
    ) -> None:
        self._http = http
        self._key = key
        self._scope = scope
        self._now = now
        self._token_url = token_url
        self._token: _Token | None = None

    def token(self) -> str:
        """Return an access token. Raises `Refused` where the key is none, or Google does not accept it."""
        now = self._now()
        if self._token is None or now >= self._token.until:
            granted = self._ask(now)
            self._token = _Token(value=granted.access_token, until=now + timedelta(seconds=granted.expires_in) - MARGIN)
        return self._token.value

    def forget(self) -> None:
        """Ask for a new token next time: the one at hand was not accepted."""
        self._token = None

    def _ask(self, now: datetime) -> _Granted:
        key = read_key(self._key())
        url = self._token_url or key.token_uri
        form = {"grant_type": GRANT, "assertion": signed_claim(key, self._scope, now)}
        answer = self._http.post(url, data=form, accept=(200, 400, 401))
        if answer.status != 200:
            code = re.search(rb'"error"\s*:\s*"([a-z_]{1,40})"', answer.body)
            why = code[1].decode() if code else f"status {answer.status}"
            raise Refused(f"Google does not accept the key of {key.client_email} ({why}): is it deleted or disabled?")
        return read_json(answer, lambda payload: shaped(payload, _Granted, "access token"))


def read_key(text: str) -> ServiceAccountKey:
    """Return the key in `text`. Raises `Refused`, and quotes nothing of it."""
    try:
        return msgspec.json.decode(text, type=ServiceAccountKey)
    except msgspec.ValidationError as error:
        raise Refused(f"the service account's key lacks something: {error}") from error
    except msgspec.DecodeError as error:
        raise Refused("the service account's key is not the JSON file that Google gives out") from error


def signed_claim(key: ServiceAccountKey, scope: str, now: datetime) -> str:
    """Return the claim that `key` may have `scope`, signed by it and valid for an hour."""
    claim = {
        "iss": key.client_email,
        "scope": scope,
        "aud": key.token_uri,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
    }
    try:
        return jwt.encode(claim, key.private_key, algorithm="RS256", headers={"kid": key.private_key_id})
    except (ValueError, TypeError, jwt.PyJWTError) as error:
        raise Refused(f"the private key of {key.client_email} cannot be used: copy the key file whole") from error
