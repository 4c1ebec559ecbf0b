"""All mentions with why not, the page of one, and what a person says of it."""

import re
from datetime import timedelta

import pytest

from connectors.contract import Media
from monitor.domain.access import Limits
from monitor.domain.people import NOBODY_NAMED, Role
from monitor.domain.routing import Routing
from monitor.stages.opening import open_by_hand
from monitor.store import cases, labels, mention_search
from monitor.store.database import Database
from monitor.store.eyes import said
from tests.store.seeds import LATER, NOON, Wanted, hear, mention, open_case
from tests.store.test_mention_search import judge
from tests.web.pages import Browser, a_browser, somebody

REASONS = '[["waiting", ["my secret"], 0.5], ["thanks", ["thank you"], -0.2], ["likes", ["500"], 0.0]]'


def open_case_by_hand(tx: object, mention_id: int, /, **more: object) -> object:
    brands = {"play": ["Acme Air", "Bolt"]}
    return open_by_hand(tx, Routing(fallback="cx"), mention_id, brands=brands, staff=NOBODY_NAMED, **more)  # type: ignore[arg-type]


@pytest.fixture
def store(sqlite_db: Database) -> Database:
    """M-1 is a case, M-2 was not flagged, M-3 could not be read, M-4 is another brand's."""
    open_case(sqlite_db, Wanted(posted=False))
    with sqlite_db.write() as tx:
        hear(tx, mention("2", "Thank you, my secret waits."), now=NOON + timedelta(minutes=1))
        picture = Media(kind="image", url="https://x.example/1.jpg", alt="a secret leak")
        hear(tx, mention("3", "Popsuło się", media=(picture,), url="javascript:x"), now=NOON + timedelta(minutes=2))
        hear(tx, mention("4", "Bolt is late"), now=NOON + timedelta(minutes=3))
        judge(tx, 2, score=0.31, reasons=REASONS)
        judge(tx, 3, language="pl", score=None, needs_eyes=True)
        judge(tx, 4, brand="Bolt", about="other")
    return sqlite_db


def browser_of(db: Database, role: Role = Role.AGENT, *, name: str = "Ann", **limits: frozenset[str]) -> Browser:
    user = somebody(db, name, role, limits=Limits(**limits))  # type: ignore[arg-type]
    return a_browser(db, user=user, brands=["Acme Air", "Bolt"], open_case=open_case_by_hand)


def ids(page: str) -> list[str]:
    return re.findall(r'class="id"><a href="/mentions/(M-\d+)"', page)


FILTERS = (
    ("", ["M-4", "M-3", "M-2", "M-1"]),
    ("?flagged=yes", ["M-1"]),
    ("?flagged=no", ["M-4", "M-2"]),
    ("?flagged=eyes", ["M-3"]),
    ("?brand=Bolt", ["M-4"]),
    ("?language=pl", ["M-3"]),
    ("?topic=billing&source=play", ["M-1"]),
    ("?q=THANK", ["M-2"]),
    ("?week=2026-W47", ["M-4", "M-3", "M-2", "M-1"]),
    ("?since=2026-11-17", []),
    ("?before=1763294460000000.2", []),
)


def test_filters(store: Database) -> None:
    browser = browser_of(store, Role.VIEWER)
    for address, found in FILTERS:
        assert (address, ids(browser.get(f"/mentions{address}").text)) == (address, found)


def test_a_row_tells_what_was_decided_and_why_in_full(store: Database) -> None:
    page = browser_of(store).get("/mentions").text
    row = next(part for part in page.split("<tr>") if "/mentions/M-2" in part)
    for words in (
        "No complaint · .31",
        "Its score is .31, and a case opens from .50 on.",
        "For a complaint: says it has waited (&#34;my •••&#34;).",
        "Against one: says thank you, too (&#34;thank you&#34;).",
        "Also: others agree with it (500).",
        "read as English, by version v1 of the judge.",
    ):
        assert words in row
    assert '<a href="/cases/C-1">C-1</a>' in page
    assert "Polish</option>" in page
    assert "secret" not in page


def test_what_is_rare_can_be_looked_for_further_back(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mention_search, "WINDOWS", (2,))
    browser = browser_of(store)
    page = browser.get("/mentions?flagged=yes").text
    assert "Looked through all that was heard since" in page
    older = re.search(r'<a href="([^"]+)" rel="next">Look further back', page)
    assert older
    assert ids(browser.get(older[1].replace("&amp;", "&")).text) == ["M-1"]


