"""Deltas: each change of a figure, written with the fact that causes it and folded into rollups later.

A writer only inserts, so no two writers wait for one another over a counter. A figure is the sum of its rollups and of
the deltas that are not folded yet.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from monitor.store.columns import EPOCH, table
from monitor.store.database import Transaction
from monitor.store.outbox_tables import DeltaRow, RollupRow
from monitor.store.rows import upsert

BUCKET = timedelta(minutes=15)
"""Every offset of a time zone in use is a whole number of these, so a week in any zone is a whole number of them."""
FOLD_AT_ONCE = 10_000
_DELTAS = table(DeltaRow)
_ROLLUPS = table(RollupRow)
_CELL = ("bucket", "measure", "brand", "source", "topic", "severity", "department")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """`count` more (or fewer) of `measure` at `at`; a dimension that does not apply is empty."""

    measure: str
    at: datetime
    brand: str = ""
    source: str = ""
    topic: str = ""
    severity: str = ""
    department: str = ""
    count: int = 1


def bucket_of(moment: datetime) -> int:
    """Return the quarter of an hour since 1970 UTC in which `moment` lies."""
    return (moment - EPOCH) // BUCKET


def add(tx: Transaction, *deltas: Delta) -> None:
    """Write `deltas` with the fact that causes them; those of one figure and quarter as one row."""
    sums: Counter[tuple[int | str, ...]] = Counter()
    for delta in deltas:
        sums[_cell(delta)] += delta.count
    rows = [dict(zip(_CELL, cell, strict=True)) | {"count": count} for cell, count in sums.items()]
    if rows:
        tx.execute(insert(_DELTAS), rows)


def fold(tx: Transaction, limit: int = FOLD_AT_ONCE) -> int:
    """Move up to `limit` of the oldest deltas into the rollups; return how many were moved.

    Exactly the rows that the delete returns are added: one that another transaction commits meanwhile stays.
    """
    oldest = select(_DELTAS.c.id).order_by(_DELTAS.c.id).limit(limit)
    gone = delete(_DELTAS).where(_DELTAS.c.id.in_(oldest))
    rows = tx.execute(gone.returning(*(_DELTAS.c[name] for name in _CELL), _DELTAS.c["count"])).all()
    sums: Counter[tuple[int | str, ...]] = Counter()
    for *cell, count in rows:
        sums[tuple(cell)] += count
    _add_to_rollups(tx, sums)
    return len(rows)


def _add_to_rollups(tx: Transaction, sums: Counter[tuple[int | str, ...]]) -> None:
    if not sums:
        return
    insert_sums = upsert(tx, _ROLLUPS)
    added = _ROLLUPS.c["count"] + insert_sums.excluded["count"]
    statement = insert_sums.on_conflict_do_update(index_elements=_CELL, set_={"count": added})
    in_one_order = sorted(sums.items(), key=lambda item: tuple(map(str, item[0])))  # or two folds lock each other
    tx.execute(statement, [dict(zip(_CELL, cell, strict=True)) | {"count": count} for cell, count in in_one_order])


def _cell(delta: Delta) -> tuple[int | str, ...]:
    return (
        bucket_of(delta.at),
        delta.measure,
        delta.brand,
        delta.source,
        delta.topic,
        delta.severity,
        delta.department,
    )
