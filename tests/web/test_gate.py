"""The gate: every address says who may ask for it, and nobody sees beyond their limits."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Mount

from monitor.domain.access import LEAST, SCOPES, Limits, Permission, Viewer, allows
from monitor.domain.people import Role
from monitor.store import incident_acts
from monitor.store.database import Database
from monitor.web.gate import Needs, Open
from tests.store.seeds import LATER, Wanted, mention, open_many
from tests.web.pages import Browser, a_browser, an_app, session_of, somebody
from tests.web.ruled import ruled

OPEN = {"/login", "/join/{key}", "/healthz", "/livez", "/metrics", "/in/{source}", "/slack/events"}
"""All that anybody may ask for: the ways in, what machines ask, and what platforms send, which is signed."""


def receive(*_: object) -> None:
    """Nothing is received here."""


def routes(db: Database, home: Path) -> list[tuple[str, str, Permission | None]]:
    """Every address and method, with what it needs. One that neither needs anything nor is named above fails."""
    app = an_app(db, take_push=receive, receive=receive, ruling=ruled(db, home))
    mounted = {route.path: route.app for route in app.routes if isinstance(route, Mount)}
    assert set(mounted) == {"/static", "/api"}
    api = mounted["/api"]
    assert isinstance(api, FastAPI)
    places = [("", route) for route in app.routes if not isinstance(route, Mount)]
    found = []
    for below, route in [*places, *(("/api", route) for route in api.routes)]:
        assert isinstance(route, APIRoute)
        gates = [one.dependency for one in route.dependencies if isinstance(one.dependency, Needs | Open)]
        needs = [one.permission for one in gates if isinstance(one, Needs)]
        assert len(needs) == 1 or route.path in OPEN, f"{route.path} says nothing of who may ask for it"
        found += [(below + route.path, method, needs[0] if needs else None) for method in sorted(route.methods)]
    return found


def filled(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "C-1", path)


def test_every_address_lets_in_who_may_and_nobody_else(sqlite_db: Database, tmp_path: Path) -> None:
    behind = [(path, method, needs) for path, method, needs in routes(sqlite_db, tmp_path) if needs is not None]
    app = an_app(sqlite_db, ruling=ruled(sqlite_db, tmp_path))
    users = {role: somebody(sqlite_db, role.value, role) for role in Role}
    browsers = {role: Browser(app, session=session_of(sqlite_db, user)) for role, user in users.items()}
    nobody = Browser(app)
    for path, method, needs in behind:
        stranger = nobody.request(method, filled(path))
        sent_away = (stranger.status_code, stranger.headers.get("location", "")[:6])
        assert sent_away == ((401, "") if path.startswith("/api/") else (303, "/login")), path
        for role, browser in browsers.items():
            if method == "POST" and allows(role, needs):
                continue  # what it does is told elsewhere
            refused = browser.request(method, filled(path)).status_code == 403
            assert refused is not (allows(role, needs) and method != "POST"), (path, method, role)


def test_each_role_may_what_the_ones_below_it_may() -> None:
    may = [{one for one in Permission if Viewer(user_id=1, name="v", role=role).may(one)} for role in Role]
    assert may == sorted(may, key=len)
    assert all(below < above or below == above for below, above in pairwise(may))
    assert set(LEAST) == set(Permission)
    assert Permission.ADMIN not in SCOPES


ACME, BOLT = Limits(brands=frozenset({"Acme"})), Limits(brands=frozenset({"Bolt"}))


@pytest.fixture
def two_brands(sqlite_db: Database) -> Database:
    """Two cases each of Acme (of billing and of nobody) and Bolt (of billing), each two an incident."""
    wanted = (("1", "Acme", "billing"), ("2", "Acme", None), ("3", "Bolt", "billing"), ("4", "Bolt", "billing"))
    for each, brand, department in wanted:
        complaint = mention(each, author=f"u{each}")
        open_many(sqlite_db, [Wanted(mention=complaint, brand=brand, department=department, source=f"{brand} store")])
    with sqlite_db.write() as tx:
        incident_acts.gather(tx, [1, 2], by="Kim", now=LATER)
        incident_acts.gather(tx, [3, 4], by="Kim", now=LATER)
    return sqlite_db


@pytest.mark.parametrize(
    ("limits", "cases", "incidents", "sources"),
    [
        (Limits(), "4321", "21", {"Acme store", "Bolt store"}),
        (ACME, "21", "1", {"Acme store"}),
        (BOLT, "43", "2", {"Bolt store"}),
        (Limits(departments=frozenset({"billing"})), "431", "21", {"Acme store", "Bolt store"}),
        (Limits(brands=frozenset({"Acme"}), departments=frozenset({"billing"})), "1", "1", {"Acme store"}),
        (Limits(brands=frozenset()), "", "", set()),
    ],
)
def test_nobody_sees_beyond_their_limits(
    two_brands: Database, limits: Limits, cases: str, incidents: str, sources: set[str]
) -> None:
    browser = a_browser(two_brands, user=somebody(two_brands, "Ann", Role.LEAD, limits=limits))
    listed = browser.get("/cases").text
    assert re.findall(r'href="/cases/C-(\d)"', listed) == list(cases)
    assert {one for one in ("Acme store", "Bolt store") if f">{one}<" in listed} == (
        sources if len(sources) > 1 else set()
    )
    assert re.findall(r'href="/cases/C-(\d)"', browser.get("/cases?brand=Acme").text) == [
        one for one in cases if one in "12"
    ]
    assert re.findall(r'href="/incidents/I-(\d)"', browser.get("/incidents").text) == list(incidents)
    for number in "1234":
        assert (browser.get(f"/cases/C-{number}").status_code == 200) is (number in cases)
    for number in "12":
        page = browser.get(f"/incidents/I-{number}")
        assert (page.status_code == 200) is (number in incidents)
        assert set(re.findall(r'href="/cases/C-(\d)"', page.text)) <= set(cases)