def test_the_page_of_a_mention_tells_all_of_it(store: Database) -> None:
    page = browser_of(store).get("/mentions/M-3").text
    for words in ("Needs eyes", "It could not be read. A person must.", 'lang="pl"', "Image: a ••• leak", "Heard by"):
        assert words in page
    assert "javascript:" not in page
    assert 'href="/cases/C-1"' in browser_of(store, name="Ben").get("/mentions/M-1").text


def test_a_complaint_that_was_not_flagged_becomes_a_case(store: Database) -> None:
    browser = browser_of(store)
    answer = browser.fill("/mentions/M-3", do="complaint", brand="Acme Air", severity="high", topic="staff")
    assert answer.headers["location"] == "/cases/C-2"
    with store.read() as tx:
        case = cases.get(tx, 2)
        assert (case.severity, case.topic, case.mention_id) == ("high", "staff", 3)
        assert (case.owner, case.state) == ("Ann", "acknowledged")
    assert "M-3" not in browser.get("/eyes").text
    again = browser.fill("/mentions/M-2", "/mentions/M-3", do="complaint", brand="Acme Air")
    assert (again.status_code, "cannot be judged for Acme Air here any more" in again.text) == (409, True)


def test_who_opened_a_case_by_hand_is_why_it_is_one(store: Database) -> None:
    browser = browser_of(store)
    browser.fill("/mentions/M-2", do="complaint", brand="Acme Air", note="Wrote my secret to us <twice>")
    page = re.sub(r"<[^>]+>", " ", browser.get("/cases/C-2").text)
    assert re.search(r"Why\s+Opened by hand by Ann: Wrote my ••• to us &lt;twice&gt;", page)
    assert "Opened by hand by Ann as medium" in page
    assert "Ann claimed it" in page
    assert "says it has waited" not in page
    assert "<mark>" not in browser.get("/cases/C-2").text
    assert "For a complaint: says it has waited" in browser.get("/mentions/M-2").text


@pytest.mark.parametrize(
    ("do", "says"), [("fine", "not a complaint (Acme Air)"), ("not_ours", "not for us (Acme Air)")]
)
def test_what_a_person_says_teaches_and_is_told(store: Database, do: str, says: str) -> None:
    browser = browser_of(store)
    assert browser.fill("/mentions/M-2", do=do, brand="Acme Air").headers["location"] == "/mentions/M-2"
    assert f"Ann, {LATER:%H:%M} UTC: {says}" in browser.get("/mentions/M-2").text
    with store.read() as tx:
        assert {label.by for _, label in said(tx, 2, Limits())} == {"Ann"}
        assert labels.labelled(tx, labels.What.OURS)[0].yes is (do == "fine")


def test_what_makes_no_sense_is_refused(store: Database) -> None:
    browser, page = browser_of(store), "/mentions/M-2"
    assert browser.fill(page, do="explode", brand="Acme Air").status_code == 404
    assert browser.fill(page, do="fine").status_code == browser.fill(page, do="fine", brand="Bolt").status_code == 409


def test_nobody_reaches_beyond_their_limits(store: Database) -> None:
    bolt = browser_of(store, brands=frozenset({"Bolt"}))
    page = bolt.get("/mentions").text
    assert ids(page) == ["M-4"]
    assert "Acme" not in page
    assert bolt.get("/mentions/M-2").status_code == bolt.get("/mentions/M-99").status_code == 404
    assert bolt.fill("/mentions/M-4", "/mentions/M-2", do="fine", brand="Acme Air").status_code == 404
    assert bolt.fill("/mentions/M-4", "/eyes", do="fine", brand="Acme Air", mention="M-3").status_code == 404
    viewer = browser_of(store, Role.VIEWER, name="Vic")
    assert 'name="do"' not in viewer.get("/mentions/M-2").text
    assert viewer.fill("/mentions/M-2", do="fine", brand="Acme Air").status_code == 403


NOT_THERE = (
    "/mentions/M-0",
    "/mentions/2",
)
WRONG = ("flagged=maybe", "before=x", "before=1." + "9" * 30, "week=x", "q=" + "x" * 501)


def test_what_is_not_there_is_said(store: Database) -> None:
    browser = browser_of(store)
    assert [browser.get(address).status_code for address in NOT_THERE] == [404] * len(NOT_THERE)
    assert [browser.get(f"/mentions?{wrong}").status_code for wrong in WRONG] == [400] * len(WRONG)
