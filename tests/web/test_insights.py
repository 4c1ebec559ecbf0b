"""The page of insights: what the weeks brought, each part linked to its rows, honest where there is little to tell."""

import re
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from monitor.domain.access import Limits
from monitor.domain.figures import Stars
from monitor.domain.insights import Cell
from monitor.domain.money import parse as money
from monitor.domain.people import Role
from monitor.domain.venue import Venue
from monitor.domain.week import parse
from monitor.stages.insights import InsightStage
from monitor.store import insights
from monitor.store.database import Database
from monitor.web.zones import COOKIE
from tests.store.history import DAY, HOUR, MONDAY, History, five_weeks
from tests.web.pages import Browser, a_browser, somebody

NOW = MONDAY + 7 * DAY + 9 * HOUR
THIS, LAST = parse("2026-W48"), parse("2026-W47")
SECTIONS = (
    "complaints", "topics", "flagged", "sentiment", "promoters", "sources", "needs", "rules", "replies", "claims",
    "promises", "outcomes", "recovered", "precision",
)  # fmt: skip


def said(page: str, slug: str) -> str:
    """The sentence of a section."""
    found = re.search(rf'id="{slug}-title">.*?</h2>\s*<p>(.*?)</p>', page, re.DOTALL)
    assert found, slug
    return found.group(1)


def saved(db: Database, cells: dict[tuple[str, str], Cell]) -> None:
    with db.write() as tx:
        insights.save(tx, LAST, cells, zone="UTC", now=NOW)
        insights.save(tx, THIS, {("", ""): Cell()}, zone="UTC", now=NOW)


@pytest.fixture
def browser(sqlite_db: Database) -> Browser:
    return a_browser(sqlite_db, now=NOW)


def test_before_anything_was_counted_it_says_so(browser: Browser) -> None:
    page = browser.get("/insights")
    assert (page.status_code, "being counted" in page.text, "<svg" in page.text) == (200, True, False)


