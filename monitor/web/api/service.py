"""The service for programs: all endpoints behind the gate, and their description."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response

from monitor.domain.access import Permission
from monitor.store.database import Database
from monitor.web.api.answers import shown_json
from monitor.web.api.asking import Fair
from monitor.web.api.cases import Cases
from monitor.web.api.digests import Digests
from monitor.web.api.endpoint import VERSION, Endpoint, Part, add_endpoints
from monitor.web.api.incidents import Incidents
from monitor.web.api.judge import Judge
from monitor.web.api.mentions import Mentions
from monitor.web.api.openapi import described
from monitor.web.api.problem import add_problems
from monitor.web.api.sources import Sources
from monitor.web.gate import Gate
from monitor.web.wiring import Wiring

PATH = "/api"


def make_api(db: Database, wiring: Wiring, gate: Gate, *, root: str, cookie: str) -> FastAPI:
    """Return what answers below `PATH`. `root` is the path of a proxy, `cookie` the name of a browser's session."""
    api = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    parts = _parts(db, wiring)
    endpoints = [one for part in parts for one in part.endpoints()]
    endpoints += Description(api, endpoints, server=f"{root}{PATH}{VERSION}", cookie=cookie).endpoints()
    add_endpoints(api, gate, Fair(wiring.now, wiring.requests_a_minute), endpoints)
    add_problems(api)
    return api


def _parts(db: Database, wiring: Wiring) -> list[Part]:
    """Return every noun."""
    parts: list[Part] = [noun(db, wiring) for noun in (Mentions, Cases, Incidents, Digests, Sources)]
    if wiring.judge_text is not None:
        parts.append(Judge(db, wiring, wiring.judge_text))
    return parts


class Description:
    """What the interface tells of itself."""

    def __init__(self, api: FastAPI, endpoints: list[Endpoint], *, server: str, cookie: str) -> None:
        self._api = api
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
            self._found = described(self._api, self._told, server=self._server, cookie=self._cookie)
        return shown_json(request, self._found)
