"""The site: every page, put together behind the gate."""

from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from monitor.store.database import Database
from monitor.web.account import Account
from monitor.web.address import Address, add_addresses
from monitor.web.api.problem import API
from monitor.web.api.service import make_api
from monitor.web.author import AuthorData
from monitor.web.bulk import Bulk
from monitor.web.case_acts import CaseActs
from monitor.web.case_page import CasePage
from monitor.web.cookies import Cookies
from monitor.web.digests import Digests
from monitor.web.duty import DutyPages
from monitor.web.exports import Exports, Takeaway
from monitor.web.eyes import Eyes
from monitor.web.gate import Gate
from monitor.web.health_page import HealthPage
from monitor.web.inbound import add_inbound
from monitor.web.inbox import Inbox
from monitor.web.incident_acts import IncidentActs
from monitor.web.incident_answers import IncidentAnswers
from monitor.web.incident_page import IncidentPage
from monitor.web.insights import InsightPages
from monitor.web.journal import Journal
from monitor.web.lasting import Lasting
from monitor.web.mention_acts import MentionActs
from monitor.web.mentions import Mentions
from monitor.web.outages import KnownOutages
from monitor.web.pages import Pages
from monitor.web.provider import Leaving
from monitor.web.refusals import Refusals
from monitor.web.rendering import Renderer
from monitor.web.replying import Replies
from monitor.web.samples import Samples
from monitor.web.security import Guarded, allowed_hosts
from monitor.web.settings import SettingPages
from monitor.web.signing import Signing
from monitor.web.silences import SilencePages
from monitor.web.slack import PATH, route
from monitor.web.trial import TrialPages
from monitor.web.users import Users
from monitor.web.views import Views
from monitor.web.wiring import Wiring
from monitor.web.zones import ViewersZone, Zoned

_STATIC = Path(__file__).parent / "static"


class Part(Protocol):
    """Some pages that belong together."""

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        ...


def make_app(db: Database, wiring: Wiring) -> FastAPI:
    """Return the pages on a store."""
    root, cookies = urlsplit(wiring.base_url or "").path.rstrip("/"), Cookies(wiring.base_url)
    renderer = Renderer(root)
    gate = Gate(db, now=wiring.now, staff=wiring.staff, cookies=cookies)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.add_middleware(Lasting, persist=db.persist)
    _guard(app, wiring, root)
    for part in (*_parts(db, wiring, renderer), *_doors(db, wiring, renderer, cookies)):
        add_addresses(app, gate, part.addresses())
    app.mount(API, make_api(db, wiring, gate, root=root, cookie=cookies.session))
    _open_to_platforms(app, wiring)
    Refusals(renderer).add_to(app)
    return app


def _parts(db: Database, wiring: Wiring, renderer: Renderer) -> list[Part]:
    """Return what people work in."""
    shown: dict[str, Any] = {"renderer": renderer, "zone": ViewersZone(wiring.zone)}
    timely: dict[str, Any] = shown | {"mask": wiring.mask, "now": wiring.now}
    desk, case_page = wiring.desk, CasePage(db, desk=wiring.desk, mutes=wiring.ruling is not None, **timely)
    return [
        Inbox(db, **timely),
        case_page,
        acts := CaseActs(db, page=case_page, due_at=wiring.due_at, now=wiring.now),
        Bulk(acts=acts, renderer=renderer),
        *_incidents(db, wiring, timely),
        Exports(Takeaway(db, mask=wiring.mask, now=wiring.now), now=wiring.now, zone=ViewersZone(wiring.zone)),
        AuthorData(db, renderer=renderer, now=wiring.now),
        *([Replies(db, desk, page=case_page, now=wiring.now)] if desk else []),
        mentions := Mentions(db, sought_brands=wiring.brands, thresholds=wiring.thresholds, **timely),
        reading := MentionActs(db, page=mentions, open_case=wiring.open_case, now=wiring.now),
        Eyes(db, reading=reading, sought_brands=wiring.brands, thresholds=wiring.thresholds, **timely),
        Views(db, renderer=renderer, now=wiring.now),
        Samples(db, **timely),
        Pages(db, heartbeat=wiring.heartbeat, **timely),
        Digests(db, mask=wiring.mask, **shown),
        InsightPages(db, worth=wiring.worth, **timely),
        HealthPage(db, heartbeat=wiring.heartbeat, now=wiring.now, **shown),
        *_ruled(db, wiring, renderer),
    ]


def _incidents(db: Database, wiring: Wiring, timely: dict[str, Any]) -> list[Part]:
    """Return where an incident is seen, and worked on as a whole."""
    page = IncidentPage(db, bulk_answers=wiring.bulk_answers, **timely)
    acting: dict[str, Any] = {"page": page, "now": wiring.now}
    return [
        page,
        IncidentActs(db, **acting),
        *([IncidentAnswers(db, wiring.bulk_answers, **acting)] if wiring.bulk_answers else []),
        *([KnownOutages(db, wiring.outages, **acting)] if wiring.outages else []),
    ]


def _ruled(db: Database, wiring: Wiring, renderer: Renderer) -> list[Part]:
    """Return where settings are seen and changed; the addresses of one setting each look like all others."""
    if wiring.ruling is None:
        return []
    shown: dict[str, Any] = {"renderer": renderer, "now": wiring.now, "zone": ViewersZone(wiring.zone)}
    return [
        SilencePages(db, wiring.ruling, **shown),
        DutyPages(db, wiring.ruling, staff=wiring.staff, **shown),
        TrialPages(wiring.ruling, **shown),
        SettingPages(db, wiring.ruling, **shown),
    ]


def _doors(db: Database, wiring: Wiring, renderer: Renderer, cookies: Cookies) -> list[Part]:
    """Return what lets people in, and what tells who they are."""
    shown: dict[str, Any] = {"renderer": renderer, "now": wiring.now}
    timely = shown | {"zone": ViewersZone(wiring.zone)}
    address, sign_on = wiring.base_url or "", wiring.sign_on
    label = sign_on.label if sign_on else None
    limits: dict[str, Any] = {"brands": wiring.brands, "departments": wiring.departments}
    parts: list[Part] = [
        Users(db, base_url=address, **limits, **timely),
        Account(db, passwords=wiring.passwords, **timely),
        Journal(db, **timely),
        Signing(db, cookies=cookies, passwords=wiring.passwords, provider=label, **shown),
    ]
    if sign_on is not None:
        parts.append(Leaving(db, sign_on, cookies=cookies, base_url=address, **shown))
    return parts


def _guard(app: FastAPI, wiring: Wiring, root: str) -> None:
    """Answer only to names of one's own; believe only its proxies where a request came from."""
    app.add_middleware(Zoned)
    app.add_middleware(Guarded, hosts=allowed_hosts(wiring.base_url), root=root)
    if wiring.proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(wiring.proxies))


def _open_to_platforms(app: FastAPI, wiring: Wiring) -> None:
    """Let `app` answer what is not behind the gate: what platforms send is signed, and styles are nobody's secret."""
    if wiring.take_push is not None:
        add_inbound(app, wiring.take_push)
    if wiring.receive is not None:
        app.add_api_route(PATH, route(wiring.receive), methods=["POST"], response_model=None)
    app.mount("/static", StaticFiles(directory=_STATIC))