class TestFiveWeeks:
    @pytest.fixture(autouse=True)
    def _counted(self, sqlite_db: Database, browser: Browser) -> None:
        five_weeks(sqlite_db, cases=12)
        with sqlite_db.write() as tx:
            history = History(tx)
            history.case(history.source("rail"), MONDAY, brand="Acme Rail", department="logistics")
            for measure, times in (("about_us", 90), ("complaint", 9), ("negative", 20), ("neutral", 50)):
                history.delta(measure, MONDAY, times)
        InsightStage(sqlite_db, ZoneInfo("UTC"), 400 * DAY).run_once(NOW)
        self.db, self.browser = sqlite_db, browser

    def test_every_section_is_there_with_its_table_its_sheet_and_its_picture(self) -> None:
        page = self.browser.get("/insights?weeks=13").text
        assert re.findall(r'<section class="insight" id="(\w+)"', page) == list(SECTIONS)
        assert said(page, "complaints").startswith("61 complaints. The last full week had")
        for slug in re.findall(r"/insights/(\w+)\.csv", page):
            sheet = self.browser.get(f"/insights/{slug}.csv?weeks=13")
            assert (sheet.status_code, sheet.headers["content-type"][:8]) == (200, "text/csv"), slug
            assert len(sheet.text.splitlines()) > 1, slug
        pictures = re.findall(r'href="(/insights/\w+\.png\?weeks=13)"', page)
        assert len(pictures) > 5
        assert Image.open(BytesIO(self.browser.get(pictures[0]).content)).size[0] > 1_000

    def test_figures_lead_to_lists_that_hold_as_many_rows(self) -> None:
        page = self.browser.get("/insights").text
        table = page[page.index('id="topics"') : page.index('id="flagged"')]
        links = re.findall(r'<td><a href="(/cases\?[^"]*)">(\d+)</a>', table)
        outcomes = re.findall(r'<td><a href="(/cases\?[^"]*outcome=[^"]*)">(\d+)</a>', page)
        assert (len(links) > 3, len(outcomes) > 5) == (True, True)
        for link, count in (*links, *outcomes[:4]):
            assert f"<h1>{count} case" in self.browser.get(link.replace("&amp;", "&")).text, link

    def test_mentions_are_linked_by_filters_that_their_list_knows(self) -> None:
        page = self.browser.get("/insights?brand=Acme+Air").text
        links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/mentions\?[^"]*)"', page)}
        kinds = {link.partition("flagged=")[2][:3] for link in links}
        assert kinds == {"", "eye", "yes"}
        for kind in kinds:
            link = next(link for link in links if link.partition("flagged=")[2][:3] == kind)
            assert self.browser.get(link).status_code == 200, link

    def test_a_brand_and_a_department_can_be_chosen_and_what_is_of_whole_brands_is_left_out_then(self) -> None:
        page = self.browser.get("/insights?brand=Acme+Rail").text
        assert said(page, "complaints").startswith("1 complaint.")
        assert "brand=Acme+Rail" in page
        page = self.browser.get("/insights?department=logistics").text
        assert 'id="flagged"' not in page
        assert "known of whole brands" in page

    def test_nobody_sees_beyond_their_limits_nor_that_there_is_more(self) -> None:
        agency = somebody(self.db, "Agnes", Role.VIEWER, limits=Limits(brands=frozenset({"Acme Rail"})))
        theirs = a_browser(self.db, now=NOW, user=agency)
        page = theirs.get("/insights").text
        assert said(page, "complaints").startswith("1 complaint.")
        assert "Acme Air" not in page
        assert "were heard in all" not in page
        for hidden in ("/insights?brand=Acme+Air", "/insights?brand=No+such", "/insights/topics.csv?brand=Acme+Air"):
            assert theirs.get(hidden).status_code == 404, hidden


@pytest.mark.parametrize(
    ("asked", "status"),
    [("?weeks=5", 400), ("?weeks=x", 400), ("?brand=%00", 400), ("?department=nowhere", 404), ("/nothing.png", 404)],
)
def test_what_is_not_there_is_not_found(browser: Browser, asked: str, status: int) -> None:
    assert browser.get(f"/insights{asked}").status_code == status


def test_that_nothing_is_counted_any_more_is_told(sqlite_db: Database) -> None:
    saved(sqlite_db, {("", ""): Cell()})
    assert "more than an hour ago" not in a_browser(sqlite_db, now=NOW + HOUR).get("/insights").text
    assert "more than an hour ago" in a_browser(sqlite_db, now=NOW + 2 * HOUR).get("/insights").text


def test_little_is_said_to_be_little(sqlite_db: Database, browser: Browser) -> None:
    few = Cell(
        cases=3, topics={"billing": 2, "staff": 1}, held=3, replied=(60, 7200), due=3, kept=2, acted=3, answered=2
    )
    saved(sqlite_db, {("", ""): Cell(), ("Acme", "support"): few})
    page = browser.get("/insights").text
    assert said(page, "topics") == "Most: Billing, 2 of 3 complaints; too few to tell."
    assert said(page, "promises") == "2 of 3 answers that were due came in time; too few to tell."
    assert "too few to compare" in said(page, "recovered")


def test_ratings_are_told_by_source_with_how_sure_they_are(sqlite_db: Database, browser: Browser) -> None:
    stars = {
        Venue(platform="google_play", source="sample").key: Stars(promoters=30, passives=10, detractors=20),
        Venue(platform="forum", source="sample").key: Stars(promoters=3),
        Venue(platform="forum", source="club").key: Stars(promoters=2),
    }
    saved(sqlite_db, {("", ""): Cell(), ("Acme", ""): Cell(stars=stars)})
    page = browser.get("/insights").text
    told = "Google Play +17 (-6 to +39); Forum (sample) too few to tell; Forum (club) too few to tell."
    assert said(page, "promoters") == told
    assert "platform=google_play&amp;source=sample" in page


def test_value_is_a_range_above_what_comes_back_by_itself(sqlite_db: Database) -> None:
    cell = Cell(cases=300, held=300, answered=200, answered_won=80, unanswered=100, unanswered_won=5)
    saved(sqlite_db, {("", ""): Cell(), ("Acme", "support"): cell})
    page = a_browser(sqlite_db, now=NOW, worth={"Acme": money("100 GBP")}).get("/insights").text
    told = said(page, "recovered")
    assert "kept between 52 and 85 customers" in told
    assert told.endswith("At 100 GBP a customer that is about 5,200 to 8,500 GBP.")


def test_the_words_by_which_a_rule_is_told_are_masked(sqlite_db: Database, browser: Browser) -> None:
    with sqlite_db.write() as tx:
        history = History(tx)
        mention = history.case(history.source("play"), MONDAY)
        history.verdict(mention, policy=True, reasons='[["policy", ["no secret refunds"], 0.4]]')
    InsightStage(sqlite_db, ZoneInfo("UTC"), 400 * DAY).run_once(NOW)
    assert "The latest speak of “no ••• refunds”." in said(browser.get("/insights").text, "rules")


def test_weeks_are_the_houses_wherever_one_looks_from(sqlite_db: Database) -> None:
    five_weeks(sqlite_db, cases=3)
    sunday = MONDAY + 7 * DAY - 2 * HOUR  # Monday already, in Auckland
    InsightStage(sqlite_db, ZoneInfo("UTC"), 400 * DAY).run_once(sunday)
    browser = a_browser(sqlite_db, now=sunday)
    here = said(browser.get("/insights").text, "complaints")
    browser.cookies.set(COOKIE, "Pacific/Auckland")
    page = browser.get("/insights").text
    assert (said(page, "complaints"), "NZDT" in page) == (here, True)
