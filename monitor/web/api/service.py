"""The service for programs: all endpoints behind the gate, and their description."""

from typing import Any, NoReturn

from fastapi import FastAPI, Request
from fastapi.responses import Response

from monitor.documents.judged import Text
from monitor.domain.access import Permission
from monitor.store.columns import EPOCH
from monitor.store.database import Database
from monitor.web.api.answers import shown_json
from monitor.web.api.asking import Fair
from monitor.web.api.cases import Cases
from monitor.web.api.digests import Digests
from monitor.web.api.endpoint import VERSION, Endpoint, Part, add_endpoints
from monitor.web.api.events import Events
from monitor.web.api.exports import Exports
from monitor.web.api.incidents import Incidents
from monitor.web.api.judge import Judge
from monitor.web.api.mentions import Mentions
from monitor.web.api.openapi import described
from monitor.web.api.problem import API, add_problems
from monitor.web.api.sources import Sources
from monitor.web.cookies import Cookies
from monitor.web.gate import Gate
from monitor.web.wiring import Wiring


def make_api(db: Database, wiring: Wiring, gate: Gate, *, root: str, cookie: str) -> FastAPI:
    """Return what answers below `API`. `root` is the path of a proxy, `cookie` the name of a browser's session."""
    api = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    parts = _parts(db, wiring, gate)
    endpoints = [one for part in parts for one in part.endpoints()]
    endpoints += Description(endpoints, server=f"{root}{API}{VERSION}", cookie=cookie).endpoints()
    add_endpoints(api, gate, Fair(wiring.now, wiring.requests_a_minute), endpoints)
    add_problems(api)
    return api


def description() -> dict[str, Any]:
    """Return the description of the interface without a store, for documents."""
    wiring = Wiring(mask=str, now=lambda: EPOCH, heartbeat=dict, judge_text=_judges_nothing)
    db, cookies = Database("sqlite:///nowhere.db"), Cookies(None)
    gate = Gate(db, now=wiring.now, staff=wiring.staff, cookies=cookies)
    endpoints = [one for part in _parts(db, wiring, gate) for one in part.endpoints()]
    return described(endpoints, server=f"{API}{VERSION}", cookie=cookies.session)


def _judges_nothing(text: Text) -> NoReturn:
    raise RuntimeError(f"a description judges no text, and was given {text.id!r}")


def _parts(db: Database, wiring: Wiring, gate: Gate) -> list[Part]:
    """Return every noun."""
    nouns = (Mentions, Cases, Incidents, Digests, Sources, Exports)
    parts: list[Part] = [*(noun(db, wiring) for noun in nouns), Events(db, wiring, gate)]
    if wiring.judge_text is not None:
        parts.append(Judge(db, wiring, wiring.judge_text))
    return parts


class Description:
    """What the interface tells of itself."""

    def __init__(self, endpoints: list[Endpoint], *, server: str, cookie: str) -> None:
        self._told = endpoints
        self._server = server
        self._cookie = cookie
        self._found: dict[str, Any] | None = None

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return where it answers."""
        look = Permission.LOOK
        return (
            Endpoint(path="/openapi.json", answer=self.openapi, needs=look, tag="description", gives=dict[str, Any]),
        )

    def openapi(self, request: Request) -> Response:
        """Describe the interface as OpenAPI 3.1."""
        if self._found is None:
            self._found = described(self._told, server=self._server, cookie=self._cookie)
        return shown_json(request, self._found)
