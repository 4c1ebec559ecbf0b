"""How well each source was heard, from the polls that were made."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BigInteger, case, func, or_, select, type_coerce

from monitor.domain.figures import Coverage
from monitor.domain.silence import LONG, silent
from monitor.store.columns import Instant, table
from monitor.store.database import Transaction
from monitor.store.spans import Span
from monitor.store.tables import PollRow, SourceRow

OK = "ok"
_LONG = LONG // timedelta(microseconds=1)
_POLLS, _SOURCES = table(PollRow), table(SourceRow)


class _Known(NamedTuple):
    id: int
    name: str
    kind: str
    configured: bool
    first: datetime | None  # poll; of a source that was never polled, when it should have been


class _Made(NamedTuple):
    """The polls of one source in a span, and when the last good one began."""

    polls: int = 0
    failed: int = 0
    gaps: int = 0
    rejected: int = 0
    last: datetime | None = None


class _Pause(NamedTuple):
    """From one good poll to the next; before the first one there is none."""

    start: datetime | None
    end: datetime


def of_span(
    tx: Transaction, span: Span, heard: Mapping[str, int], sources: Sequence[str] | None
) -> tuple[Coverage, ...]:
    """Return the coverage of each source (of those named, where any are), the most silent first.

    `heard` has the mentions heard by source. A source that came after the span, or is no longer configured and was not
    polled in it, is left out.
    """
    made, pauses = _made(tx, span), _long_pauses(tx, span)
    covered = [
        _coverage(source, span, made.get(source.id, _Made()), pauses.get(source.id, []), heard.get(source.name, 0))
        for source in _known(tx)
        if (sources is None or source.name in sources)
        and (source.configured or source.id in made)
        and (source.first is None or source.first < span.end)
    ]
    return tuple(sorted(covered, key=lambda each: (-each.silent, -each.failed, each.source)))


def _coverage(source: _Known, span: Span, made: _Made, pauses: Sequence[_Pause], heard: int) -> Coverage:
    listened = Span(start=max(span.start, source.first or span.start), end=span.end)
    return Coverage(
        source=source.name,
        kind=source.kind,
        heard=heard,
        polls=made.polls,
        failed=made.failed,
        gaps=made.gaps,
        rejected=made.rejected,
        silent=round(_silent(made, pauses, listened).total_seconds()),
    )


def _known(tx: Transaction) -> list[_Known]:
    first = select(func.min(_POLLS.c.started_at)).where(_POLLS.c.source_id == _SOURCES.c.id).scalar_subquery()
    asked_since = func.coalesce(first, case((_SOURCES.c.last_polled_at.is_(None), _SOURCES.c.due_at)), type_=Instant)
    columns = (_SOURCES.c.id, _SOURCES.c.name, _SOURCES.c.kind, _SOURCES.c.configured, asked_since)
    return [_Known(*row) for row in tx.execute(select(*columns))]


def _made(tx: Transaction, span: Span) -> dict[int, _Made]:
    good = _POLLS.c.outcome == OK
    made = select(
        _POLLS.c.source_id,
        func.count(),
        func.sum(case((good, 0), else_=1)),
        func.count(_POLLS.c.gap),
        func.sum(_POLLS.c.rejected),
        func.max(case((good, _POLLS.c.started_at)), type_=Instant),
    )
    made = made.where(span.has(_POLLS.c.started_at)).group_by(_POLLS.c.source_id)
    return {
        source: _Made(polls=polls, failed=int(failed), gaps=gaps, rejected=int(rejected), last=last)
        for source, polls, failed, gaps, rejected, last in tx.execute(made)
    }


def _long_pauses(tx: Transaction, span: Span) -> dict[int, list[_Pause]]:
    """Measure the pauses in the database: of a week's good polls only the first and long pauses leave it."""
    before = func.lag(_POLLS.c.started_at, type_=Instant).over(
        partition_by=_POLLS.c.source_id, order_by=_POLLS.c.started_at
    )
    polls = select(_POLLS.c.source_id, before.label("before"), _POLLS.c.started_at)
    good = polls.where(span.has(_POLLS.c.started_at), _POLLS.c.outcome == OK).subquery()
    length = type_coerce(good.c.started_at, BigInteger) - type_coerce(good.c.before, BigInteger)
    long = select(good).where(or_(good.c.before.is_(None), length >= _LONG))
    pauses: defaultdict[int, list[_Pause]] = defaultdict(list)
    for source, start, end in tx.execute(long):
        pauses[source].append(_Pause(start, end))
    return dict(pauses)


def _silent(made: _Made, pauses: Sequence[_Pause], listened: Span) -> timedelta:
    if made.last is None:
        whole = listened.end - listened.start
        return whole if whole >= LONG else timedelta()
    edges = [listened.end - made.last, *(pause.end - listened.start for pause in pauses if pause.start is None)]
    between = [pause.end - pause.start for pause in pauses if pause.start is not None]
    short = made.polls - made.failed - 1 - len(between)
    return silent([*between, *(edge for edge in edges if edge >= LONG)], short)
