"""Bursts: how much was heard of a topic at this hour of the days before, from rollups and what is not folded yet."""

from collections import Counter
from datetime import datetime

from sqlalchemy import func, select

from monitor.domain.burst import HOUR_DAYS
from monitor.domain.score import Topic
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.deltas import bucket_of
from monitor.store.outbox_tables import DeltaRow, RollupRow

_QUARTERS = 4
_DAY = 24 * _QUARTERS
_ROLLUPS, _DELTAS = table(RollupRow), table(DeltaRow)


def hours_before(tx: Transaction, brand: str, topic: Topic, at: datetime) -> list[int]:
    """Return how many cases of a topic were opened in the hour up to this time of each of the past days.

    Yesterday first, four weeks at most, and no day on which nobody listened yet.
    """
    latest = bucket_of(at)
    days = [range(latest - day * _DAY - _QUARTERS, latest - day * _DAY) for day in range(1, HOUR_DAYS + 1)]
    first = _first(tx, latest)
    listened = [day for day in days if day.start >= first]
    wanted = [bucket for day in listened for bucket in day]
    counts: Counter[int] = Counter()
    for rows in (_ROLLUPS, _DELTAS) if wanted else ():
        mine = (rows.c.bucket.in_(wanted), rows.c.measure == "case", rows.c.brand == brand, rows.c.topic == topic.value)
        query = select(rows.c.bucket, func.sum(rows.c["count"])).where(*mine).group_by(rows.c.bucket)
        counts.update({bucket: int(count) for bucket, count in tx.execute(query)})
    return [sum(counts[bucket] for bucket in day) for day in listened]


def _first(tx: Transaction, latest: int) -> int:
    """The first quarter of an hour that anything was heard in."""
    found = [tx.execute(select(func.min(rows.c.bucket))).scalar() for rows in (_ROLLUPS, _DELTAS)]
    return min((bucket for bucket in found if bucket is not None), default=latest)
