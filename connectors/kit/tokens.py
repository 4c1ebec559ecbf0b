"""Access tokens that end: asked for when needed, kept in memory, and asked for anew once where one is not accepted.

    tokens = Tokens(by_refresh_token(tools.http, client, refresh_token=...), now=tools.now)
    answer = tokens.get(http, url, params={...})
    answer = tokens.tried(lambda headers: post_once(http, url, json=sent, headers=headers, now=now))

Where tokens come from is a `Granting`: of `connectors.kit.oauth` or `connectors.kit.service_account`, or a kind's own.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from connectors.contract import Refused
from connectors.kit.answer import Answer
from connectors.kit.discretion import place_of
from connectors.kit.http import Http
from connectors.kit.status import error_for

MARGIN = timedelta(minutes=2)
"""A token is renewed so long before its end, or at the half of a shorter life."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """An access token and how long it lasts from when it was asked for."""

    token: str = field(repr=False)
    lasts: timedelta


Granting = Callable[[], Grant]
"""Asks for a token. Raises `Refused` where the credentials are not accepted, and `Unavailable` and `Changed`."""


def is_unauthorized(answer: Answer) -> bool:
    """Whether a place says with 401, as most do, that it does not accept the token."""
    return answer.status == 401


class Tokens:
    """Hands out a token, the same one as long as it lasts. For any number of threads.

    `ended` tells by an answer with one of `statuses` that the token was not accepted; `scheme` stands before it.
    """

    def __init__(
        self,
        granting: Granting,
        *,
        now: Callable[[], datetime],
        scheme: str = "Bearer",
        ended: Callable[[Answer], bool] = is_unauthorized,
        statuses: tuple[int, ...] = (401,),
    ) -> None:
        self._granting = granting
        self._now = now
        self._scheme = scheme
        self._ended = ended
        self._statuses = statuses
        self._lock = threading.Lock()
        self._kept: tuple[str, datetime] | None = None

    def token(self) -> str:
        """Return a token that lasts. Raises what its granting raises."""
        with self._lock:
            now = self._now()
            if self._kept is None or now >= self._kept[1]:
                grant = self._granting()
                self._kept = (grant.token, now + max(grant.lasts - MARGIN, grant.lasts / 2))
            return self._kept[0]

    def forget(self, token: str) -> None:
        """Ask for a new one next time, unless somebody already did: `token` was not accepted."""
        with self._lock:
            if self._kept is not None and self._kept[0] == token:
                self._kept = None

    def get(
        self,
        http: Http,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: tuple[int, ...] = (200,),
    ) -> Answer:
        """Ask for `url` with a token, as `Http.get` does, and once more with a new one where it is not accepted."""
        wanted = (*accept, *self._statuses)
        answer = self.tried(
            lambda token: http.get(url, params=params, headers={**(headers or {}), **token}, accept=wanted)
        )
        if self._ended(answer):
            raise Refused(f"{place_of(url)} answered {answer.status}: it does not accept a token that it just gave out")
        if answer.status not in accept:
            raise error_for(place_of(url), answer, self._now())
        return answer

    def tried(self, ask: Callable[[dict[str, str]], Answer]) -> Answer:
        """Return what `ask` brings with a token's headers; once more with a new token where it was not accepted.

        What was not accepted was not done, so this may also be used for what must be done only once.
        """
        token = self.token()
        answer = ask(self._headers(token))
        if not self._ended(answer):
            return answer
        self.forget(token)
        return ask(self._headers(self.token()))

    def _headers(self, token: str) -> dict[str, str]:
        return {"Authorization": f"{self._scheme} {token}"}
