"""The pages: the incidents, and the monitor's own health. They only read."""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo

from fastapi import Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from monitor.domain.access import Permission
from monitor.store import crises, incidents
from monitor.store.case_search import PAGE
from monitor.store.database import Database
from monitor.store.incident_lists import incident_list
from monitor.web.address import Address
from monitor.web.filters import incident_number
from monitor.web.gate import Asking
from monitor.web.health import health
from monitor.web.metrics import answer, metrics
from monitor.web.rendering import Renderer
from monitor.web.wiring import Mask
from monitor.wording import crisis_page
from monitor.wording import incidents as incident_words


class Pages:
    """What each address answers. `rules`: there is a page where crisis mode is started."""

    def __init__(
        self,
        db: Database,
        *,
        renderer: Renderer,
        mask: Mask,
        now: Callable[[], datetime],
        heartbeat: Callable[[], Mapping[str, datetime]],
        zone: tzinfo,
        rules: bool = False,
        metrics_key: str = "",
    ) -> None:
        self._db = db
        self._renderer = renderer
        self._mask = mask
        self._now = now
        self._heartbeat = heartbeat
        self._zone = zone
        self._rules = rules
        self._metrics_key = metrics_key

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        look = Permission.LOOK
        return (
            Address(path="/incidents", answer=self.incidents, needs=look),
            Address(path="/healthz", answer=self.healthz, needs=None),
            Address(path="/livez", answer=self.livez, needs=None),
            Address(path="/metrics", answer=self.metrics, needs=None),
        )

    def incidents(self, request: Request, viewer: Asking) -> Response:
        """Show the newest incidents, or those before one."""
        before = request.query_params.get("before")
        now = self._now()
        with self._db.read() as tx:
            below = incident_number(before) if before else None
            found = incidents.newest(tx, before=below, within=viewer.limits, limit=PAGE + 1)
            told = incident_list(tx, found[:PAGE])
            crisis = crises.acting(tx)
        whole = self._rules and viewer.limits.any
        return self._renderer.page(
            request,
            "incidents.html",
            columns=incident_words.COLUMNS,
            lines=[incident_words.line(one, now=now, zone=self._zone) for one in told],
            older=f"/incidents?before={found[PAGE - 1].public_id}" if len(found) > PAGE else None,
            newest="/incidents" if before else None,
            crisis=crisis_page.stands(crisis, now=now, zone=self._zone) if whole and crisis else None,
            begin=whole and crisis is None and viewer.may(Permission.CHANGE),
        )

    def healthz(self) -> Response:
        """Tell whether anything is in trouble."""
        found = health(self._db, self._now(), self._heartbeat())
        checks = [{"check": check.name, "ok": check.ok, "says": check.says} for check in found.checks]
        return JSONResponse({"status": "ok" if found.ok else "trouble", "checks": checks}, 200 if found.ok else 503)

    def metrics(self, request: Request) -> Response:
        """Tell what waits, and how everything fares, as Prometheus reads it."""
        return answer(request, self._metrics_key, lambda: metrics(self._db, self._now(), self._heartbeat()))

    def livez(self) -> Response:
        """Tell that this process answers; whether anything is in trouble is told by `healthz`."""
        return PlainTextResponse("ok\n")
