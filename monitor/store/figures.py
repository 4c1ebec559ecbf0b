"""The week's figures, computed from the tables as they stand at one moment."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, case, func, select, text, union_all

from monitor.domain.edition import EVERYTHING, Edition
from monitor.domain.figures import ALL, WEEKS_BEFORE, Count, Figures, Kept, Praised, ReadBlind
from monitor.domain.intervals import total
from monitor.domain.measure import Measure
from monitor.domain.week import Week
from monitor.store import (
    audits,
    case_figures,
    coverage,
    crises,
    digests,
    open_figures,
    praise_figures,
    ratings,
    rival_figures,
)
from monitor.store.columns import table, to_instant
from monitor.store.database import Transaction
from monitor.store.outbox_tables import DeltaRow, RollupRow
from monitor.store.spans import Span
from monitor.store.tables import CaseRow

BUCKET = timedelta(minutes=15) // timedelta(microseconds=1)
A_DAY = 24 * 4
"""Buckets that a week may miss at its start and still count as listened to."""
_Sums = Mapping[tuple[str, str], Sequence[int]]


def compute(
    tx: Transaction,
    week: Week,
    *,
    zone: ZoneInfo,
    now: datetime,
    edition: Edition = EVERYTHING,
    sources: Sequence[str] | None = None,
    rivals: Collection[str] = (),
    preliminary: bool = False,
) -> Figures:
    """Return the figures of `week` in `zone` as the store knows them at `now`: one snapshot.

    A week that is not over is compared with the weeks before as far as it has got.

    `sources` names those whose coverage belongs to the edition (None: all that there are), `rivals` the brands that
    are competitors and never counted as ours. What cannot be told of one department alone (stars, praise, competitors)
    is not told there. `tx` must be a transaction that has read nothing yet.
    """
    _hold_still(tx)
    spans = _as_far(_listened(tx, [Span.of(each, zone) for each in (week, *week.before(WEEKS_BEFORE))]), now)
    scope, whole = edition.brand, not edition.department
    sums = _sums(tx, spans, scope, rivals)
    what = Measure.HEARD if scope == ALL else Measure.ABOUT_US
    heard = {source: counts[0] for (measure, source), counts in sums.items() if measure == what}
    listening = Span(start=spans[0].start, end=max(spans[0].start, min(spans[0].end, now)))
    told = Figures(
        week=str(week),
        scope=scope,
        name=edition.name,
        department=edition.department,
        zone=zone.key,
        starts_at=spans[0].start,
        ends_at=spans[0].end,
        made_at=now,
        preliminary=preliminary,
        heard=_total(sums, what, len(spans)),
        complaints=_total(sums, Measure.COMPLAINT, len(spans)),
        needs_eyes=_total(sums, Measure.NEEDS_EYES, len(spans)),
        coverage=coverage.of_span(tx, listening, heard, sources),
        promoters=ratings.of_weeks(tx, spans[:2], scope, sources) if whole else (),
        praise=praise_figures.of_week(tx, spans[0], scope) if whole else Praised(),
        rivals=rival_figures.of_week(tx, spans[0], scope, rivals) if whole else (),
        open=None if _in_hindsight(tx, spans[0], edition) else open_figures.at(tx, spans[0].start, edition, now),
        read_blind=_read_blind(tx, spans[0], scope),
        crises=crises.within(tx, spans[0].start, min(spans[0].end, now)),
    )
    whole_week = case_figures.added(told, tx, spans, now)
    return whole_week if told.open is not None else replace(whole_week, kept=Kept(), claimed=())


def _in_hindsight(tx: Transaction, week: Span, edition: Edition) -> bool:
    """Tell whether the week was over when its digest began."""
    began = digests.began_at(tx, edition)
    return began is not None and week.end <= began


def _read_blind(tx: Transaction, week: Span, scope: str) -> ReadBlind:
    strata = audits.read_within(tx, week, None if scope == ALL else scope)
    missed = total(strata) if scope == ALL else None
    return ReadBlind(
        read=sum(one.read for one in strata),
        missed=sum(one.found for one in strata),
        low=None if missed is None else round(missed.low),
        high=None if missed is None else round(missed.high),
    )


def _hold_still(tx: Transaction) -> None:
    """SQLite reads one snapshot in a transaction anyway; PostgreSQL must be asked to."""
    if tx.dialect.name == "postgresql":
        tx.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))


def _listened(tx: Transaction, spans: Sequence[Span]) -> list[Span]:
    """Keep the week itself, and of those before it the ones in which the monitor listened from the first day."""
    since = _first_bucket(tx)
    full = [span for span in spans[1:] if since is not None and since <= _bucket(span.start) + A_DAY]
    return [spans[0], *full]


def _as_far(spans: Sequence[Span], now: datetime) -> list[Span]:
    """Cut the weeks before where a week that is not over has got to: half a week is not compared with whole ones."""
    week, *before = spans
    gone = max(now - week.start, timedelta())
    return [week, *(Span(start=span.start, end=min(span.end, span.start + gone)) for span in before)]


def _first_bucket(tx: Transaction) -> int | None:
    rollups, deltas, cases = table(RollupRow), table(DeltaRow), table(CaseRow)
    opened = tx.execute(select(func.min(cases.c.opened_at))).scalar()
    firsts = (
        tx.execute(select(func.min(rollups.c.bucket))).scalar(),
        tx.execute(select(func.min(deltas.c.bucket))).scalar(),
        None if opened is None else _bucket(opened),
    )
    return min((first for first in firsts if first is not None), default=None)


def _sums(tx: Transaction, spans: Sequence[Span], scope: str, rivals: Collection[str]) -> _Sums:
    """Return what was counted in each span, by measure and source."""
    counted = union_all(*(_counted(rows, spans, scope, rivals) for rows in (RollupRow, DeltaRow))).subquery()
    within = (and_(counted.c.bucket >= _bucket(span.start), counted.c.bucket < _bucket(span.end)) for span in spans)
    span = case(*((inside, place) for place, inside in enumerate(within)))
    summed = select(counted.c.measure, counted.c.source, span.label("span"), func.sum(counted.c["count"]))
    summed = summed.where(span.is_not(None))
    sums: dict[tuple[str, str], list[int]] = {}
    for measure, source, place, count in tx.execute(summed.group_by("measure", "source", "span")):
        sums.setdefault((measure, source), [0] * len(spans))[place] += int(count)
    return sums


def _counted(
    rows: type[RollupRow | DeltaRow], spans: Sequence[Span], scope: str, rivals: Collection[str]
) -> Select[tuple[int, str, str, int]]:
    cells = table(rows).c
    return select(cells.bucket, cells.measure, cells.source, cells["count"]).where(
        cells.bucket >= _bucket(spans[-1].start),
        cells.bucket < _bucket(spans[0].end),
        cells.measure.in_(list(Measure)),
        cells.brand.not_in(sorted(rivals)) if scope == ALL else cells.brand == scope,
    )


def _total(sums: _Sums, measure: Measure, weeks: int) -> Count:
    by_week = [sum(counts[place] for (name, _), counts in sums.items() if name == measure) for place in range(weeks)]
    return Count(now=by_week[0], before=tuple(by_week[1:]))


def _bucket(moment: datetime) -> int:
    return to_instant(moment) // BUCKET
