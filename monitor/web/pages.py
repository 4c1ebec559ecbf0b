"""The pages: the cases, the incidents, one of each, and the monitor's own health. They only read."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.exceptions import HTTPException

from monitor.domain.case import CaseFile
from monitor.store import case_files, departments, incident_files, incidents, sources
from monitor.store.case_search import PAGE, search
from monitor.store.cases import NoSuchCase
from monitor.store.database import Database, StoreError
from monitor.store.incidents import NoSuchIncident
from monitor.web.filters import Unknown, case_number, filters, incident_number, read
from monitor.web.health import health
from monitor.web.inbound import TakePush, add_inbound
from monitor.web.metrics import metrics
from monitor.web.security import Guarded, allowed_hosts
from monitor.web.slack import PATH, Receive, route
from monitor.wording import incidents as incident_words
from monitor.wording import notices, pages
from monitor.wording.quotes import quote_of, with_masked_reasons

_HERE = Path(__file__).parent
Mask = Callable[[str], str]
"""Hides personal data and abuse in a person's words."""


class Pages:
    """What each address answers."""

    def __init__(
        self,
        db: Database,
        *,
        mask: Mask,
        now: Callable[[], datetime],
        heartbeat: Callable[[], Mapping[str, datetime]],
        zone: tzinfo,
    ) -> None:
        self._db = db
        self._mask = mask
        self._now = now
        self._heartbeat = heartbeat
        self._zone = zone
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )
        self._templates.globals["words"] = pages

    def home(self) -> Response:
        """Lead to the cases."""
        return RedirectResponse("/cases", 307)

    def cases(self, request: Request) -> Response:
        """Show a page of the list."""
        wanted, now = read(request.query_params), self._now()
        with self._db.read() as tx:
            found = search(tx, wanted.query(now, PAGE + 1, self._zone))
            files = case_files.files(tx, [case.id for case in found[:PAGE]])
            known = [source.name for source in sources.health(tx)]
            owning = departments.with_live_cases(tx)
        more = len(found) > PAGE
        return self._page(
            "cases.html",
            lines=[self._line(file, now) for file in files],
            filters=filters(wanted, known, owning),
            heading=pages.heading(len(files), more=more, from_top=wanted.before is None),
            empty=pages.empty(filtered=wanted.filtered),
            older=replace(wanted, before=found[PAGE - 1].id).href() if more else None,
            newest=replace(wanted, before=None).href() if wanted.before else None,
        )

    def case(self, public_id: str) -> Response:
        """Show one case."""
        number, now = case_number(public_id), self._now()
        with self._db.read() as tx:
            file = with_masked_reasons(case_files.file(tx, number), self._mask)
        quote = self._mask(quote_of(file.mention))
        return self._page(
            "case.html",
            notice=notices.alert(file, now=now, key=public_id, quote=quote, zone=self._zone),
            case=self._line(file, now),
            stars=pages.star_changes(file),
            replies=[self._mask(reply.text) for reply in file.replies],
            moments=pages.timeline(file, [self._masked(event.text) for event in file.events], now=now, zone=self._zone),
        )

    def incidents(self, request: Request) -> Response:
        """Show the newest incidents, or those before one."""
        before = request.query_params.get("before")
        now = self._now()
        with self._db.read() as tx:
            found = incidents.newest(tx, before=incident_number(before) if before else None, limit=PAGE + 1)
            told = [incident_files.incident_file(tx, incident) for incident in found[:PAGE]]
        return self._page(
            "incidents.html",
            columns=incident_words.COLUMNS,
            lines=[incident_words.line(one, now=now, zone=self._zone) for one in told],
            older=f"/incidents?before={found[PAGE - 1].public_id}" if len(found) > PAGE else None,
            newest="/incidents" if before else None,
        )

    def incident(self, public_id: str) -> Response:
        """Show one incident with its cases."""
        number, now = incident_number(public_id), self._now()
        with self._db.read() as tx:
            told = incident_files.incident_file(tx, incidents.get(tx, number), named=PAGE)
        heading = replace(told, first=())  # the page lists its first cases below
        notice = incident_words.incident_notice(heading, {}, now=now, key=public_id, zone=self._zone)
        return self._page(
            "incident.html",
            id=told.incident.public_id,
            severity=told.crowding.severity.value,
            notice=notice,
            into=told.incident.merged_into and f"I-{told.incident.merged_into}",
            cases=[self._line(file, now) for file in told.first],
        )

    def healthz(self) -> Response:
        """Tell whether anything is in trouble."""
        found = health(self._db, self._now(), self._heartbeat())
        checks = [{"check": check.name, "ok": check.ok, "says": check.says} for check in found.checks]
        return JSONResponse({"status": "ok" if found.ok else "trouble", "checks": checks}, 200 if found.ok else 503)

    def metrics(self) -> Response:
        """Tell what waits, and how everything fares, as Prometheus reads it."""
        found = metrics(self._db, self._now(), self._heartbeat())
        return Response(found, headers={"Content-Type": CONTENT_TYPE_LATEST})

    def livez(self) -> Response:
        """Tell that this process answers; whether anything is in trouble is told by `healthz`."""
        return PlainTextResponse("ok\n")

    def missing(self, _request: Request, error: Exception) -> Response:
        """Say that there is no such page."""
        status = error.status_code if isinstance(error, HTTPException) else 404
        title, text = pages.NOT_THERE
        return self._page("missing.html", status, title=title, text=text)

    def no_answer(self, _request: Request, _error: Exception) -> Response:
        """Say that the store does not answer now."""
        title, text = pages.NO_ANSWER
        return self._page("missing.html", 503, title=title, text=text)

    def _line(self, file: CaseFile, now: datetime) -> pages.Line:
        return pages.line(file, quote=self._mask(quote_of(file.mention)), now=now, zone=self._zone)

    def _masked(self, words: str | None) -> str | None:
        return None if words is None else self._mask(words)

    def _page(self, template: str, status: int = 200, **values: Any) -> Response:
        return HTMLResponse(self._templates.get_template(template).render(values), status)


