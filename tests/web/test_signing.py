"""Signing in: the first admin, wrong passwords, sessions and their ends, and forms that are not ours."""

from datetime import datetime, timedelta

import pytest

from monitor.access import links, login
from monitor.access.keys import digest
from monitor.domain.journal import Deed
from monitor.domain.people import Member, Role, Staff
from monitor.store import journal, keyrings, users
from monitor.store.database import Database, StoreUnavailable
from monitor.web.signing import own_path
from tests.store.seeds import LATER
from tests.web.pages import CHEAP, COOKIE, Browser, a_browser, an_app, session_of, somebody

GOOD = "a horse in a battery"
HOUR = timedelta(hours=1)


def stranger(db: Database, now: datetime = LATER) -> Browser:
    return Browser(an_app(db, now=now))


def deeds(db: Database) -> list[Deed]:
    with db.read() as tx:
        return [entry.deed for entry in reversed(journal.newest(tx))]


def sign_in(db: Database, password: str = GOOD, *, email: str = "VERA@acme.example ", now: datetime = LATER) -> Browser:
    browser = stranger(db, now)
    browser.fill("/login", email=email, password=password)
    return browser


def is_in(browser: Browser) -> bool:
    return browser.get("/cases").status_code == 200


def test_the_first_link_makes_the_admin_once(db: Database) -> None:
    key = links.first(db, LATER)
    browser, at = stranger(db), f"/join/{key}"
    vera = {"name": "Vera", "email": "Vera@acme.example", "password": GOOD, "again": GOOD}
    assert "not the same" in browser.fill(at, **(vera | {"again": "another horse here"})).text
    assert "12 characters" in browser.fill(at, **(vera | {"password": "short", "again": "short"})).text
    assert "repeats itself" in browser.fill(at, **(vera | {"password": "a" * 20, "again": "a" * 20})).text
    assert not is_in(browser)
    entered = browser.fill(at, **vera)
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    assert "Vera" in browser.get("/cases").text
    assert browser.get(at).status_code == 410
    assert links.first(db, LATER) is None
    with db.read() as tx:
        assert users.called(tx, "vera@acme.example").role is Role.ADMIN
    assert deeds(db) == [Deed.USER_ADDED, Deed.SIGNED_IN]


def test_a_link_is_replaced_by_the_next_and_ends_after_a_day(sqlite_db: Database) -> None:
    first, second = links.first(sqlite_db, LATER), links.first(sqlite_db, LATER)
    assert stranger(sqlite_db).get(f"/join/{first}").status_code == 410
    assert stranger(sqlite_db).get(f"/join/{second}").status_code == 200
    assert stranger(sqlite_db, LATER + 25 * HOUR).get(f"/join/{second}").status_code == 410


def test_whoever_is_not_signed_in_is_led_to_the_login_and_back(sqlite_db: Database) -> None:
    somebody(sqlite_db, password=GOOD)
    browser = stranger(sqlite_db)
    led = browser.get("/cases?state=all")
    assert (led.status_code, led.headers["location"]) == (303, "/login?next=/cases%3Fstate%3Dall")
    asked = browser.get(led.headers["location"])
    assert 'name="next" value="/cases?state=all"' in asked.text
    back = browser.fill("/login", email="vera@acme.example", password=GOOD, next="/cases?state=all")
    assert (back.status_code, back.headers["location"]) == (303, "/cases?state=all")
    assert is_in(browser)


@pytest.mark.parametrize(
    "wanted", ["//evil.org", "/\\evil.org", "https://evil.org", "/x\r\ny", "", "/login", "x", "/é"]
)
def test_the_login_leads_to_pages_of_ours_alone(wanted: str) -> None:
    assert own_path(wanted) == "/"


def test_a_session_cookie_is_kept_from_scripts_and_the_store_has_its_digest_alone(sqlite_db: Database) -> None:
    somebody(sqlite_db, password=GOOD)
    browser = stranger(sqlite_db)
    cookie = browser.fill("/login", email="vera@acme.example", password=GOOD).headers["set-cookie"]
    for told in (f"{COOKIE}=", "HttpOnly", "SameSite=lax", "Path=/", "Max-Age=604800"):
        assert told in cookie
    key = browser.cookies[COOKIE]
    with sqlite_db.read() as tx:
        assert keyrings.session(tx, key) is None
        assert keyrings.session(tx, digest(key)) is not None


