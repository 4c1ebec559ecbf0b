"""What was said of competitors, beside what was said of us in the same sources: from the sums alone."""

from collections import Counter
from collections.abc import Collection

from sqlalchemy import Select, func, select, union_all

from monitor.domain.edition import EVERY_BRAND
from monitor.domain.measure import Measure
from monitor.domain.rivals import Rival
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.deltas import bucket_of
from monitor.store.outbox_tables import DeltaRow, RollupRow
from monitor.store.spans import Span

_MEASURES = (Measure.ABOUT_US.value, Measure.COMPLAINT.value)
_Counts = Counter[tuple[str, str, str]]
"""How many, by measure, brand and source."""


def of_week(tx: Transaction, week: Span, brand: str, rivals: Collection[str]) -> tuple[Rival, ...]:
    """Return what was heard of each competitor in a week, where anything was, beside `brand` (or all that are ours)."""
    if not rivals:
        return ()
    counts = _counts(tx, week)
    told = (_rival(counts, name, brand, rivals) for name in sorted(rivals))
    return tuple(one for one in told if one.heard)


def _rival(counts: _Counts, name: str, brand: str, rivals: Collection[str]) -> Rival:
    heard, complaints = Measure.ABOUT_US.value, Measure.COMPLAINT.value
    sources = {source for measure, about, source in counts if (measure, about) == (heard, name)}

    def ours(measure: str) -> int:
        return sum(
            count
            for (what, about, source), count in counts.items()
            if what == measure and source in sources and about not in rivals and brand in {about, EVERY_BRAND}
        )

    return Rival(
        name=name,
        heard=sum(counts[heard, name, source] for source in sources),
        complaints=sum(counts[complaints, name, source] for source in sources),
        ours_heard=ours(heard),
        ours_complaints=ours(complaints),
        sources=len(sources),
    )


def _counts(tx: Transaction, week: Span) -> _Counts:
    cells = union_all(*(_cells(rows, week) for rows in (RollupRow, DeltaRow))).subquery()
    summed = select(cells.c.measure, cells.c.brand, cells.c.source, func.sum(cells.c["count"]))
    found = tx.execute(summed.group_by(cells.c.measure, cells.c.brand, cells.c.source))
    return Counter({(measure, brand, source): int(count) for measure, brand, source, count in found})


def _cells(rows: type[RollupRow | DeltaRow], week: Span) -> Select[tuple[str, str, str, int]]:
    cells = table(rows).c
    return select(cells.measure, cells.brand, cells.source, cells["count"]).where(
        cells.bucket >= bucket_of(week.start), cells.bucket < bucket_of(week.end), cells.measure.in_(_MEASURES)
    )
