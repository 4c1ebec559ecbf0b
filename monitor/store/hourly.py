"""Hour by hour, what was polled of sources, for the page that tells how they fare."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, case, func, select, type_coerce

from monitor.domain.hourly import HOUR, Polled
from monitor.store.columns import Instant, from_instant, table
from monitor.store.coverage import OK
from monitor.store.database import Transaction
from monitor.store.tables import PollRow

_POLLS = table(PollRow)
_HOUR = HOUR // timedelta(microseconds=1)


def polled(tx: Transaction, sources: Collection[int], since: datetime) -> dict[int, dict[datetime, Polled]]:
    """Return the hours since `since` in which each of these sources was asked, by source and beginning.

    Reads their polls by the index of a source's times, and sums them in the database.
    """
    at = type_coerce(_POLLS.c.started_at, BigInteger)
    hour = (at - at % _HOUR).label("hour")
    good = _POLLS.c.outcome == OK
    when = case((good, _POLLS.c.started_at))
    query = select(
        _POLLS.c.source_id,
        hour,
        func.count().label("polls"),
        func.sum(case((good, 1), else_=0)).label("good"),
        func.sum(_POLLS.c.new).label("new"),
        func.count(_POLLS.c.gap).label("gaps"),
        func.sum(_POLLS.c.rejected).label("rejected"),
        func.min(when, type_=Instant).label("first_good"),
        func.max(when, type_=Instant).label("last_good"),
        func.max(_POLLS.c.gap).label("gap"),
        func.max(_POLLS.c.error).label("error"),
    ).where(_POLLS.c.source_id.in_(list(sources)), _POLLS.c.started_at >= since)
    found: dict[int, dict[datetime, Polled]] = {source: {} for source in sources}
    for row in tx.execute(query.group_by(_POLLS.c.source_id, hour)):
        begins = from_instant(row.hour)
        found[row.source_id][begins] = Polled(
            at=begins,
            polls=row.polls,
            good=int(row.good),
            new=int(row.new),
            gaps=row.gaps,
            rejected=int(row.rejected),
            first_good=row.first_good,
            last_good=row.last_good,
            gap=row.gap,
            error=row.error,
        )
    return found


def first_asked(tx: Transaction, sources: Collection[int]) -> dict[int, datetime]:
    """Return when each of these sources was first asked; those that never were are not there."""
    query = select(_POLLS.c.source_id, func.min(_POLLS.c.started_at, type_=Instant))
    query = query.where(_POLLS.c.source_id.in_(list(sources))).group_by(_POLLS.c.source_id)
    return dict(map(tuple, tx.execute(query)))