def test_behind_https_a_cookie_is_for_this_host_alone(sqlite_db: Database) -> None:
    somebody(sqlite_db, password=GOOD)
    app = an_app(sqlite_db, base_url="https://complaints.example.com")
    browser = Browser(app, base_url="http://complaints.example.com")
    cookie = browser.get("/login").headers["set-cookie"]
    assert cookie.startswith("__Host-visit=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_who_is_wrong_learns_nothing_and_is_held_up(db: Database) -> None:
    somebody(db, password=GOOD)
    somebody(db, "Off", password=GOOD)
    with db.write() as tx:
        users.turn_off(tx, users.called(tx, "Off").id, LATER)
    told = {
        stranger(db).fill("/login", email=email, password=password).text.replace(email, "").split("<form")[-2]
        for email, password in (("vera@acme.example", "x"), ("who@acme.example", "x"), ("off@acme.example", GOOD))
    }
    assert len(told) == 1
    browser = stranger(db)
    answers = [browser.fill("/login", email="vera@acme.example", password=f"guess {n}") for n in range(6)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 401, 429, 429]
    assert answers[-1].headers["retry-after"] == "900"
    assert not is_in(sign_in(db))
    assert is_in(sign_in(db, now=LATER + timedelta(minutes=16)))
    assert deeds(db).count(Deed.HELD_UP) == 1


def test_guesses_are_counted_for_an_account_from_everywhere_and_for_an_address_on_everybody(
    sqlite_db: Database,
) -> None:
    vera = somebody(sqlite_db, password=GOOD)
    door = login.Login(sqlite_db, CHEAP)
    for number in range(login.ON_ACCOUNT):
        with pytest.raises(login.WrongLogin):
            door.prove(vera.email, "no", address=f"192.0.2.{number}", now=LATER)
    with pytest.raises(login.TooMany):
        door.prove(vera.email, GOOD, address="198.51.100.7", now=LATER)
    for number in range(login.FROM_ADDRESS):
        with pytest.raises(login.WrongLogin):
            door.prove(f"{number}@acme.example", "no", address=f"2001:db8::{number}", now=LATER)
    with pytest.raises(login.TooMany):
        door.prove("new@acme.example", "no", address="2001:db8::ffff", now=LATER)


def test_a_session_ends_idle_at_last_at_logout_and_when_switched_off(db: Database) -> None:
    vera = somebody(db)
    somebody(db, "Ben")
    key = session_of(db, vera)
    for hours in range(0, 7 * 24, 11):
        assert is_in(Browser(an_app(db, now=LATER + hours * HOUR), session=key))
    assert not is_in(Browser(an_app(db, now=LATER + login.LONGEST), session=key))
    idle = session_of(db, vera)
    assert not is_in(Browser(an_app(db, now=LATER + login.IDLE), session=idle))

    browser = a_browser(db, user=vera)
    assert browser.fill("/cases", at="/logout").headers["location"] == "/login"
    assert not is_in(browser)
    browser = a_browser(db, user=vera)
    with db.write() as tx:
        users.turn_off(tx, vera.id, LATER)
    assert not is_in(browser)


def test_a_form_that_is_not_ours_does_nothing(sqlite_db: Database) -> None:
    browser = a_browser(sqlite_db)
    assert browser.request("POST", "/logout").status_code == 403
    assert browser.request("POST", "/logout", data={"form_key": "0" * 64}).status_code == 403
    for headers in ({"origin": "https://evil.org"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        key = browser.get("/cases").text.split('name="form_key" value="')[1][:64]
        assert browser.request("POST", "/logout", data={"form_key": key}, headers=headers).status_code == 403
    assert is_in(browser)
    assert browser.request("POST", "/logout", content=b"x=" + b"y" * 1_000_001, headers=FORM).status_code == 413
    assert stranger(sqlite_db).request("POST", "/login", data={"email": "a", "password": "b"}).status_code == 403


FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_timelines_tell_the_name_that_the_configuration_has_for_an_address(sqlite_db: Database) -> None:
    vera = somebody(sqlite_db)
    staff = Staff(members=(Member(name="Vera Lopez", email="vera@ACME.example", department="support"),), groups={})
    assert ">Vera Lopez</a>" in a_browser(sqlite_db, user=vera, staff=staff).get("/cases").text


def test_a_store_that_cannot_be_written_can_still_be_looked_at(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(an_app(sqlite_db, now=LATER + HOUR), session=session_of(sqlite_db, somebody(sqlite_db)))

    def full() -> None:
        raise StoreUnavailable("disk full")

    monkeypatch.setattr(sqlite_db, "write", full)
    assert is_in(browser)
