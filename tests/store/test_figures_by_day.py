"""The week's complaints by day, as anyone would count them by hand from the rows."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from monitor.domain.figures import Figures
from monitor.domain.week import parse
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.figures import compute
from monitor.store.tables import CaseRow
from tests.store.history import DAY, HOUR, MONDAY

DUE = MONDAY + 7 * DAY + 8 * HOUR


def figures(db: Database, now: datetime, zone: str = "UTC") -> Figures:
    with db.read() as tx:
        return compute(tx, parse("2026-W47"), zone=ZoneInfo(zone), now=now)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_each_day_of_the_week_and_of_the_one_before(past: Database, zone: str) -> None:
    with past.read() as tx:
        opened = [at.astimezone(ZoneInfo(zone)) for at in tx.execute(select(table(CaseRow).c.opened_at)).scalars()]
    told = figures(past, DUE + DAY, zone)
    for days, week in ((told.days, 47), (told.days_before, 46)):
        counts = Counter(at.weekday() for at in opened if at.isocalendar()[:2] == (2026, week))
        assert days == tuple(counts[day] for day in range(7))


def test_days_that_have_not_begun_are_not_counted(past: Database) -> None:
    whole, begun = figures(past, DUE), figures(past, MONDAY + 2 * DAY + HOUR)
    assert begun.days[:2] == whole.days[:2]
    assert (len(begun.days), len(begun.days_before)) == (3, 3)


def test_a_week_that_was_not_listened_to_has_no_days(db: Database) -> None:
    assert figures(db, DUE).days_before == ()
