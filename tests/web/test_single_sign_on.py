"""Signing in by the organisation's own login: only who left comes back, and only as what their groups are let in."""

from collections.abc import Iterator
from typing import Any

import pytest

from monitor.access.arrivals import Grant
from monitor.access.oidc import Client, Provider
from monitor.domain.access import Limits
from monitor.domain.journal import Deed
from monitor.domain.people import Role
from monitor.store import journal, users
from monitor.store.database import Database
from monitor.web.provider import SingleSignOn
from tests.web.identity_provider import CLIENT, SECRET, IdentityProvider, running
from tests.web.pages import Browser, an_app, somebody

ANN = {"sub": "u-1", "name": "Ann", "email": "ann@acme.example", "email_verified": True, "groups": ["cx"]}
AGENCY = Limits(brands=frozenset({"Acme"}))
GRANTS = (Grant(group="cx", role=Role.AGENT, limits=AGENCY), Grant(group="cx-leads", role=Role.LEAD))


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with running(IdentityProvider(person=dict(ANN))) as one:
        yield one


def browser(db: Database, provider: IdentityProvider, grants: tuple[Grant, ...] = GRANTS) -> Browser:
    client = Client(issuer=provider.address, client_id=CLIENT, client_secret=SECRET)
    sign_on = SingleSignOn(provider=Provider(client), label="Sign in with Acme", grants=grants)
    return Browser(an_app(db, sign_on=sign_on))


def sign_in(one: Browser, provider: IdentityProvider, wanted: str = "") -> Any:
    left = one.get(f"/login/provider?next={wanted}")
    return one.get(provider.authorize(left.headers["location"]))


def test_somebody_comes_back_as_what_their_groups_are_let_in_as(db: Database, provider: IdentityProvider) -> None:
    one = browser(db, provider)
    assert "Sign in with Acme" in one.get("/login").text
    back = sign_in(one, provider, "/incidents")
    assert (back.status_code, back.headers["location"]) == (303, "/incidents")
    assert "ann@acme.example · agent · brand Acme" in one.get("/account").text
    provider.person["groups"] = ["cx", "cx-leads"]
    sign_in(one, provider)
    assert "ann@acme.example · lead · everything" in one.get("/account").text
    provider.person["groups"] = []
    assert "no access here" in sign_in(browser(db, provider), provider).text
    with db.read() as tx:
        assert [user.subject for user in users.listed(tx)] == [f"{provider.address} u-1"]
        told = [entry.deed for entry in journal.newest(tx)]
    assert told == [Deed.REFUSED, Deed.SIGNED_IN, Deed.USER_CHANGED, Deed.SIGNED_IN, Deed.USER_ADDED]


def test_without_groups_those_come_in_whom_an_admin_gave_access(
    sqlite_db: Database, provider: IdentityProvider
) -> None:
    one = browser(sqlite_db, provider, ())
    assert sign_in(one, provider).status_code == 403
    ann = somebody(sqlite_db, "Ann", Role.LEAD)
    provider.person["email_verified"] = False
    assert sign_in(one, provider).status_code == 403
    provider.person["email_verified"] = True
    assert sign_in(one, provider).status_code == 303
    provider.person["email"] = "ann.new@acme.example"
    assert sign_in(one, provider).status_code == 303
    provider.person["sub"], provider.person["email"] = "u-2", ann.email
    assert sign_in(one, provider).status_code == 403
    provider.person["sub"] = "u-1"
    with sqlite_db.write() as tx:
        users.turn_off(tx, ann.id, ann.made_at)
    assert sign_in(one, provider).status_code == 403


def test_what_the_token_does_not_tell_is_asked_for(sqlite_db: Database, provider: IdentityProvider) -> None:
    provider.info, provider.person = dict(ANN), {"sub": "u-1"}
    assert sign_in(browser(sqlite_db, provider), provider).status_code == 303
    provider.info["sub"] = "u-2"
    assert sign_in(browser(sqlite_db, provider), provider).status_code == 502


@pytest.mark.parametrize(
    "wrong",
    [
        {"wrong": {"aud": "another"}},
        {"wrong": {"iss": "https://evil.example.org"}},
        {"wrong": {"exp": 1_000_000}},
        {"wrong": {"nonce": "of another login"}},
        {"wrong": {"azp": "another"}},
        {"unpublished": True},
        {"algorithm": "none"},
        {"issuer": "https://evil.example.org"},
    ],
    ids=str,
)
def test_a_token_that_proves_nothing_lets_in_nobody(
    sqlite_db: Database, provider: IdentityProvider, wrong: dict[str, Any]
) -> None:
    for name, value in wrong.items():
        setattr(provider, name, value)
    one = browser(sqlite_db, provider)
    left = one.get("/login/provider")
    answer = one.get(provider.authorize(left.headers["location"])) if left.status_code == 303 else left
    assert answer.status_code == 502
    assert one.get("/cases").status_code == 303


def test_only_the_browser_that_left_comes_back_once(sqlite_db: Database, provider: IdentityProvider) -> None:
    one, other = browser(sqlite_db, provider), browser(sqlite_db, provider)
    back = provider.authorize(one.get("/login/provider").headers["location"])
    assert other.get(back).status_code == 400
    other.get("/login/provider")
    assert other.get(back).status_code == 400
    assert one.get(back).status_code == 303
    assert one.get(back).status_code == 400
    assert one.get("/login/provider/back?error=access_denied").status_code == 400


def test_a_provider_that_is_down_is_said_to_be(sqlite_db: Database) -> None:
    nowhere = IdentityProvider(address="http://127.0.0.1:9")
    assert "does not work now" in browser(sqlite_db, nowhere).get("/login/provider").text
