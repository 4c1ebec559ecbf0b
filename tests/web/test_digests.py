"""The digests on pages: which there are, and each as it was written, with words that an erasure reaches."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from monitor.domain.access import Limits
from monitor.domain.figures import Count, Figures, Line, Praised, Waiting
from monitor.domain.people import Role
from monitor.domain.score import Severity, Topic
from monitor.domain.snapshot import from_json
from monitor.store import digests, erasure
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.tables import CaseRow, MentionRow
from tests.domain.weeks import BUSY
from tests.store.history import DAY, MONDAY, History
from tests.web.pages import Browser, a_browser, an_app, somebody

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
    assert browser.get("/digests/2026-W47.png").content.startswith(b"\x89PNG")
    style = browser.get("/digests/style.css")
    assert (style.headers["content-type"], ".paper {" in style.text) == ("text/css; charset=utf-8", True)


def test_words_are_masked_and_an_erasure_reaches_them(sqlite_db: Database, browser: Browser) -> None:
    with sqlite_db.write() as tx:
        history = History(tx)
        case = history.case(history.source("play"), MONDAY + DAY)
        number = tx.execute(select(table(CaseRow).c.mention_id).where(table(CaseRow).c.id == case)).scalar_one()
    waits = Waiting(case=case, opened_at=MONDAY + DAY, severity=Severity.HIGH, topic=Topic.BILLING)
    write(sqlite_db, replace(WEEK, open=replace(WEEK.open, oldest=(waits,))))
    with sqlite_db.write() as tx:
        tx.execute(update(table(MentionRow)).where(table(MentionRow).c.id == number).values(text="a secret word"))
    page = browser.get("/digests/2026-W47").text
    assert ("a ••• word" in page, "secret" in page) == (True, False)
    erasure.erase_mention(sqlite_db, number, by="ana", now=MONDAY + 8 * DAY)
    assert "•••" not in browser.get("/digests/2026-W47").text


def test_somebody_with_limits_sees_the_digests_that_are_within_them(sqlite_db: Database) -> None:
    write(sqlite_db, WEEK, replace(WEEK, scope="Acme"), replace(WEEK, scope="Bolt"))
    agency = somebody(sqlite_db, "Ada", Role.VIEWER, limits=Limits(brands=frozenset({"Acme"})))
    desk = somebody(sqlite_db, "Dee", Role.VIEWER, limits=Limits(departments=frozenset({"support"})))
    seen = {"2026-W47": 404, "2026-W47?brand=Acme": 200, "2026-W47?brand=Bolt": 404}
    for user, found in ((agency, seen), (desk, dict.fromkeys(seen, 404))):
        there = a_browser(sqlite_db, user=user)
        assert {address: there.get(f"/digests/{address}").status_code for address in seen} == found
        assert there.get("/digests").text.count("2026-W47<") == (1 if user is agency else 0)


def test_nobody_sees_one_without_signing_in(sqlite_db: Database) -> None:
    write(sqlite_db, WEEK)
    assert Browser(an_app(sqlite_db)).get("/digests/2026-W47").status_code == 303


@pytest.mark.parametrize(
    "address", ["2026-W46", "2026-W99", "last", "2026-W47?brand=Bolt", "2026-W47?brand=%00", "2026-W46.png"]
)
def test_what_was_not_written_is_not_there(sqlite_db: Database, browser: Browser, address: str) -> None:
    write(sqlite_db, BUSY)
    assert browser.get(f"/digests/{address}").status_code == 404


def test_a_week_without_known_days_has_no_chart(sqlite_db: Database, browser: Browser) -> None:
    write(sqlite_db, BUSY)
    assert "<img" not in browser.get("/digests/2026-W47").text
    assert browser.get("/digests/2026-W47.png").status_code == 404


def test_its_figures_are_files_at_its_address_with_an_ending(sqlite_db: Database, browser: Browser) -> None:
    desk = replace(WEEK, name="desks", department="Billing & more")
    write(sqlite_db, WEEK, desk)
    asked = "?digest=desks&department=Billing+%26+more"
    page = browser.get(f"/digests/2026-W47{asked}").text
    for ending in ("csv", "json", "png"):
        assert f'href="/digests/2026-W47.{ending}{asked.replace("&", "&amp;")}"' in page
        assert browser.get(f"/digests/2026-W47.{ending}").status_code == 200
    sheet, snapshot = (browser.get(f"/digests/2026-W47.{ending}{asked}") for ending in ("csv", "json"))
    assert sheet.headers["content-type"] == "text/csv; charset=utf-8"
    assert sheet.headers["content-disposition"] == 'attachment; filename="digest-2026-W47.csv"'
    assert "\n2026-W47,all,Billing & more,total,heard,this_week,1204,\n" in sheet.text
    assert from_json(snapshot.text) == desk
    assert f'href="/digests/2026-W47{asked.replace("&", "&amp;")}"' in browser.get("/digests").text


def test_a_departments_digest_is_seen_by_those_who_see_the_department(sqlite_db: Database) -> None:
    desk = replace(WEEK, name="desks", department="support")
    write(sqlite_db, WEEK, desk, replace(desk, department="billing"), replace(desk, scope="Acme"))
    one_desk = somebody(sqlite_db, "Dee", Role.VIEWER, limits=Limits(departments=frozenset({"support"})))
    both = Limits(brands=frozenset({"Acme"}), departments=frozenset({"support"}))
    one_of_one = somebody(sqlite_db, "Ed", Role.VIEWER, limits=both)
    asked = {"support": "", "billing": "", "support&brand=Acme": "", "": ""}
    seen = {}
    for user in (one_desk, one_of_one):
        there = a_browser(sqlite_db, user=user)
        for ending in ("", ".csv", ".json", ".png"):
            seen[user.name, ending] = [
                there.get(f"/digests/2026-W47{ending}?digest=desks&department={one}").status_code for one in asked
            ]
        seen[user.name, "listed"] = [there.get("/digests").text.count("2026-W47<")]
    for ending in ("", ".csv", ".json", ".png"):
        assert seen["Dee", ending] == [200, 404, 200, 404]
        assert seen["Ed", ending] == [404, 404, 200, 404]
    assert (seen["Dee", "listed"], seen["Ed", "listed"]) == ([2], [1])


def test_words_beside_praise_and_rules_are_read_when_it_is_shown_and_no_file_holds_them(
    sqlite_db: Database, browser: Browser
) -> None:
    with sqlite_db.write() as tx:
        history = History(tx)
        play = history.source("play")
        praise = history.mention(play, MONDAY + DAY, text="Priya was a secret hero")
        case = history.case(play, MONDAY + DAY, topic="billing")
        about = tx.execute(select(table(CaseRow).c.mention_id).where(table(CaseRow).c.id == case)).scalar_one()
        history.verdict(about, policy=True, reasons='[["policy", ["no secret refunds"], 0.4]]')
    line = Line(name="billing", count=Count(now=1), cases=(case,))
    write(sqlite_db, replace(WEEK, policies=(line,), praise=Praised(count=1, mentions=(praise,))))
    page = browser.get("/digests/2026-W47").text
    assert ("Priya was a ••• hero" in page, "“no ••• refunds”" in page) == (True, True)
    for ending in ("csv", "json"):
        told = browser.get(f"/digests/2026-W47.{ending}").text
        assert not any(words in told for words in ("Priya", "refunds", "hero"))
    for number in (praise, about):
        erasure.erase_mention(sqlite_db, number, by="ana", now=MONDAY + 8 * DAY)
    page = browser.get("/digests/2026-W47").text
    assert ("Priya" in page, "refunds" in page) == (False, False)
    assert f'href="/mentions/M-{praise}"' in page  # the figure and its id stay
