"""The site: every page, put together behind the gate."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from monitor.access.passwords import Passwords
from monitor.domain.people import NOBODY_NAMED, Staff
from monitor.store.database import Database
from monitor.web.account import Account
from monitor.web.address import Address, add_addresses
from monitor.web.case_acts import CaseActs, DueAt, at_no_time
from monitor.web.case_page import CasePage
from monitor.web.cookies import Cookies
from monitor.web.digests import Digests
from monitor.web.gate import Gate
from monitor.web.inbound import TakePush, add_inbound
from monitor.web.inbox import Inbox
from monitor.web.journal import Journal
from monitor.web.pages import Mask, Pages
from monitor.web.provider import Leaving, SingleSignOn
from monitor.web.refusals import Refusals
from monitor.web.rendering import Renderer
from monitor.web.security import Guarded, allowed_hosts
from monitor.web.signing import Signing
from monitor.web.slack import PATH, Receive, route
from monitor.web.users import Users

_STATIC = Path(__file__).parent / "static"


class Part(Protocol):
    """Some pages that belong together."""

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        ...


def make_app(
    db: Database,
    *,
    mask: Mask,
    now: Callable[[], datetime],
    heartbeat: Callable[[], Mapping[str, datetime]],
    base_url: str | None = None,
    proxies: Sequence[str] = (),
    zone: tzinfo = UTC,
    staff: Staff = NOBODY_NAMED,
    brands: Sequence[str] = (),
    departments: Sequence[str] = (),
    passwords: Passwords | None = None,
    take_push: TakePush | None = None,
    receive: Receive | None = None,
    sign_on: SingleSignOn | None = None,
    due_at: DueAt = at_no_time,
) -> FastAPI:
    """Return the pages on a store.

    `heartbeat` returns when each stage of this process ran last. Requests are answered to this machine's own names and
    to that of `base_url`, at its path if it has one; `proxies` are the addresses that are believed where a request
    came from. Times are told in `zone`. `staff` are the names that timelines tell; access can be limited to `brands`
    and `departments`. `sign_on` is the organisation's own login. `take_push` takes what platforms push to a source,
    `receive` what a channel's platform sends. `due_at` tells when a case that is reopened must be answered.
    """
    root, kept, cookies = urlsplit(base_url or "").path.rstrip("/"), passwords or Passwords(), Cookies(base_url)
    renderer, gate = Renderer(root), Gate(db, now=now, staff=staff, cookies=cookies)
    shown: dict[str, Any] = {"renderer": renderer, "now": now}
    label, address = sign_on.label if sign_on else None, base_url or ""
    parts: list[Part] = [
        Inbox(db, mask=mask, zone=zone, **shown),
        case_page := CasePage(db, mask=mask, zone=zone, **shown),
        CaseActs(db, page=case_page, due_at=due_at, now=now),
        Pages(db, mask=mask, heartbeat=heartbeat, zone=zone, **shown),
        Digests(db, renderer=renderer, mask=mask, zone=zone),
        Users(db, zone=zone, base_url=address, brands=brands, departments=departments, **shown),
        Account(db, passwords=kept, zone=zone, **shown),
        Journal(db, zone=zone, **shown),
        Signing(db, cookies=cookies, passwords=kept, provider=label, **shown),
    ]
    if sign_on is not None:
        parts.append(Leaving(db, sign_on, cookies=cookies, base_url=address, **shown))
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    _guard(app, base_url, root, proxies)
    for part in parts:
        add_addresses(app, gate, part.addresses())
    _open_to_platforms(app, take_push, receive)
    Refusals(renderer).add_to(app)
    return app


def _guard(app: FastAPI, base_url: str | None, root: str, proxies: Sequence[str]) -> None:
    """Answer only to names of one's own; believe only `proxies` where a request came from."""
    app.add_middleware(Guarded, hosts=allowed_hosts(base_url), root=root)
    if proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(proxies))


def _open_to_platforms(app: FastAPI, take_push: TakePush | None, receive: Receive | None) -> None:
    """Let `app` answer what is not behind the gate: what platforms send is signed, and styles are nobody's secret."""
    if take_push is not None:
        add_inbound(app, take_push)
    if receive is not None:
        app.add_api_route(PATH, route(receive), methods=["POST"], response_model=None)
    app.mount("/static", StaticFiles(directory=_STATIC))
