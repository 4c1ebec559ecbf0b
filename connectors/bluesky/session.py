"""A session on an account's server: begun with an app password, renewed by its own refresh token."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import msgspec

from connectors.contract import Changed, Refused
from connectors.kit.answer import Answer
from connectors.kit.http import Http
from connectors.kit.kind import Tools
from connectors.kit.posting import post_once
from connectors.kit.tokens import Grant, Tokens

_CODE = re.compile(rb'"error"\s*:\s*"([A-Za-z]{1,40})"')
_ENDED = (b"ExpiredToken", b"InvalidToken")
_LASTS = timedelta(minutes=90)
"""Servers let an access token live for about two hours; what ends sooner is renewed when it does."""
_WHY: Mapping[str, str] = {
    "AuthenticationRequired": "the handle or the app password is wrong",
    "AuthFactorTokenRequired": "this is the account's own password: make an app password",
    "AccountTakedown": "the account was taken down",
    "AccountDeactivated": "the account is deactivated: sign in to the app once",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Session:
    did: str
    access_jwt: str = field(repr=False)
    refresh_jwt: str = field(repr=False)


class _Begun(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    did: str
    access_jwt: str
    refresh_jwt: str


class Session:
    """Asks an account's server in the account's name. Nothing is asked before it is needed."""

    def __init__(self, base_url: str, handle: str, password: str, tools: Tools) -> None:
        self._address = base_url.rstrip("/")
        self._handle = handle
        self._password = password
        self._door = tools.http
        self._now = tools.now
        self._last: _Session | None = None
        self._tokens = Tokens(self._granted, now=tools.now, ended=_has_ended, statuses=(400, 401))

    def did(self) -> str:
        """Return the account's id that never changes."""
        self._tokens.token()
        assert self._last is not None  # noqa: S101  a token comes with it
        return self._last.did

    def get(self, http: Http, method: str, asked: Mapping[str, object], *, accept: tuple[int, ...] = (200,)) -> Answer:
        """Ask for an XRPC `method`."""
        params = {name: value for name, value in asked.items() if value is not None}
        return self._tokens.get(http, self._url(method), params=params, accept=accept)

    def post_once(self, http: Http, method: str, sent: Mapping[str, Any]) -> Answer:
        """Send something once; once more only where the token was not accepted."""
        url = self._url(method)
        return self._tokens.tried(lambda token: post_once(http, url, json=sent, headers=token, now=self._now()))

    def _url(self, method: str) -> str:
        return f"{self._address}/xrpc/{method}"

    def _granted(self) -> Grant:
        self._last = (self._refreshed(self._last) if self._last else None) or self._begun()
        return Grant(token=self._last.access_jwt, lasts=_LASTS)

    def _refreshed(self, last: _Session) -> _Session | None:
        """Return a renewed session; None where it ended as a whole."""
        headers = {"Authorization": f"Bearer {last.refresh_jwt}"}
        url = self._url("com.atproto.server.refreshSession")
        answer = self._door.post(url, headers=headers, accept=(200, 400, 401))
        return _read(answer) if answer.status == 200 else None

    def _begun(self) -> _Session:
        sent = {"identifier": self._handle, "password": self._password}
        answer = self._door.post(self._url("com.atproto.server.createSession"), json=sent, accept=(200, 400, 401))
        if answer.status != 200:
            code = _CODE.search(answer.body)
            name = code[1].decode("ascii") if code else f"status {answer.status}"
            raise Refused(f"Bluesky does not sign {self._handle} in ({name}): {_WHY.get(name, 'see to both')}")
        return _read(answer)


def _has_ended(answer: Answer) -> bool:
    if answer.status == 401:
        return True
    code = _CODE.search(answer.body) if answer.status == 400 else None
    return code is not None and code[1] in _ENDED


def _read(answer: Answer) -> _Session:
    payload = answer.json()
    try:
        begun = msgspec.convert(payload, _Begun)
    except msgspec.ValidationError as error:
        sample = "" if b"Jwt" in answer.body else answer.sample()  # it may hold a token
        raise Changed(f"the answer is no session: {error}", payload=sample) from error
    return _Session(did=begun.did, access_jwt=begun.access_jwt, refresh_jwt=begun.refresh_jwt)
