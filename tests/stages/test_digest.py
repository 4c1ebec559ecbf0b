"""The digest comes once and only once a week, late rather than never."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from monitor.domain.edition import EVERY_BRAND, Edition
from monitor.domain.week import parse
from monitor.stages.digest import DigestStage, Plan, Scope, write
from monitor.store import digests, happenings
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.tables import MentionRow, SourceRow
from tests.store.history import DAY, HOUR, MONDAY, History

LONDON = ZoneInfo("Europe/London")
PLAN = Plan(weekday=0, at=time(8), zone=LONDON, channels=("cx",))
EIGHT = MONDAY + 7 * DAY + 8 * HOUR
"""When the digest of 2026-W47 is due."""


@pytest.fixture
def stage(db: Database) -> DigestStage:
    stage = DigestStage(db, PLAN)
    assert stage.run_once(MONDAY + 2 * DAY).done == 0
    return stage


def queued(db: Database) -> list[str]:
    with db.read() as tx:
        deliveries = table(DeliveryRow)
        return list(tx.execute(select(deliveries.c.key).order_by(deliveries.c.id)).scalars())


def written(db: Database, brand: str = EVERY_BRAND) -> list[str]:
    with db.read() as tx:
        return [str(week) for week in digests.weeks(tx, Edition(brand=brand))]


def test_it_is_written_when_it_is_due_and_not_before(db: Database, stage: DigestStage):
    assert stage.run_once(EIGHT - timedelta(seconds=1)).done == 0
    assert stage.run_once(EIGHT).done == 1
    assert written(db) == ["2026-W47"]
    assert queued(db) == ["digest:2026-W47:all:cx"]


def test_it_is_written_once_however_often_it_is_asked(db: Database, stage: DigestStage):
    assert [stage.run_once(EIGHT + minute * timedelta(minutes=1)).done for minute in range(4)] == [1, 0, 0, 0]
    assert len(queued(db)) == 1


def test_a_clock_that_goes_back_writes_nothing_again(db: Database, stage: DigestStage):
    stage.run_once(EIGHT)
    assert stage.run_once(EIGHT - 3 * DAY).done == 0
    assert stage.run_once(EIGHT).done == 0
    assert len(queued(db)) == 1


def test_a_machine_asleep_over_monday_sends_it_on_waking(db: Database, stage: DigestStage):
    assert stage.run_once(EIGHT + 2 * DAY).done == 1
    assert written(db) == ["2026-W47"]


def test_after_weeks_of_sleep_the_last_four_are_sent_and_all_are_written(db: Database, stage: DigestStage):
    assert stage.run_once(EIGHT + 42 * DAY).done == 4
    assert written(db) == [f"2026-W{week}" for week in range(47, 54)]
    assert queued(db) == [f"digest:2026-W{week}:all:cx" for week in range(50, 54)]


def test_weeks_before_it_began_are_written_once_all_of_them_is_judged_and_sent_to_nobody(db: Database):
    with db.write() as tx:
        history = History(tx)
        play = history.source("play")
        for days in (40, 25, 20, 3):
            history.case(play, MONDAY - days * DAY)
        waiting = history.mention(play, MONDAY - DAY, judged=0)
    stage, mentions = DigestStage(db, PLAN), table(MentionRow)
    assert stage.run_once(MONDAY + DAY).done == 0
    assert written(db) == []
    with db.write() as tx:
        tx.execute(update(mentions).where(mentions.c.id == waiting).values(judged=1))
    assert [stage.run_once(MONDAY + 2 * DAY).done for _ in range(2)] == [0, 0]
    assert written(db) == ["2026-W43", "2026-W44", "2026-W45", "2026-W46"], "four of them, of which one was quiet"
    assert queued(db) == []
    assert stage.run_once(EIGHT).done == 1
    assert queued(db) == ["digest:2026-W47:all:cx"]
    with db.read() as tx:
        told = digests.load(tx, "2026-W46", Edition())
        own = digests.load(tx, "2026-W47", Edition())
    told_outside = [one.subject for one in happenings.after(db, 0, now=EIGHT)]
    assert told is not None
    assert (told.cases.now, told.cases.before) == (1, (0, 1, 1, 0))
    assert own is not None
    assert own.open is not None
    assert (told.open, own.open.open) == (None, 4), "what waited before it began is not known"
    assert (told.claimed, len(own.cases.before)) == ((), 4)
    assert told_outside == ["2026-W47"]


def test_one_that_was_sent_to_nobody_is_sent_when_somebody_asks_and_once(db: Database, stage: DigestStage):
    past = parse("2026-W46")
    assert [write(db, PLAN, Scope(), past, EIGHT, send=send) for send in (False, True, True)] == [0, 1, 0]
    assert queued(db) == ["digest:2026-W46:all:cx"]


def test_while_a_source_tells_its_past_nothing_is_written_of_it(db: Database):
    with db.write() as tx:
        history = History(tx)
        history.case(history.source("play"), MONDAY - DAY)
        sources = table(SourceRow)
        tx.execute(update(sources).values(cursor="page 2", first_poll_done=False))
    stage = DigestStage(db, PLAN)
    stage.run_once(MONDAY + DAY)
    assert written(db) == []
    with db.write() as tx:
        tx.execute(update(sources).values(first_poll_done=True))
    stage.run_once(MONDAY + DAY)
    assert written(db) == ["2026-W46"]


def test_the_week_in_which_the_clocks_change_comes_at_eight_by_the_clock(db: Database):
    stage = DigestStage(db, PLAN)
    stage.run_once(datetime(2026, 3, 24, tzinfo=LONDON))
    assert stage.run_once(datetime(2026, 3, 30, 7, 59, tzinfo=LONDON)).done == 0
    assert stage.run_once(datetime(2026, 3, 30, 8, 0, tzinfo=LONDON)).done == 1


def test_each_brand_has_its_own_in_each_channel(db: Database):
    plan = Plan(
        weekday=0,
        at=time(8),
        zone=LONDON,
        scopes=(Scope(edition=Edition(brand="Acme")), Scope(edition=Edition(brand="Bolt"))),
        channels=("a", "b"),
    )
    stage = DigestStage(db, plan)
    stage.run_once(MONDAY)
    assert stage.run_once(EIGHT).done == 4
    assert queued(db) == [f"digest:2026-W47:{brand}:{channel}" for brand in ("Acme", "Bolt") for channel in "ab"]


def test_a_brand_that_is_added_later_begins_with_its_own_first_week(db: Database, stage: DigestStage):
    stage.run_once(EIGHT)
    both = DigestStage(
        db, Plan(weekday=0, at=time(8), zone=LONDON, scopes=(Scope(), Scope(edition=Edition(brand="New"))))
    )
    both.run_once(EIGHT + DAY)
    assert written(db, "New") == []
    both.run_once(EIGHT + 7 * DAY)
    assert written(db, "New") == ["2026-W48"]


def test_each_department_has_its_own_at_its_own_time(db: Database):
    desks = tuple(
        Scope(edition=Edition(name="desks", department=name), channels=(name,)) for name in ("billing", "Quality/EU")
    )
    tuesday = replace(PLAN, name="desks", weekday=1, zone=ZoneInfo("Australia/Sydney"), scopes=desks)
    stage = DigestStage(db, PLAN, tuesday)
    stage.run_once(MONDAY + DAY)
    assert [stage.run_once(EIGHT + hours * HOUR).done for hours in (0, 12, 14, 48)] == [1, 0, 2, 0]
    assert queued(db) == [
        "digest:2026-W47:all:cx",
        "digest:2026-W47:desks/billing/all:billing",
        "digest:2026-W47:desks/Quality%2FEU/all:Quality/EU",
    ]
    with db.read() as tx:
        told = digests.of_subject(tx, "2026-W47:desks/Quality%2FEU/all")
    assert told is not None
    assert (told.department, told.zone) == ("Quality/EU", "Australia/Sydney")


def test_without_a_channel_it_is_written_all_the_same(db: Database):
    stage = DigestStage(db, Plan(weekday=0, at=time(8), zone=LONDON))
    stage.run_once(MONDAY)
    assert stage.run_once(EIGHT).done == 0
    assert written(db) == ["2026-W47"]
    assert queued(db) == []


def test_two_processes_write_it_once(db: Database, stage: DigestStage):
    stages = [DigestStage(db, PLAN) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda one: one.run_once(EIGHT), stages))
    assert sum(report.done for report in reports) == 1
    assert queued(db) == ["digest:2026-W47:all:cx"]


def test_the_snapshot_is_that_of_the_moment_it_was_written(db: Database, stage: DigestStage):
    with db.write() as tx:
        history = History(tx)
        history.case(history.source("play"), MONDAY + DAY)
    stage.run_once(EIGHT)
    with db.write() as tx:
        History(tx).case(1, MONDAY + DAY, topic="late")
    with db.read() as tx:
        told = digests.of_subject(tx, "2026-W47:all")
    assert told is not None
    assert (told.cases.now, told.made_at) == (1, EIGHT)
    assert parse(told.week).starts_at(LONDON) == told.starts_at
