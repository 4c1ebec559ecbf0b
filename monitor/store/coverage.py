"""How well each source was heard, from the polls that were made."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BigInteger, case, func, select, type_coerce

from monitor.domain.figures import Coverage
from monitor.domain.silence import LONG, silent
from monitor.store.columns import Instant, table
from monitor.store.database import Transaction
from monitor.store.spans import Span
from monitor.store.tables import PollRow, SourceRow

OK = "ok"
_LONG = LONG // timedelta(microseconds=1)
_POLLS, _SOURCES = table(PollRow), table(SourceRow)


@dataclass(slots=True)
class _Pauses:
    """The pauses between good polls of one source: the first and last of these, and what lies between them."""

    first: datetime | None = None
    last: datetime | None = None
    short: int = 0
    long: list[timedelta] = field(default_factory=list)


class _Known(NamedTuple):
    id: int
    name: str
    kind: str
    configured: bool
    first: datetime | None


class _Counts(NamedTuple):
    polls: int = 0
    failed: int = 0
    gaps: int = 0
    rejected: int = 0


def of_span(
    tx: Transaction, span: Span, heard: Mapping[str, int], sources: Sequence[str] | None
) -> tuple[Coverage, ...]:
    """Return the coverage of each source (of those named, where any are), the most silent first.

    `heard` has the mentions heard by source. A source that came after the span, or is no longer configured and was not
    polled in it, is left out.
    """
    counts, pauses = _counts(tx, span), _pauses(tx, span)
    covered = [
        _coverage(source, span, counts.get(source.id, _Counts()), pauses[source.id], heard.get(source.name, 0))
        for source in _known(tx)
        if (sources is None or source.name in sources)
        and (source.configured or source.id in counts)
        and (source.first is None or source.first < span.end)
    ]
    return tuple(sorted(covered, key=lambda each: (-each.silent, -each.failed, each.source)))


def _coverage(source: _Known, span: Span, made: _Counts, pauses: _Pauses, heard: int) -> Coverage:
    listened = Span(start=max(span.start, source.first or span.start), end=span.end)
    return Coverage(
        source=source.name,
        kind=source.kind,
        heard=heard,
        polls=made.polls,
        failed=made.failed,
        gaps=made.gaps,
        rejected=made.rejected,
        silent=round(_silent(pauses, listened).total_seconds()),
    )


def _known(tx: Transaction) -> list[_Known]:
    first = select(func.min(_POLLS.c.started_at)).where(_POLLS.c.source_id == _SOURCES.c.id).scalar_subquery()
    columns = (_SOURCES.c.id, _SOURCES.c.name, _SOURCES.c.kind, _SOURCES.c.configured, first.label("first"))
    return [_Known(*row) for row in tx.execute(select(*columns))]


def _counts(tx: Transaction, span: Span) -> dict[int, _Counts]:
    made = select(
        _POLLS.c.source_id,
        func.count(),
        func.sum(case((_POLLS.c.outcome == OK, 0), else_=1)),
        func.count(_POLLS.c.gap),
        func.sum(_POLLS.c.rejected),
    )
    made = made.where(span.has(_POLLS.c.started_at)).group_by(_POLLS.c.source_id)
    return {source: _Counts(*map(int, counts)) for source, *counts in tx.execute(made)}


def _pauses(tx: Transaction, span: Span) -> Mapping[int, _Pauses]:
    """Measure the pauses in the database: of a week's good polls only the ends and the long pauses leave it."""
    before = func.lag(_POLLS.c.started_at, type_=Instant).over(
        partition_by=_POLLS.c.source_id, order_by=_POLLS.c.started_at
    )
    polls = select(_POLLS.c.source_id, _POLLS.c.started_at, before.label("before"))
    good = polls.where(span.has(_POLLS.c.started_at), _POLLS.c.outcome == OK).subquery()
    ends = select(
        good.c.source_id, func.min(good.c.started_at), func.max(good.c.started_at), func.count(good.c.before)
    ).group_by(good.c.source_id)
    long = select(good.c.source_id, good.c.before, good.c.started_at)
    long = long.where(type_coerce(good.c.started_at, BigInteger) - type_coerce(good.c.before, BigInteger) >= _LONG)
    pauses: defaultdict[int, _Pauses] = defaultdict(_Pauses)
    for source, first, last, between in tx.execute(ends):
        pauses[source] = _Pauses(first=first, last=last, short=between)
    for source, before, after in tx.execute(long):
        pauses[source].short -= 1
        pauses[source].long.append(after - before)
    return pauses


def _silent(pauses: _Pauses, listened: Span) -> timedelta:
    if pauses.first is None or pauses.last is None:
        return listened.end - listened.start
    edges = (pauses.first - listened.start, listened.end - pauses.last)
    return silent([*pauses.long, *(edge for edge in edges if edge >= LONG)], pauses.short)
