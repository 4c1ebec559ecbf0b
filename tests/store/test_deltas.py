"""Figures: written as deltas beside their facts, folded into rollups, never lost in between."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from monitor.stages import fold
from monitor.store import deltas
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.deltas import Delta
from monitor.store.outbox_tables import DeltaRow, RollupRow

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
ROLLUPS = table(RollupRow)


def rollups(db: Database) -> dict[tuple[int, str, str], int]:
    with db.read() as tx:
        found = tx.execute(select(ROLLUPS.c.bucket, ROLLUPS.c.measure, ROLLUPS.c.brand, ROLLUPS.c["count"]))
        return {(bucket, measure, brand): count for bucket, measure, brand, count in found}


def waiting(db: Database) -> int:
    with db.read() as tx:
        return tx.execute(select(func.count()).select_from(table(DeltaRow))).scalar_one()


def test_a_bucket_is_a_quarter_of_an_hour_of_utc() -> None:
    first = deltas.bucket_of(NOON)
    assert deltas.bucket_of(NOON + timedelta(minutes=14, seconds=59)) == first
    assert deltas.bucket_of(NOON + timedelta(minutes=15)) == first + 1


def test_nothing_to_add_is_no_work(db: Database) -> None:
    with db.write() as tx:
        deltas.add(tx)
    assert waiting(db) == 0


def test_deltas_of_one_cell_are_summed_and_then_gone(db: Database) -> None:
    with db.write() as tx:
        deltas.add(tx, Delta(measure="heard", at=NOON, brand="Acme", count=3), Delta(measure="cases", at=NOON))
        deltas.add(tx, Delta(measure="heard", at=NOON + timedelta(minutes=1), brand="Acme", count=-1))
    assert fold.run_once(db) == 3
    bucket = deltas.bucket_of(NOON)
    assert rollups(db) == {(bucket, "heard", "Acme"): 2, (bucket, "cases", ""): 1}
    assert waiting(db) == 0


def test_a_later_fold_adds_to_the_rollup(db: Database) -> None:
    for _ in range(2):
        with db.write() as tx:
            deltas.add(tx, Delta(measure="heard", at=NOON, count=5))
        fold.run_once(db)
    assert rollups(db) == {(deltas.bucket_of(NOON), "heard", ""): 10}
    assert fold.run_once(db) == 0


def test_a_fold_takes_the_oldest_first_and_no_more_than_told(db: Database) -> None:
    with db.write() as tx:
        deltas.add(tx, *(Delta(measure=measure, at=NOON) for measure in ("heard", "case", "late")))
        assert deltas.fold(tx, limit=2) == 2
    assert {measure for _, measure, _ in rollups(db)} == {"heard", "case"}
    assert waiting(db) == 1
