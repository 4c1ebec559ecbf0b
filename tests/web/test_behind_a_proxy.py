"""Behind a proxy that shows the pages below a path, and says where somebody came from."""

import re

import pytest

from monitor.domain.journal import Deed
from monitor.store import journal
from monitor.store.database import Database
from tests.store.seeds import Wanted, mention, open_many
from tests.web.pages import Browser, an_app, session_of, somebody

PUBLIC = "https://tools.example.com/monitor"
LINK = re.compile(r'(?:href|action|src)="([^"]*)"')
OUTSIDE = ("#", "https://", "http://")


@pytest.fixture
def cookies(sqlite_db: Database) -> dict[str, str]:
    return {"cookie": f"__Host-session={session_of(sqlite_db, somebody(sqlite_db))}"}


@pytest.mark.parametrize("prefix", ["", "/monitor"], ids=["the proxy takes the path off", "it leaves it on"])
def test_every_link_stays_below_the_path(sqlite_db: Database, cookies: dict[str, str], prefix: str) -> None:
    open_many(sqlite_db, [Wanted(mention=mention(str(number)), posted=False) for number in range(60)])
    browser = Browser(an_app(sqlite_db, base_url=PUBLIC), base_url="http://tools.example.com")
    for page in (
        "/cases",
        "/cases/C-1",
        "/incidents",
        "/account",
        "/access",
        "/access/1",
        "/journal",
        "/digests",
        "/nothing",
    ):
        answer = browser.get(prefix + page, headers=cookies)
        assert answer.status_code == (404 if page == "/nothing" else 200), page
        strange = [link for link in LINK.findall(answer.text) if not link.startswith(("/monitor/", *OUTSIDE))]
        assert strange == [], page
    assert browser.get(f"{prefix}/", headers=cookies).headers["location"] == "/monitor/cases?order=urgent"
    assert browser.get(f"{prefix}/static/style.css").status_code == 200


def test_a_stranger_is_led_below_the_path_and_back(sqlite_db: Database) -> None:
    browser = Browser(an_app(sqlite_db, base_url=PUBLIC), base_url="http://tools.example.com")
    led = browser.get("/monitor/cases?state=all")
    assert led.headers["location"] == "/monitor/login?next=/cases%3Fstate%3Dall"
    assert 'value="/cases?state=all"' in browser.get(led.headers["location"]).text


@pytest.mark.parametrize(
    ("proxies", "believed"), [((), "127.0.0.1"), (("127.0.0.0/8",), "203.0.113.9"), (("10.0.0.1",), "127.0.0.1")]
)
def test_only_a_trusted_proxy_says_where_somebody_came_from(
    sqlite_db: Database, proxies: tuple[str, ...], believed: str
) -> None:
    somebody(sqlite_db, password="a horse in a battery")
    browser = Browser(an_app(sqlite_db, proxies=proxies))
    forged = {"x-forwarded-for": "198.51.100.1, 203.0.113.9", "x-forwarded-proto": "https"}
    asked = browser.get("/login", headers=forged)
    assert ("Secure" in asked.headers["set-cookie"]) is (believed != "127.0.0.1")
    key = re.search(r'name="form_key" value="(\w+)"', asked.text)
    assert key
    cookie = {"cookie": asked.headers["set-cookie"].partition(";")[0]}
    told = {"form_key": key[1], "email": "vera@acme.example", "password": "no"}
    assert browser.request("POST", "/login", data=told, headers=forged | cookie).status_code == 401
    with sqlite_db.read() as tx:
        assert [(one.deed, one.address) for one in journal.newest(tx)] == [(Deed.REFUSED, believed)]
