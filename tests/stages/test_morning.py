"""The morning's note comes once a day, late rather than never, and never twice."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from monitor.domain.morning import Morning
from monitor.domain.people import OnDuty
from monitor.stages.morning import Mornings, MorningStage, next_at
from monitor.store import mornings, on_duty
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.outbox_tables import DeliveryRow
from monitor.wording.morning import note
from tests.store.seeds import NOON, open_case

LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
PLAN = Mornings(at=time(8), zone=LONDON, channels=("cx", "leads"))
EIGHT = datetime(2026, 11, 17, 8, tzinfo=UTC)


def queued(db: Database) -> list[tuple[str, str]]:
    rows = table(DeliveryRow)
    with db.read() as tx:
        found = select(rows.c.key, rows.c.subject).where(rows.c.kind == "morning").order_by(rows.c.id)
        return [(row.key, row.subject) for row in tx.execute(found)]


def test_it_comes_at_its_time_once_a_day(db: Database) -> None:
    stage = MorningStage(db, PLAN)
    assert stage.run_once(EIGHT - 20 * timedelta(hours=1)).done == 0
    assert stage.run_once(EIGHT - timedelta(seconds=1)).done == 0
    assert [stage.run_once(EIGHT + minute * timedelta(minutes=1)).done for minute in range(3)] == [2, 0, 0]
    assert MorningStage(db, PLAN).run_once(EIGHT + timedelta(hours=3)).done == 0
    assert stage.run_once(EIGHT + DAY).done == 2
    assert [key for key, _ in queued(db)] == [
        "morning:2026-11-17:cx", "morning:2026-11-17:leads", "morning:2026-11-18:cx", "morning:2026-11-18:leads",
    ]  # fmt: skip


def test_of_days_slept_over_only_the_present_one_is_told(db: Database) -> None:
    stage = MorningStage(db, PLAN)
    stage.run_once(EIGHT - DAY)
    assert stage.run_once(EIGHT + 5 * DAY + timedelta(hours=2)).done == 2
    assert stage.run_once(EIGHT + 5 * DAY + timedelta(hours=3)).done == 0


def test_without_a_time_there_is_none(db: Database) -> None:
    assert MorningStage(db, Mornings(at=None, zone=LONDON, channels=("cx",))).run_once(EIGHT).done == 0
    assert queued(db) == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 7, tzinfo=UTC)),  # clocks go forward that night
        (datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 8, tzinfo=UTC)),  # and back that one
        (datetime(2026, 11, 17, 8, tzinfo=UTC), datetime(2026, 11, 18, 8, tzinfo=UTC)),
    ],
)
def test_it_keeps_to_the_clock_on_the_wall(now: datetime, expected: datetime) -> None:
    assert next_at(now, time(8), LONDON) == expected


def test_it_tells_what_there_is_to_do(db: Database) -> None:
    open_case(db)
    with db.write() as tx:
        on_duty.begin(tx, OnDuty(department="support", name="Maria"))
        told = mornings.of_subject(tx, mornings.draft(EIGHT.date(), "cx", NOON + 3 * timedelta(hours=1)).subject or "")
    words = note(told, key="k", zone=LONDON, web_url=None)
    assert words.title == "Good morning: Monday 16 November"
    assert words.body == "1 answer is late: begin there."
    assert [(fact.label, fact.value) for fact in words.facts] == [
        ("New since yesterday", "1"),
        ("Waiting for an answer", "1, 1 of them taken by nobody"),
        ("Overdue", "1"),
        ("Longest", "C-1, billing, waiting for 3 h"),
        ("On duty", "Maria: support"),
    ]
    assert isinstance(told, Morning)
