"""Saved views: kept from above a list, one's own or the team's, and where the pages begin."""

import re

from monitor.domain.access import Limits
from monitor.domain.journal import Deed
from monitor.domain.people import Role
from monitor.domain.view import MOST
from monitor.store import journal, views
from monitor.store.database import Database
from tests.web.pages import Browser, a_browser, somebody

LATE = "/cases?state=overdue&order=urgent&severity=high"


def browser_of(db: Database, name: str, role: Role, limits: Limits | None = None) -> Browser:
    return a_browser(db, user=somebody(db, name, role, limits=limits or Limits()))


def shown(browser: Browser, address: str = "/cases") -> list[str]:
    """The views above a list."""
    found = re.search(r'aria-label="Saved views">(.*?)</nav>', browser.get(address).text, re.DOTALL)
    return re.findall(r">([^<]+)</a>", found[1]) if found else []


def test_filters_are_kept_under_a_name_and_shown_above_their_list(db: Database) -> None:
    ann, ben = browser_of(db, "Ann", Role.AGENT), browser_of(db, "Ben", Role.AGENT)
    kept = ann.fill("/cases", "/views", name="Late and bad", back=f"{LATE}&before=9&junk=1")
    assert kept.headers["location"] == LATE
    assert (shown(ann), shown(ann, "/mentions"), shown(ben)) == (["Late and bad"], [], [])
    assert f'<a href="{LATE.replace("&", "&amp;")}" aria-current="true">Late and bad</a>' in ann.get(LATE).text
    ann.fill("/mentions", "/views", name="Polish", back="/mentions?language=pl")
    assert shown(ann, "/mentions") == ["Polish"]
    assert ben.fill("/account", "/views/1", do="delete").status_code == 404
    ann.fill("/views", "/views/1", do="rename", name="Late")
    assert shown(ann) == ["Late"]
    ann.fill("/views", "/views/1", do="delete")
    assert shown(ann) == []


def test_the_teams_views_are_seen_by_all_and_changed_by_leads_on_the_record(sqlite_db: Database) -> None:
    lea, ann = browser_of(sqlite_db, "Lea", Role.LEAD), browser_of(sqlite_db, "Ann", Role.AGENT)
    assert 'name="shared"' not in ann.get("/cases").text
    assert ann.fill("/cases", "/views", name="Mine", back="/cases", shared="yes").status_code == 403
    lea.fill("/cases", "/views", name="Bolt", back="/cases?brand=Bolt", shared="yes")
    lea.fill("/cases", "/views", name="Bad", back="/cases?severity=high", shared="yes")
    assert shown(ann) == ["Bad", "Bolt"]
    assert "the team&#39;s, by Lea" in ann.get("/views").text
    for do in ("rename", "delete"):
        assert ann.fill("/views", "/views/1", do=do, name="x").status_code == 404
    acme = browser_of(sqlite_db, "Agency", Role.AGENT, Limits(brands=frozenset({"Acme"})))
    assert shown(acme) == ["Bad"]
    assert "Bolt" not in acme.get("/views").text
    lea.fill("/views", "/views/2", do="delete")
    with sqlite_db.read() as tx:
        told = [(entry.deed, entry.by, entry.about) for entry in journal.newest(tx, by="Lea")]
    assert told[:3] == [
        (Deed.VIEW_DELETED, "Lea", "Bad"),
        (Deed.VIEW_SAVED, "Lea", "Bad"),
        (Deed.VIEW_SAVED, "Lea", "Bolt"),
    ]


def test_the_pages_begin_where_somebody_says(db: Database) -> None:
    ann, ben = browser_of(db, "Ann", Role.VIEWER), browser_of(db, "Ben", Role.LEAD)
    ann.fill("/cases", "/views", name="Late", back=LATE, front="yes")
    ben.fill("/cases", "/views", name="All", back="/cases?state=all", shared="yes")
    assert [one.get("/").headers["location"] for one in (ann, ben)] == [LATE, "/cases?order=urgent"]
    ann.fill("/views", "/views/2", do="begin")
    assert ann.get("/").headers["location"] == "/cases?state=all"
    assert ann.get("/views").text.count("you begin here") == 1
    ben.fill("/views", "/views/2", do="delete")
    assert ann.get("/").headers["location"] == "/cases?order=urgent"
    ann.fill("/views", "/views/1", do="begin")
    ann.fill("/views", "/views/1", do="leave")
    assert ann.get("/").headers["location"] == "/cases?order=urgent"


NOT_KEPT = (
    ({"name": " "}, 409, "A view has a name"),
    ({"name": "x" * 61}, 409, "at most 60 characters"),
    ({"name": "KNOWN"}, 409, "There is a view KNOWN already"),
    ({"name": "x", "back": "/cases?state=none"}, 400, "`state` cannot be"),
    ({"name": "x", "back": "//elsewhere.example/cases"}, 303, ""),
    ({"name": "x", "back": "/journal"}, 404, "no such page"),
)


def test_what_cannot_be_kept_is_told(sqlite_db: Database) -> None:
    ann = browser_of(sqlite_db, "Ann", Role.AGENT)
    ann.fill("/cases", "/views", name="Known", back="/cases")
    for fields, status, says in NOT_KEPT:
        answer = ann.fill("/cases", "/views", **{"back": "/cases", **fields})
        assert (answer.status_code, says in answer.text) == (status, True), fields
        assert answer.headers.get("location", "/cases") == "/cases"


def test_nobody_keeps_more_than_can_be_looked_at(sqlite_db: Database) -> None:
    ann = somebody(sqlite_db, "Ann", Role.AGENT)
    with sqlite_db.write() as tx:
        for number in range(MOST):
            listing = views.Listing.CASES
            views.save(tx, ann.id, name=f"V{number}", listing=listing, query="", shared=False, now=ann.made_at)
    answer = a_browser(sqlite_db, user=ann).fill("/cases", "/views", name="One more", back="/cases")
    assert (answer.status_code, "There are 50 views already" in answer.text) == (409, True)
