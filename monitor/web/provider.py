"""Signing in by the organisation's own login: out to its provider, and back."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import structlog
from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.access import keys
from monitor.access.arrivals import Grant, NotLetIn, let_in
from monitor.access.login import LONGEST
from monitor.access.oidc import Departure, Provider, Unproved, departing
from monitor.store.database import Database
from monitor.web.address import Address
from monitor.web.cookies import PROVIDER, SESSION, Cookies
from monitor.web.rendering import Renderer
from monitor.web.signing import address_of, own_path
from monitor.wording import access as words

PATH, BACK = "/login/provider", "/login/provider/back"
_AWAY_SECONDS = 600

_log = structlog.get_logger("login")


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleSignOn:
    """A provider, what the link to it says, and who is let in as what."""

    provider: Provider
    label: str
    grants: Sequence[Grant]


class Leaving:
    """What the way out and the way back answer."""

    def __init__(
        self,
        db: Database,
        sign_on: SingleSignOn,
        *,
        renderer: Renderer,
        cookies: Cookies,
        now: Callable[[], datetime],
        base_url: str,
    ) -> None:
        self._db = db
        self._sign_on = sign_on
        self._renderer = renderer
        self._cookies = cookies
        self._now = now
        self._back = base_url.rstrip("/") + BACK

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        return (
            Address(path=PATH, answer=self.leave, needs=None),
            Address(path=BACK, answer=self.arrive, needs=None),
        )

    def leave(self, request: Request) -> Response:
        """Lead to the provider."""
        departure, wanted = departing(), own_path(request.query_params.get("next", ""))
        try:
            answer = RedirectResponse(self._sign_on.provider.leave(departure, self._back), 303)
        except Unproved as error:
            return self._failed(request, error)
        self._cookies.set(request, answer, PROVIDER, _kept(departure, wanted), seconds=_AWAY_SECONDS)
        return answer

    def arrive(self, request: Request) -> Response:
        """Sign in whoever comes back, if it is who left, and the provider says who they are."""
        kept = _left(self._cookies.read(request, PROVIDER))
        asked = request.query_params
        if kept is None or not keys.same(asked.get("state", ""), kept[0].state):
            return self._told(request, 400, words.LOST)
        departure, wanted = kept
        try:
            if "code" not in asked:
                raise Unproved(f"it says {asked.get('error', 'nothing')[:100]}")
            identity = self._sign_on.provider.arrive(departure, asked["code"], self._back)
            key = let_in(self._db, identity, self._sign_on.grants, address=address_of(request), now=self._now())
        except Unproved as error:
            return self._failed(request, error)
        except NotLetIn:
            return self._told(request, 403, words.NOT_LET_IN)
        answer = RedirectResponse(wanted, 303)
        self._cookies.drop(request, answer, PROVIDER)
        self._cookies.set(request, answer, SESSION, key, seconds=int(LONGEST.total_seconds()))
        return answer

    def _failed(self, request: Request, error: Unproved) -> Response:
        _log.warning("single sign-on failed", issuer=self._sign_on.provider.issuer, why=str(error))
        return self._told(request, 502, words.UNPROVED)

    def _told(self, request: Request, status: int, told: tuple[str, str]) -> Response:
        title, text = told
        answer = self._renderer.page(request, "missing.html", status, title=title, text=text)
        self._cookies.drop(request, answer, PROVIDER)
        return answer


def _kept(departure: Departure, wanted: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([asdict(departure), wanted]).encode()).decode()


def _left(cookie: str | None) -> tuple[Departure, str] | None:
    """Return who left and where they want to go, as their browser kept it; None where it did not."""
    try:
        departure, wanted = json.loads(base64.urlsafe_b64decode(cookie or ""))
        return Departure(**departure), own_path(str(wanted))
    except (ValueError, TypeError):
        return None
