"""The pages about access: users, one's own account, tokens and the journal."""

import re
from datetime import timedelta

import httpx

from monitor.domain.people import Role
from monitor.store import users
from monitor.store.database import Database
from tests.store.seeds import LATER
from tests.web.pages import BASE_URL, Browser, a_browser, an_app, session_of, somebody

GOOD, BETTER = "a horse in a battery", "nine cold lamps at sea"
OFFERED = {"brands": ["Acme", "Bolt"], "departments": ["billing"]}


def an_admin(db: Database) -> Browser:
    return a_browser(db, user=somebody(db), **OFFERED)


def secret(page: httpx.Response) -> str:
    """What a page shows this once."""
    return re.search(r'class="secret">([^<]*)<', page.text)[1]  # type: ignore[index]


def journal(browser: Browser, asked: str = "") -> list[str]:
    rows = browser.get(f"/journal{asked}").text.split("<tbody>")[-1].split("<tr>")[1:]
    return [" ".join(re.sub(r"<[^>]*>", " ", row).split()[2:]) for row in rows]


def test_an_admin_lets_somebody_in_limits_them_and_switches_them_off(db: Database) -> None:
    admin = an_admin(db)
    added = {"name": "Ann", "email": "ann@agency.example", "role": "agent", "brands": ["Acme"]}
    link = secret(admin.fill("/access", **added))
    assert link.startswith(f"{BASE_URL}/join/")
    assert "has access already" in admin.fill("/access", **added).text
    assert admin.fill("/access", name="", email="x", role="agent").status_code == 400
    assert admin.fill("/access", **(added | {"role": "owner"})).status_code == 404

    ann = Browser(an_app(db))
    ann.fill(link.removeprefix(BASE_URL), password=GOOD, again=GOOD)
    assert "brand Acme" in ann.get("/account").text
    with db.read() as tx:
        number = users.called(tx, "Ann").id
    assert ann.get("/access").status_code == ann.get("/journal").status_code == 403
    assert ann.get(f"/access/{number}").status_code == 403

    admin.fill(f"/access/{number}", do="change", role="lead", departments=["billing"])
    assert "department billing" in ann.get("/account").text
    again = secret(admin.fill(f"/access/{number}", do="link"))
    ann.fill(again.removeprefix(BASE_URL), password=BETTER, again=BETTER)
    admin.fill(f"/access/{number}", do="off")
    assert ann.get("/cases").status_code == 303
    assert ann.fill("/login", email="ann@agency.example", password=BETTER).status_code == 401
    admin.fill(f"/access/{number}", do="on")
    assert ann.fill("/login", email="ann@agency.example", password=BETTER).status_code == 303

    told = journal(admin)
    assert "Ann signed in with a password 127.0.0.1" in told[0]
    for deed in (
        "Vera switched the account of Ann off",
        "Vera changed what Ann may: lead of departments billing",
        "Vera gave Ann access as agent of brands Acme",
        "Vera made a link that sets the password of Ann",
        "somebody was refused at the login of Ann",
    ):
        assert any(deed in one for one in told), deed
    assert len(journal(admin, "?deed=user_off")) == 1
    assert all(one.startswith("Ann ") for one in journal(admin, "?by=Ann"))
    assert admin.get("/journal?deed=none").status_code == 404


def test_the_only_admin_stays_one(sqlite_db: Database) -> None:
    admin = an_admin(sqlite_db)
    assert "only admin" in admin.fill("/access/1", do="off").text
    assert "only admin" in admin.fill("/access/1", do="change", role="lead").text
    assert admin.get("/access").status_code == 200


def test_a_password_is_changed_by_whoever_knows_it_and_ends_the_other_sessions(sqlite_db: Database) -> None:
    vera = somebody(sqlite_db, password=GOOD)
    here, there = a_browser(sqlite_db, user=vera), a_browser(sqlite_db, user=vera)
    changed = {"current": GOOD, "password": BETTER, "again": BETTER}
    for slip in ({"current": BETTER}, {"again": GOOD}, {"password": vera.email, "again": vera.email}):
        answer = here.fill("/account", at="/account/password", **(changed | slip))
        assert answer.status_code == 400
    assert there.get("/account").status_code == 200
    assert here.fill("/account", at="/account/password", **changed).status_code == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303
    session_of(sqlite_db, vera)
    assert here.get("/account").text.count("192.0.2.1") == 2
    here.fill("/account", at="/account/sessions")
    assert here.get("/account").text.count("192.0.2.1") == 1


def test_a_token_does_what_its_scopes_say_until_it_ends(db: Database) -> None:
    agent = somebody(db, "Ann", Role.AGENT)
    ann, program = a_browser(db, user=agent), Browser(an_app(db))
    made = {"name": "nightly", "scopes": ["look"], "days": "30"}
    for slip in ({"name": ""}, {"scopes": []}, {"days": "0"}, {"days": "999"}, {"days": "-1"}):
        assert ann.fill("/account", at="/account/tokens", **(made | slip)).status_code == 400
    assert "change:" not in ann.get("/account").text
    key = secret(ann.fill("/account", at="/account/tokens", **made))
    header = {"authorization": f"Bearer {key}"}
    assert key.startswith("cmt_")
    assert key not in ann.get("/account").text
    assert program.get("/cases", headers=header).status_code == 200
    assert program.get("/account", headers=header).status_code == 403
    assert program.get("/cases", headers={"authorization": "Bearer cmt_x"}).status_code == 401
    assert "never" not in ann.get("/account").text.split("nightly")[1].split("</tr>")[0]

    late = Browser(an_app(db, now=LATER + timedelta(days=30)))
    assert late.get("/cases", headers=header).status_code == 401
    stranger = a_browser(db, user=somebody(db, "Ben", Role.LEAD))
    assert stranger.fill("/account", at="/account/tokens/revoke", token="1").status_code == 404
    assert ann.fill("/account", at="/account/tokens/revoke", token="1").status_code == 303
    assert program.get("/cases", headers=header).status_code == 401
