"""Crises: one switch, one statement, a note each hour, and an end with a summary."""

from dataclasses import replace
from datetime import timedelta
from typing import NoReturn

from sqlalchemy import select

from monitor.domain.score import Severity
from monitor.stages.previewing import Previews
from monitor.stages.settings import SettingsDesk
from monitor.store import crises
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.outbox_tables import DeliveryRow
from tests.store.seeds import NOON, Wanted, mention, open_many

HOUR = timedelta(hours=1)


def settings_desk() -> SettingsDesk:
    """What only takes changes back reads no settings, and judges nothing."""

    def never(*_: object) -> NoReturn:
        raise AssertionError

    return SettingsDesk(never, Previews(never, {}, named=lambda _: None, mask=str, brands=()))


def begin(db: Database, statement: str = "We are on it.", call: str | None = "S1") -> crises.Crisis:
    with db.write() as tx:
        return crises.begin(tx, statement=statement, call=call, channel="cx", by="Bob", now=NOON)


def told(db: Database) -> list[str]:
    rows = table(DeliveryRow)
    with db.read() as tx:
        keys = tx.execute(select(rows.c.key).where(rows.c.kind == "crisis").order_by(rows.c.id)).scalars()
        return [key.rpartition(":")[2] for key in keys]


def test_a_crisis_holds_until_it_is_ended_by_hand(db: Database) -> None:
    begun = begin(db)
    with db.read() as tx:
        assert crises.acting(tx) == begun
        assert crises.statement(tx) == "We are on it."
    with db.write() as tx:
        assert crises.end(tx, by="Ann", now=NOON + HOUR) == begun
        assert crises.end(tx, by="Ann", now=NOON + HOUR) is None
    with db.read() as tx:
        assert crises.statement(tx) is None
        ended = crises.ended(tx, begun)
    assert ended is not None
    assert (ended.by, ended.at, told(db)) == ("Ann", NOON + HOUR, ["begin", "end2"])


def test_taking_the_switch_back_is_turning_it_with_all_that_follows(db: Database) -> None:
    begun = begin(db)
    desk = settings_desk()
    with db.write() as tx:
        over = desk.undo(tx, begun.id, by="Ann", now=NOON + HOUR)
        assert crises.acting(tx) is None
        assert crises.ended(tx, begun) == over
    with db.write() as tx:
        again = desk.undo(tx, over.id, by="Bob", now=NOON + 2 * HOUR)
        assert crises.acting(tx) == replace(begun, id=again.id, by="Bob")
        [told_of] = crises.within(tx, NOON, NOON + 3 * HOUR)
    assert (told_of.began_at, told_of.ended_at) == (NOON, None)
    assert told(db) == ["begin", f"end{over.id}", f"begin{again.id}"]
    begin(db, "It is mended.")
    with db.write() as tx:
        desk.undo(tx, again.id + 1, by="Ann", now=NOON + 3 * HOUR)
    assert len(told(db)) == 3


def test_the_statement_changes_and_nobody_is_called_twice(db: Database) -> None:
    begin(db)
    changed = begin(db, "It is mended.")
    with db.read() as tx:
        assert crises.statement(tx) == "It is mended."
    assert (changed.began_at, told(db)) == (NOON, ["begin"])


def test_each_hour_is_told_once_also_after_the_statement_changed(db: Database) -> None:
    crisis = begin(db)
    for minutes in (30, 61, 62, 119, 125, 250):
        with db.write() as tx:
            crises.note(tx, crisis, NOON + timedelta(minutes=minutes))
        crisis = begin(db, f"After {minutes} minutes.")
    assert told(db) == ["begin", "hour1", "hour2", "hour4"]


def test_people_are_counted_not_posts(db: Database) -> None:
    said = [("1", "u1", Severity.CRITICAL), ("2", "u1", Severity.LOW), ("3", "u2", Severity.LOW)]
    open_many(db, [Wanted(mention=mention(f"r{a}", author=b), severity=c, opened_at=NOON) for a, b, c in said])
    with db.read() as tx:
        found = crises.standing(tx, NOON, NOON + HOUR)
        assert (found.cases, found.people, found.critical, found.unanswered) == (3, 2, 1, 3)
        assert crises.standing(tx, NOON + HOUR, NOON + 2 * HOUR).cases == 0
