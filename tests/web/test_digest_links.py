"""Every figure of a digest leads to the rows behind it."""

import re
from zoneinfo import ZoneInfo

import pytest

from monitor.domain.figures import Figures, Line
from monitor.domain.week import parse
from monitor.store.database import Database
from monitor.store.figures import compute
from monitor.wording.digest.links import Links
from tests.store.history import DAY, HOUR, MONDAY, five_weeks
from tests.web.pages import BASE_URL, Browser, a_browser

DIMENSIONS = {
    "topic": "topics",
    "severity": "severities",
    "need": "needs",
    "source": "sources",
    "department": "departments",
    "brand": "brands",
}


@pytest.fixture
def figures(sqlite_db: Database) -> Figures:
    five_weeks(sqlite_db)
    with sqlite_db.read() as tx:
        return compute(tx, parse("2026-W47"), zone=ZoneInfo("UTC"), now=MONDAY + 7 * DAY + 8 * HOUR)


@pytest.fixture
def browser(sqlite_db: Database) -> Browser:
    return a_browser(sqlite_db)


def found(browser: Browser, link: str | None) -> set[int]:
    assert link is not None
    page = browser.get(link)
    assert page.status_code == 200
    return {int(case) for case in re.findall(r'href="/cases/C-(\d+)"', page.text)}


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_a_count_leads_to_as_many_cases(figures: Figures, browser: Browser, dimension: str):
    lines: tuple[Line, ...] = getattr(figures, DIMENSIONS[dimension])
    for line in lines:
        cases = found(browser, Links.of(figures, BASE_URL).cases(**{dimension: line.name}))
        assert len(cases) == line.count.now
        assert cases.issuperset(line.cases)


def test_the_week_leads_to_all_of_its_cases(figures: Figures, browser: Browser):
    assert len(found(browser, Links.of(figures, BASE_URL).cases())) == figures.cases.now


def test_what_a_source_heard_leads_to_the_weeks_mentions_of_it(figures: Figures, browser: Browser):
    (heard,) = [each for each in figures.coverage if each.source == "acme-play"]
    link = Links.of(figures, BASE_URL).mentions(source=heard.source)
    assert link is not None
    page = browser.get(link)
    assert page.status_code == 200
    assert all(f"<span>{chosen}</span>" in page.text for chosen in ("Week: 2026-W47", "Source: acme-play"))


def test_what_a_link_asks_for_is_seen_and_can_be_left_out(figures: Figures, browser: Browser):
    page = browser.get("/cases?week=2026-W47&topic=billing").text
    assert '<a href="/cases?topic=billing"><span>Week: 2026-W47</span>' in page
    assert '<a href="/cases?week=2026-W47"><span>Topic: Billing</span>' in page


@pytest.mark.parametrize("address", ["?week=2026-W99", "?week=last", "?topic=weather"])
def test_what_there_is_not_is_no_filter(browser: Browser, address: str):
    assert browser.get(f"/cases{address}").status_code == 400
