"""The digests on pages: which there are, and each as it was written, with words that an erasure reaches."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from monitor.domain.figures import Figures, Waiting
from monitor.domain.score import Severity, Topic
from monitor.store import digests, erasure
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.tables import CaseRow
from monitor.web.pages import make_app
from tests.domain.weeks import BUSY
from tests.store.history import DAY, MONDAY, History
from tests.web.pages import BASE_URL, Browser, a_browser

WEEK = replace(BUSY, days=(9, 14, 8, 21, 17, 6, 9))


def write(db: Database, *weeks: Figures) -> None:
    with db.write() as tx:
        for week in weeks:
            assert digests.save(tx, week)


@pytest.fixture
def browser(sqlite_db: Database) -> Browser:
    return a_browser(sqlite_db)


def test_before_the_first_week_is_over_it_says_so(browser: Browser) -> None:
    assert "No digest yet" in browser.get("/digests").text


def test_the_newest_week_stands_first_and_brands_below_all(sqlite_db: Database, browser: Browser) -> None:
    earlier = replace(WEEK, week="2026-W46", starts_at=WEEK.starts_at - timedelta(days=7))
    write(sqlite_db, earlier, replace(WEEK, scope="Acme & Sons"), WEEK)
    page = browser.get("/digests").text
    links = ['"/digests/2026-W47"', '"/digests/2026-W47?brand=Acme+%26+Sons"', '"/digests/2026-W46"']
    assert [page.index(link) for link in links] == sorted(page.index(link) for link in links)


def test_one_is_shown_as_it_was_written_with_its_chart(sqlite_db: Database, browser: Browser) -> None:
    write(sqlite_db, WEEK)
    page = browser.get("/digests/2026-W47")
    assert page.status_code == 200
    assert "84 complaints in 1,204 mentions heard" in page.text
    assert 'href="/cases?week=2026-W47&amp;state=all&amp;topic=billing"' in page.text
    assert "style=" not in page.text  # the pages' policy forbids what is written within
    assert browser.get("/digests/2026-W47/chart.png").content.startswith(b"\x89PNG")
    style = browser.get("/digests/style.css")
    assert (style.headers["content-type"], ".paper {" in style.text) == ("text/css; charset=utf-8", True)


def test_words_are_masked_and_an_erasure_reaches_them(sqlite_db: Database, browser: Browser) -> None:
    with sqlite_db.write() as tx:
        history = History(tx)
        case = history.case(history.source("play"), MONDAY + DAY)
        number = tx.execute(select(table(CaseRow).c.mention_id).where(table(CaseRow).c.id == case)).scalar_one()
    waits = Waiting(case=case, opened_at=MONDAY + DAY, severity=Severity.HIGH, topic=Topic.BILLING)
    write(sqlite_db, replace(WEEK, open=replace(WEEK.open, oldest=(waits,))))
    masked = Browser(make_app(sqlite_db, mask=str.upper, now=lambda: MONDAY, heartbeat=dict, base_url=BASE_URL))
    assert re.search(r"WORDS \d+", masked.get("/digests/2026-W47").text)
    erasure.erase_mention(sqlite_db, number, by="ana", now=MONDAY + 8 * DAY)
    assert "WORDS" not in masked.get("/digests/2026-W47").text


@pytest.mark.parametrize(
    "address", ["2026-W46", "2026-W99", "last", "2026-W47?brand=Bolt", "2026-W47?brand=%00", "2026-W46/chart.png"]
)
def test_what_was_not_written_is_not_there(sqlite_db: Database, browser: Browser, address: str) -> None:
    write(sqlite_db, BUSY)
    assert browser.get(f"/digests/{address}").status_code == 404


def test_a_week_without_known_days_has_no_chart(sqlite_db: Database, browser: Browser) -> None:
    write(sqlite_db, BUSY)
    assert "<img" not in browser.get("/digests/2026-W47").text
    assert browser.get("/digests/2026-W47/chart.png").status_code == 404