def make_app(
    db: Database,
    *,
    mask: Mask,
    now: Callable[[], datetime],
    heartbeat: Callable[[], Mapping[str, datetime]],
    base_url: str | None = None,
    zone: tzinfo = UTC,
    take_push: TakePush | None = None,
    receive: Receive | None = None,
) -> FastAPI:
    """Return the pages on a store.

    `heartbeat` returns when each stage of this process ran last. Requests are answered to this machine's own names and
    to that of `base_url`. Times are told in `zone`. `take_push` takes what platforms push to a source.
    to that of `base_url`. Times are told in `zone`. `receive` takes what a channel's platform sends to us, if any does.
    """
    shown = Pages(db, mask=mask, now=now, heartbeat=heartbeat, zone=zone)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    for path, answer in (
        ("/", shown.home),
        ("/cases", shown.cases),
        ("/cases/{public_id}", shown.case),
        ("/incidents", shown.incidents),
        ("/incidents/{public_id}", shown.incident),
        ("/healthz", shown.healthz),
        ("/livez", shown.livez),
        ("/metrics", shown.metrics),
    ):
        app.add_api_route(path, answer, methods=["GET", "HEAD"], response_model=None)
    if take_push is not None:
        add_inbound(app, take_push)
    if receive is not None:
        app.add_api_route(PATH, route(receive), methods=["POST"], response_model=None)
    app.mount("/static", StaticFiles(directory=_HERE / "static"))
    for error in (HTTPException, Unknown, NoSuchCase, NoSuchIncident):
        app.add_exception_handler(error, shown.missing)
    app.add_exception_handler(StoreError, shown.no_answer)
    app.add_middleware(Guarded, hosts=allowed_hosts(base_url))
    return app
