"""Times are told in the zone of whoever looks; weeks are the house's."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.store.database import Database
from monitor.web.zones import COOKIE, ViewersZone, house_of
from tests.store.seeds import NOON, Wanted, mention, open_case, open_many
from tests.web.pages import Browser, a_browser

LONDON = ZoneInfo("Europe/London")


def in_zone(browser: Browser, name: str) -> Browser:
    browser.cookies.set(COOKIE, name)
    return browser


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("", "12:00 GMT"),
        ("Europe/Madrid", "13:00 CET"),
        ("Asia/Kolkata", "17:30 IST"),
        ("America/Los_Angeles", "04:00 PST"),
        ("Nowhere/Land", "12:00 GMT"),
        ("../../etc/passwd", "12:00 GMT"),
        ("Europe", "12:00 GMT"),
        ("E" * 5000, "12:00 GMT"),
    ],
)
def test_the_list_tells_times_in_the_zone_of_who_looks(sqlite_db: Database, zone: str, told: str) -> None:
    open_case(sqlite_db)
    browser = in_zone(a_browser(sqlite_db, zone=LONDON), zone)
    assert f'<td class="when" data-label="Opened">{told}</td>' in browser.get("/cases").text
    assert told in browser.get("/cases/C-1").text


def test_the_account_says_whose_time_it_is(sqlite_db: Database) -> None:
    browser = in_zone(a_browser(sqlite_db, zone=LONDON), "America/New_York")
    assert "Times are told in America/New York" in browser.get("/account").text


def test_days_are_those_of_who_looks_and_weeks_the_houses(sqlite_db: Database) -> None:
    sunday_night = datetime(2026, 11, 15, 23, 30, tzinfo=UTC)
    late = [Wanted(mention=mention(str(one)), opened_at=sunday_night + one * timedelta(days=1)) for one in range(2)]
    open_many(sqlite_db, late)
    browser = in_zone(a_browser(sqlite_db, zone=LONDON), "Europe/Madrid")
    assert "C-1<" in browser.get("/cases?since=2026-11-16&until=2026-11-16").text  # it is past midnight in Madrid
    assert "C-1<" not in browser.get("/cases?week=2026-W47").text  # and Sunday in London


def test_a_zone_of_nobody_is_the_houses() -> None:
    zone = ViewersZone(LONDON)
    summer = datetime(2026, 7, 1, 12, tzinfo=UTC).astimezone(zone)
    assert (f"{summer:%H:%M %Z}", summer.dst(), str(zone)) == ("13:00 BST", timedelta(hours=1), "Europe/London")
    assert summer.astimezone(UTC).hour == 12
    assert (house_of(zone), house_of(UTC)) == (LONDON, UTC)
    assert NOON.astimezone(zone) == NOON
