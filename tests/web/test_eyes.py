"""The lane of what could not be read, and the week's blind sample."""

import re
from datetime import timedelta

import pytest

from monitor.domain.access import Limits
from monitor.domain.audit import Drawn
from monitor.domain.people import Role
from monitor.store import audits, eyes
from monitor.store.database import Database
from tests.store.seeds import NOON, hear, mention
from tests.store.test_mention_search import judge
from tests.web.pages import Browser, a_browser, somebody
from tests.web.test_mentions import browser_of


@pytest.fixture
def store(db: Database) -> Database:
    """Three mentions that could not be read, one of them for two brands."""
    with db.write() as tx:
        for number, language in ((1, "pl"), (2, "tr"), (3, "pl")):
            hear(tx, mention(str(number), f"Words {number}"), now=NOON + timedelta(minutes=number))
            judge(tx, number, language=language, score=None, needs_eyes=True)
        judge(tx, 3, brand="Bolt", language="pl", score=None, needs_eyes=True)
    return db


def items(page: str) -> list[str]:
    return re.findall(r'<li id="(M-\d)" data-item>', page)


def test_what_could_not_be_read_waits_until_a_person_has_read_it(store: Database) -> None:
    browser = browser_of(store)
    page = browser.get("/eyes").text
    assert items(page) == ["M-3", "M-3", "M-2", "M-1"]
    assert "3 mentions need eyes" in page
    assert [key in page for key in ('data-key="1"', 'data-key="2"', 'data-key="3"')] == [True] * 3
    assert items(browser.get("/eyes?language=tr").text) == ["M-2"]
    for brand, left in (("Bolt", ["M-3", "M-2", "M-1"]), ("Acme Air", ["M-2", "M-1"])):
        answer = browser.fill("/eyes", mention="M-3", do="fine", brand=brand, next="M-2", back="/mentions?language=")
        assert answer.headers["location"] == "/eyes?read=M-3&as=fine#M-2"
        assert items(browser.get("/eyes").text) == left
    assert "M-3: not a complaint." in browser.get("/eyes?read=M-3&as=fine").text
    late = browser.fill("/eyes", mention="M-3", do="fine", brand="Bolt")
    assert (late.status_code, "Somebody else has read M-3 already." in late.text) == (409, True)
    opened = browser.fill("/eyes", mention="M-1", do="complaint", brand="Acme Air", back="/mentions?language=pl")
    assert opened.headers["location"] == "/eyes?language=pl&read=M-1&as=complaint&case=C-1"
    assert items(browser.get("/eyes").text) == ["M-2"]


def test_an_edit_that_cannot_be_read_either_comes_back(store: Database) -> None:
    browser = browser_of(store)
    browser.fill("/eyes", mention="M-1", do="not_ours", brand="Acme Air")
    with store.write() as tx:
        assert eyes.waits(tx, 1) is False
        judge(tx, 1, revision=2, needs_eyes=True, decided_at=NOON + timedelta(days=1))
        assert eyes.waits(tx, 1) is True
        assert [decision.brand for _, decision in eyes.waiting(tx, [1], Limits())] == ["Acme Air"]
        assert (eyes.count(tx), eyes.languages(tx, Limits(brands=frozenset({"Bolt"})))) == (3, ["pl"])


def test_an_empty_lane_says_so(sqlite_db: Database) -> None:
    page = a_browser(sqlite_db).get("/eyes").text
    assert "Nothing needs eyes" in page
    assert "never taken for good news" in page
    assert "The week's sample</a>" in page.replace("&#39;", "'"), "no sample was drawn, and none is called read"


def sampled(db: Database) -> Browser:
    with db.write() as tx:
        drawn = [Drawn(mention_id=n, brand="Acme Air", near=n == 1, population=100, drawn=1) for n in (1, 2)]
        assert audits.save(tx, "2026-W46", drawn, NOON)
    return browser_of(db)


def test_the_sample_is_read_blind_one_after_another_and_then_tells_what_was_missed(store: Database) -> None:
    browser = sampled(store)
    page = browser.get("/eyes/sample").text
    assert "Is this a complaint about Acme Air? (1 of 2)" in page
    assert "Words 1" in page
    assert "Needs eyes</span>" not in page
    item = re.findall(r'name="item" value="(\d+)"', page)[0]
    assert browser.fill("/eyes/sample", item=item, do="complaint").status_code == 303
    twice = browser.fill("/eyes/sample", item=item, do="fine")
    assert (twice.status_code, "Somebody has answered this one already." in twice.text) == (409, True)
    assert "(2 of 2)" in twice.text
    assert "(1 to read)" in browser.get("/eyes").text
    browser.fill("/eyes/sample", item=str(int(item) + 1), do="fine")
    done = browser.get("/eyes/sample").text
    assert "Nothing waits to be read" in done
    told = re.findall(r"<td[^>]*>([^<]*)</td>", done)
    assert told[:3] == ["2", "2", "1"]
    assert re.fullmatch(r"about 100 \(between \d+ and \d+, too few to trust\)", told[3])


def test_of_the_sample_each_sees_what_they_may(sqlite_db: Database) -> None:
    with sqlite_db.write() as tx:
        hear(tx, mention("1", "Words 1"), mention("2", "Words 2"))
    sampled(sqlite_db)
    limits = Limits(brands=frozenset({"Bolt"}))
    for name, limited in (("Bo", limits), ("Di", Limits(departments=frozenset({"care"})))):
        browser = a_browser(sqlite_db, user=somebody(sqlite_db, name, Role.AGENT, limits=limited))
        page = browser.get("/eyes/sample").text
        assert ("Nothing waits to be read" in page, "2026-W46" in page) == (True, False)
        assert browser.fill("/eyes/sample", item="1", do="fine").status_code == 409
    viewer = a_browser(sqlite_db, user=somebody(sqlite_db, "Vic", Role.VIEWER))
    assert viewer.get("/eyes/sample").status_code == 403
