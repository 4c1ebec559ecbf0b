"""What is listed can be taken away as a file, by whoever may, of what they may see, and on the record."""

import csv
import io
import json
from typing import Any

import pytest

from monitor.domain.access import Limits, Permission
from monitor.domain.journal import Deed
from monitor.domain.people import Role
from monitor.domain.score import Severity
from monitor.store import journal
from monitor.store.database import Database
from tests.store.seeds import Wanted, mention, open_many
from tests.web.api.program import API, a_program
from tests.web.pages import Browser, a_browser, somebody

AIR = Limits(brands=frozenset({"Acme Air"}))


@pytest.fixture
def stored(sqlite_db: Database) -> Database:
    said = (
        ("r1", "=HYPERLINK(1) late again", "Acme Air", Severity.HIGH),
        ("r2", "My secret number", "Acme Air", Severity.LOW),
        ("r3", "Late train", "Acme Rail", Severity.HIGH),
    )
    open_many(sqlite_db, [Wanted(mention=mention(i, t), brand=brand, severity=bad) for i, t, brand, bad in said])
    return sqlite_db


def rows(told: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(told, newline="")))


def deeds(db: Database) -> list[tuple[str, str, str]]:
    with db.read() as tx:
        found = journal.newest(tx, limit=50)
    return [(one.by, one.about, one.told) for one in found if one.deed is Deed.EXPORTED]


def test_the_button_takes_away_what_the_list_shows(stored: Database) -> None:
    browser = a_browser(stored, user=somebody(stored, "Amir", Role.AGENT, limits=AIR))
    answer = browser.fill("/cases?q=late", "/cases/-/export?q=late")
    assert 'action="/cases/-/export?q=late"' in browser.get("/cases?q=late").text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="cases-2026-11-16.csv"'
    assert answer.text.startswith("\ufeffcase,brand,")
    [row] = rows(answer.text.removeprefix("\ufeff"))
    assert (row["case"], row["text"]) == ("C-1", "'=HYPERLINK(1) late again")
    assert deeds(stored) == [("Amir", "cases", "q=late")]


def test_of_mentions_likewise(stored: Database) -> None:
    browser = a_browser(stored, user=somebody(stored, "Amir", Role.AGENT, limits=AIR))
    assert 'action="/mentions/-/export"' in browser.get("/mentions").text
    told = rows(browser.fill("/mentions", "/mentions/-/export").text.removeprefix("\ufeff"))
    assert [(row["mention"], row["text"]) for row in told][1:] == [("M-2", "My ••• number")]


def test_a_viewer_has_no_button_and_may_not(stored: Database) -> None:
    browser: Browser = a_browser(stored, user=somebody(stored, "Vera", Role.VIEWER))
    assert "/-/export" not in browser.get("/cases").text + browser.get("/mentions").text
    assert browser.fill("/account", "/cases/-/export").status_code == 403
    assert deeds(stored) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cases", ["C-1", "C-2", "C-3"]),
        ("cases?severity=high&brand=Acme+Rail", ["C-3"]),
        ("mentions?q=late", ["M-1", "M-3"]),
        ("mentions?brand=Acme+Rail&flagged=yes", ["M-3"]),
        ("mentions?until=2020-01-01T00:00:00Z", []),
    ],
)
def test_programs_take_away_what_they_name(stored: Database, query: str, found: list[str]) -> None:
    program, sign = a_program(stored), "&" if "?" in query else "?"
    noun = query.partition("?")[0].removesuffix("s")
    lines = program.get(f"{API}/export/{query}")
    assert lines.headers["content-type"] == "application/x-ndjson"
    assert [json.loads(line)[noun] for line in lines.text.splitlines()] == found
    table = program.get(f"{API}/export/{query}{sign}format=csv", headers={"Accept": "text/csv"})
    assert [row[noun] for row in rows(table.text)] == found


def test_a_token_needs_the_scope_and_keeps_its_limits(stored: Database) -> None:
    refused = a_program(stored, scopes=[Permission.LOOK]).get(f"{API}/export/cases")
    assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
    theirs = a_program(stored, name="theirs", limits=AIR).get(f"{API}/export/mentions")
    assert [json.loads(line)["mention"] for line in theirs.text.splitlines()] == ["M-1", "M-2"]
    unknown: Any = a_program(stored, name="odd").get(f"{API}/export/cases?format=xlsx")
    assert (unknown.status_code, unknown.json()["errors"][0]["parameter"]) == (422, "format")
