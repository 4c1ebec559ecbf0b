"""Weeks are counted by themselves: the present one again and again, older ones ever more rarely."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.domain.week import parse
from monitor.stages.insights import InsightStage
from monitor.store import insights
from monitor.store.database import Database
from tests.store.history import DAY, HOUR, MONDAY, History

UTC_ZONE, MINUTE = ZoneInfo("UTC"), timedelta(minutes=1)
NOW = MONDAY + 2 * DAY
WEEK = parse("2026-W47")


def made(db: Database) -> dict[str, datetime]:
    with db.read() as tx:
        return {str(each.week): each.made_at for each in insights.counted(tx)}


def a_past(db: Database, weeks: int) -> None:
    with db.write() as tx:
        history = History(tx)
        history.case(history.source("play"), MONDAY - weeks * 7 * DAY)


def test_an_empty_store_has_this_week(sqlite_db: Database) -> None:
    assert InsightStage(sqlite_db, UTC_ZONE, 400 * DAY).run_once(NOW).done == 1
    assert made(sqlite_db) == {"2026-W47": NOW}


def test_each_week_since_the_first_is_counted_and_none_before(sqlite_db: Database) -> None:
    a_past(sqlite_db, 3)
    InsightStage(sqlite_db, UTC_ZONE, 400 * DAY).run_once(NOW)
    assert sorted(made(sqlite_db)) == ["2026-W44", "2026-W45", "2026-W46", "2026-W47"]


def test_the_older_a_week_the_more_rarely_it_is_counted_again(sqlite_db: Database) -> None:
    a_past(sqlite_db, 3)
    stage = InsightStage(sqlite_db, UTC_ZONE, 400 * DAY)
    stage.run_once(NOW)
    assert stage.run_once(NOW + timedelta(seconds=5)).done == 0
    assert stage.run_once(NOW + 15 * MINUTE).done == 1
    assert stage.run_once(NOW + HOUR).done == 2, "two days over: an hour"
    assert stage.run_once(NOW + 9 * HOUR).done == 4


def test_a_clock_that_went_back_stops_nothing(sqlite_db: Database) -> None:
    stage = InsightStage(sqlite_db, UTC_ZONE, 400 * DAY)
    stage.run_once(NOW)
    assert stage.run_once(NOW - HOUR).done == 1


def test_what_was_pruned_since_stays_as_it_was_counted(sqlite_db: Database) -> None:
    a_past(sqlite_db, 3)
    stage = InsightStage(sqlite_db, UTC_ZONE, 10 * DAY)
    stage.run_once(NOW)
    stage.run_once(NOW + DAY)
    assert made(sqlite_db) == {"2026-W44": NOW, "2026-W45": NOW, "2026-W46": NOW + DAY, "2026-W47": NOW + DAY}


def test_another_time_zone_counts_anew(sqlite_db: Database) -> None:
    InsightStage(sqlite_db, UTC_ZONE, 400 * DAY).run_once(NOW)
    InsightStage(sqlite_db, ZoneInfo("Asia/Tokyo"), 400 * DAY).run_once(NOW + timedelta(seconds=1))
    with sqlite_db.read() as tx:
        assert [each.zone for each in insights.counted(tx)] == ["Asia/Tokyo"]
