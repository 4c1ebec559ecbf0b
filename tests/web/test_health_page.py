"""The page Health: each source hour by hour, what is wrong, and the command that mends it."""

import re

import pytest
from sqlalchemy import update

from monitor.domain.access import Limits
from monitor.domain.people import Role
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.tables import SourceRow
from tests.store.history import DAY, HOUR, MONDAY, History
from tests.web.pages import a_browser, somebody

NOW = MONDAY + 2 * DAY + HOUR / 2
_SOURCES = table(SourceRow)


@pytest.fixture
def two_sources(sqlite_db: Database) -> Database:
    """One that is heard, one that is paused; a case of the first one's brand is open."""
    with sqlite_db.write() as tx:
        history = History(tx)
        play, forum = history.source("play", kind="google_play"), history.source("forum<b>", kind="discourse")
        history.polls(play, MONDAY, NOW, HOUR / 2, new=1)
        history.polls(forum, MONDAY, MONDAY + DAY, HOUR / 2)
        history.polls(forum, MONDAY + DAY, NOW, HOUR, outcome="refused", error="401: the token was revoked")
        history.case(play, MONDAY)
        tx.execute(update(_SOURCES).values(due_at=NOW + HOUR, last_polled_at=NOW, last_new_at=NOW))
        fares = {"paused": True, "failures": 9, "trouble": "401: the token was revoked", "trouble_since": MONDAY + DAY}
        tx.execute(update(_SOURCES).where(_SOURCES.c.id == forum).values(**fares))
    return sqlite_db


def strip(page: str, name: str) -> list[tuple[str, int]]:
    """A source's strip: how it fared, and for how many hours."""
    start = page.index(f"<h3>{name} ")
    bits = re.findall(r'<rect class="(\w+)" x="\d+" width="(\d+)"', page[start : page.index("</svg>", start)])
    return [(fare, int(hours)) for fare, hours in bits]


def test_each_source_has_its_week(two_sources: Database) -> None:
    page = a_browser(two_sources, now=NOW).get("/health").text
    assert strip(page, "play") == [("absent", 119), ("heard", 49)]
    assert strip(page, "forum&lt;b&gt;") == [("absent", 119), ("quiet", 24), ("failing", 25)]
    assert "heard something new in 49 of 49 hours" in page
    assert "failing; 401: the token was revoked" in page


def test_what_is_wrong_is_told_with_the_command_that_mends_it(two_sources: Database) -> None:
    page = a_browser(two_sources, now=NOW).get("/health").text
    assert "<h1>1 thing needs somebody</h1>" in page
    assert "<code>monitor sources resume forum&lt;b&gt;</code>" in page
    assert "waits for a person" in page


def test_all_is_well_where_it_is(sqlite_db: Database) -> None:
    page = a_browser(sqlite_db, now=NOW, heartbeat={"collect": NOW}).get("/health").text
    assert "<h1>All is well</h1>" in page
    assert "collect ran 0 s ago" in page
    assert "There is no source" in page


def test_a_viewer_with_limits_is_told_of_their_sources_alone(two_sources: Database) -> None:
    agency = somebody(two_sources, "Agnes", Role.VIEWER, limits=Limits(brands=frozenset({"Acme Air"})))
    page = a_browser(two_sources, now=NOW, user=agency).get("/health").text
    assert re.findall(r"<h3>(\S+)", page) == ["play"]
    assert "revoked" not in page
    assert "told to those who see all brands" in page


def test_many_sources_are_shown_a_page_at_a_time(sqlite_db: Database) -> None:
    with sqlite_db.write() as tx:
        for number in range(30):
            History(tx).source(f"source-{number:02}")
    browser = a_browser(sqlite_db, now=NOW)
    page = browser.get("/health").text
    further = re.search(r'href="(/health\?after=[^"]*)"', page)
    assert further
    assert re.findall(r"<h3>(\S+)", browser.get(further.group(1)).text) == [
        f"source-{number}" for number in range(25, 30)
    ]
