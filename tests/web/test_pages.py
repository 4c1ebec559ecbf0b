"""The list of cases and the page of one."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.contract import OwnReply, Rating
from monitor.domain.act import Acknowledge, Assign, Note, Resolve
from monitor.domain.case import Outcome
from monitor.domain.score import Severity, Topic
from monitor.domain.world import customer_moved
from monitor.store import case_files, cases, incident_acts
from monitor.store.database import Database, StoreUnavailable
from tests.store.seeds import LATER, NOON, Wanted, mention, open_case, open_many
from tests.web.pages import Browser, a_browser

WANTED = (
    Wanted(mention=mention("1", "Charged twice, my secret number is 42.", place="Leeds")),
    Wanted(
        mention=mention("2", "Parcel is late."),
        severity=Severity.CRITICAL,
        topic=Topic.DELIVERY,
        source="store",
        language="de",
    ),
    Wanted(mention=mention("3", ""), department="logistics", due_at=NOON + timedelta(minutes=10)),
    Wanted(mention=mention("4", "All fine now."), due_at=None),
)


@pytest.fixture
def browser(db: Database) -> Browser:
    open_many(db, WANTED)
    with db.write() as tx:
        cases.act(tx, 1, Assign(owner="ana"), by="ana", now=NOON)
        cases.act(tx, 4, Resolve(outcome=Outcome.RECOVERED), by="ana", now=NOON)
    return a_browser(db)


def ids(page: str) -> list[str]:
    return re.findall(r'href="/cases/(C-\d+)"', page)


def row(page: str, case: str) -> str:
    return next(part for part in page.split("<tr>") if f"/cases/{case}" in part)


def test_the_front_door_leads_to_what_is_most_urgent(browser: Browser) -> None:
    assert browser.get("/").headers["location"] == "/cases?order=urgent"
    assert ids(browser.get("/cases?order=urgent").text) == ["C-2", "C-3", "C-1"]


def test_a_row_names_the_incident_that_tells_of_its_case(browser: Browser, db: Database) -> None:
    with db.write() as tx:
        one, other = (incident_acts.gather(tx, [case], by="Kim", now=NOON) for case in (1, 2))
        incident_acts.merge(tx, other.id, one.id, by="Kim", now=NOON)
        incident_acts.rename(tx, one.id, "Late <parcels>", by="Kim", now=NOON)
    page = browser.get("/cases").text
    link = '<a class="of-incident" href="/incidents/I-1">I-1 · Late &lt;parcels&gt;</a>'
    assert [link in row(page, case) for case in ("C-1", "C-2", "C-3")] == [True, True, False]


def test_the_list_has_what_is_live_the_newest_first(browser: Browser) -> None:
    assert ids(browser.get("/cases").text) == ["C-3", "C-2", "C-1"]


def test_a_row_tells_a_case_and_masks_what_was_said(browser: Browser) -> None:
    told = row(browser.get("/cases").text, "C-1")
    for words in ("High", "Billing", "Charged twice, my ••• number", "1★ · Google Play · Leeds", "ana", "Open"):
        assert words in told
    assert "secret" not in told


def test_what_is_overdue_says_so(browser: Browser) -> None:
    page = browser.get("/cases").text
    assert re.search(r'class="late">50 min overdue', row(page, "C-3"))
    assert "in 1 h" in row(page, "C-1")


def test_a_mention_without_words_says_so(browser: Browser) -> None:
    assert "No words to show" in row(browser.get("/cases").text, "C-3")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("?state=all", ["C-4", "C-3", "C-2", "C-1"]),
        ("?state=resolved", ["C-4"]),
        ("?state=overdue", ["C-3"]),
        ("?severity=critical", ["C-2"]),
        ("?source=store", ["C-2"]),
        ("?source=unknown", []),
        ("?department=logistics", ["C-3"]),
        ("?department=logistics&severity=critical", []),
        ("?before=3", ["C-2", "C-1"]),
        ("?topic=delivery", ["C-2"]),
        ("?brand=nobody", []),
        ("?department=no+department", []),
        ("?week=1999-W01&state=all", []),
        ("?week=0001-W01", []),
        ("?week=9999-W52", []),
        ("?state=&severity=&before=", ["C-3", "C-2", "C-1"]),
        ("?q=CHARG+tw", ["C-1"]),
        ("?q=%25", []),
        ("?owner=ana", ["C-1"]),
        ("?owner=me", []),
        ("?owner=nobody", ["C-3", "C-2"]),
        ("?language=en&place=leeds", ["C-1"]),
        ("?language=de", ["C-2"]),
        ("?language=fr", []),
        ("?since=2026-11-16&until=2026-11-16", ["C-3", "C-2", "C-1"]),
        ("?since=2026-11-17", []),
        ("?until=2026-11-15", []),
        ("?order=urgent&state=all", ["C-2", "C-3", "C-1", "C-4"]),
        ("?order=urgent&state=overdue", ["C-3"]),
    ],
)
def test_filters(browser: Browser, address: str, found: list[str]) -> None:
    assert ids(browser.get(f"/cases{address}").text) == found


def test_a_filter_keeps_the_others_and_starts_at_the_top(browser: Browser) -> None:
    page = browser.get("/cases?severity=critical&before=9&q=late").text
    assert '<a href="/cases?state=overdue&amp;q=late&amp;severity=critical">Overdue</a>' in page
    assert '<a href="/cases?q=late&amp;severity=critical" aria-current="true">Live</a>' in page
    assert '<option value="critical" selected>Critical</option>' in page
    assert '<option value="de">German</option>' in page
    assert '<a href="/cases?q=late"><span>Severity: critical</span>' in page
    assert '<a class="clear" href="/cases">Clear all filters</a>' in page


def test_the_list_has_keys_and_stays_fresh_by_a_script_of_ours(browser: Browser) -> None:
    page = browser.get("/cases").text
    scripts = re.findall(r"<script[^>]*>", page)
    assert scripts == [f'<script src="/static/{name}.js" defer>' for name in ("lanes", "live", "zone", "inbox")]
    assert all(f"<kbd>{key}</kbd>" in page for key in "jkarex/?")
    script = browser.get("/static/inbox.js").text
    assert set(re.findall(r'getElementById\("(\w+)"\)', script)) <= set(re.findall(r'id="(\w+)"', page))


def test_an_empty_list_says_why(browser: Browser) -> None:
    assert "No case matches these filters." in browser.get("/cases?severity=low").text


def test_an_empty_store_says_that_nothing_waits(db: Database) -> None:
    assert "Nothing waits for an answer." in a_browser(db).get("/cases").text


@pytest.mark.parametrize(
    ("order", "expected", "first", "then"),
    [
        ("newest", list(range(120, 0, -1)), "The newest 50 of 120 cases that match", "older"),
        ("urgent", [*range(2, 121, 2), *range(119, 0, -2)], "The 50 most urgent of 120 cases that match", "further"),
    ],
)
def test_a_long_list_goes_on_page_by_page_without_a_gap(
    sqlite_db: Database, order: str, expected: list[int], first: str, then: str
) -> None:
    """Every second case has a time by which it is due."""
    due = (NOON + timedelta(hours=2), None)
    wanted = [Wanted(mention=mention(str(each)), due_at=due[each % 2], posted=False) for each in range(1, 121)]
    open_many(sqlite_db, wanted)
    browser, seen, address, headings = a_browser(sqlite_db), [], f"/cases?severity=high&order={order}", []
    while address:
        page = browser.get(address).text
        headings += re.findall("<h1>(.*)</h1>", page)
        seen += ids(page)
        older = re.search(r'<a href="([^"]+)" rel="next">', page)
        address = older.group(1).replace("&amp;", "&") if older else ""
    assert seen == [f"C-{number}" for number in expected]
    assert headings == [first, f"50 {then} cases", f"20 {then} cases"]
    assert "Back to the first" in page


def test_a_case_shows_its_words_reasons_and_what_happened(db: Database) -> None:
    reply = OwnReply(native_id="a1", text="Sorry, my secret apology.", posted_at=NOON, author="Acme")
    complaint = mention("1", "Refund?\nStill secret.", url="https://play.example.com/1", own_replies=(reply,))
    case = open_case(db, Wanted(mention=complaint))
    with db.write() as tx:
        cases.act(tx, case.id, Acknowledge(), by="ana", now=NOON)
        cases.act(tx, case.id, Note(text="Ask finance, secret."), by="ben", now=LATER)
    page = a_browser(db).get("/cases/C-1").text
    for words in (
        "Refund?\nStill •••.",
        "Why flagged",
        "no refund",
        "ana claimed it",
        "ben noted",
        "Ask finance, •••.",
    ):
        assert words in page
    assert "Sorry, my ••• apology." in page
    assert 'href="https://play.example.com/1" rel="noopener noreferrer nofollow"' in page
    assert page.index("ben noted") < page.index("ana claimed it") < page.index("Opened as high")


def test_a_case_shows_how_its_stars_moved(db: Database) -> None:
    case = open_case(db)
    with db.write() as tx:
        before = case_files.file(tx, case.id).mention
        for revision, stars in ((2, 2), (3, 5)):
            after = replace(before, rating=Rating(stars=stars))
            changed, events = customer_moved(case, before, after, now=LATER, revision=revision)
            case, before = cases.change(tx, case, changed, events, now=LATER), after
    assert "1★ → 2★ → 5★" in a_browser(db).get("/cases/C-1").text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://x.example.com"])
def test_only_addresses_of_the_web_become_links(sqlite_db: Database, url: str) -> None:
    open_case(sqlite_db, Wanted(mention=mention(url=url)))
    assert url not in a_browser(sqlite_db).get("/cases/C-1").text


@pytest.mark.parametrize(
    "address",
    [
        "/cases/C-99", "/cases/c-1", "/cases/1", "/cases/C-0", "/cases/C-1x", "/cases/C-" + "9" * 30, "/cases/C-\u0661",
        "/docs", "/openapi.json", "/static/../pages.py", "/static/none.css", "/nothing",
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_on_a_page_of_its_own(browser: Browser, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("state=none", "`state` cannot be “none”. It is one of: live, overdue, to_approve, open,"),
        ("severity=worst", "`severity` cannot be “worst”. It is one of: low, medium, high, critical."),
        ("order=oldest", "It is one of: newest, urgent."),
        ("topic=<b>", "`topic` cannot be “&lt;b&gt;”. It is one of: "),
        ("week=2026-W60", "`week` cannot be “2026-W60”. It is a week, written as 2026-W47."),
        ("since=yesterday", "`since` cannot be “yesterday”. It is a day, written as 2026-11-23."),
        ("until=9999-12-31", "`until` cannot be"),
        *((f"before={place}", "`before` names no place") for place in ("0", "x", "9" * 30, f"{'9' * 18}.1")),
        ("q=" + "x" * 501, "`q` is a text of at most 500 characters"),
        ("need=%00", "`need` is a text"),
        ("source=%00", "`source` is a text"),
    ],
)
def test_a_wrong_filter_is_named_with_what_it_may_be_and_a_way_on(browser: Browser, asked: str, told: str) -> None:
    answer = browser.get(f"/cases?language=de&{asked}")
    assert (answer.status_code, told in answer.text) == (400, True)
    assert 'href="/cases?language=de"' in answer.text


def test_an_export_by_a_wrong_filter_leads_back_to_its_list(browser: Browser) -> None:
    answer = browser.fill("/cases", at="/cases/-/export?state=none&topic=billing")
    assert (answer.status_code, 'href="/cases?topic=billing"' in answer.text) == (400, True)


def test_the_list_only_reads(browser: Browser) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert browser.request(method, "/cases").status_code == 405


def test_a_store_that_does_not_answer_is_told_and_not_a_fault_of_ours(
    browser: Browser, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked() -> None:
        raise StoreUnavailable("locked")

    monkeypatch.setattr(db, "read", locked)
    answer = browser.get("/cases")
    assert answer.status_code == 503
    assert "The store does not answer" in answer.text
