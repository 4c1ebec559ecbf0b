"""Every page there is, derived from the site's addresses: one that is added is looked at, or fails until it can be."""

import re
from dataclasses import dataclass

from fastapi.routing import APIRoute
from playwright.sync_api import APIRequestContext

from monitor.access import links
from monitor.store import users
from tests.browser.scene import MONDAY, Site

FOR_MACHINES = ("/api/", "/in/", "/healthz", "/livez", "/metrics")
"""What begins so is no page."""
FILLED = {
    "/access/": ("2",),
    "/cases/": ("C-97", "C-10", "C-258"),
    "/digests/": ("2026-W47",),
    "/incidents/": ("I-1", "I-2"),
    "/insights/": ("topics",),
    "/mentions/": ("M-97", "M-5"),
    "/settings/": ("threshold", "departments", "playbooks", "routes"),
}
"""What stands in the braces of an address, by what is before them."""
FEWER = {"/cases": "/cases?severity=critical&state=all", "/mentions": "/mentions?q=PAY"}
"""Where a page with fewer rows shows the same."""
OTHERWISE = (
    ("Ada", "/cases?q=nothing+says+this"),
    ("Hugo", "/cases?state=all"),
    ("Vera", "/access"),
    ("Ada", "/nowhere"),
)
"""Pages as somebody else sees them, or with little on them, or none."""
FURTHER = (
    ("Ada", "/cases?order=urgent"),
    ("Ada", "/cases?state=all&topic=safety&since=2026-11-01"),
    ("Hugo", "/incidents"),
    ("Hugo", "/insights"),
    ("Vera", "/cases/C-97"),
    ("Vera", "/settings/threshold"),
    ("Vera", "/settings/departments"),
    (None, "/join/used-long-ago"),
)
"""More of these, for who has time."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a page: whose, and where."""

    name: str | None
    path: str

    def __str__(self) -> str:
        return f"{self.path} as {self.name or 'nobody'}"


def looks(site: Site, request: APIRequestContext, *, whole: bool = False) -> list[Look]:
    """Return a look at every page of a site, or all that are known of. `request` is of somebody who may see all."""
    found = [path for template in _templates(site) for path in _filled(site, template)[: None if whole else 1]]
    shown = [path if whole else FEWER.get(path, path) for path in found if _is_page(request, path)]
    assert len(shown) >= 20
    other = (*OTHERWISE, *FURTHER) if whole else OTHERWISE
    return [Look(None if _is_for_nobody(path) else "Ada", path) for path in shown] + [Look(*one) for one in other]


def _templates(site: Site) -> list[str]:
    got = [route.path for route in site.app.routes if isinstance(route, APIRoute) and "GET" in route.methods]
    return sorted(path for path in got if not path.startswith(FOR_MACHINES))


def _filled(site: Site, template: str) -> list[str]:
    if template == "/join/{key}":
        return [a_link(site)]
    before, brace, rest = template.partition("{")
    if not brace:
        return [template]
    assert before in FILLED, f"tests/browser/pages.py: say in FILLED what stands in {template}"
    after = rest.partition("}")[2]
    return [f"{before}{one}{after}" for one in FILLED[before][: 1 if after else None]]


def a_link(site: Site) -> str:
    """Return the path at which somebody who was let in sets a password."""
    with site.db.write() as tx:
        return links.PATH + links.password(tx, users.called(tx, "Vera"), by="Ada", now=MONDAY)


def _is_page(request: APIRequestContext, path: str) -> bool:
    answer = request.get(path, max_redirects=0)
    assert answer.status < 400, f"{path}: {answer.status}"
    return answer.status == 200 and answer.headers["content-type"].startswith("text/html")


def _is_for_nobody(path: str) -> bool:
    return re.match(r"/(login|join)\b", path) is not None
