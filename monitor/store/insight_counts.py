"""The sums of one week, counted from the rollups and from the cases that were opened in it.

Nobody waits for this: a stage counts a week now and then, and pages read what it saved.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Float, Select, and_, case, cast, func, select, union_all

from monitor.domain.boilerplate import boilerplate
from monitor.domain.case import Dismissal, Outcome, State
from monitor.domain.claims import claimed_at
from monitor.domain.figures import MOST_IDS, NO_DEPARTMENT, NO_NEED, Stars
from monitor.domain.insights import TONES, Cell
from monitor.domain.measure import Measure
from monitor.domain.money import parse
from monitor.domain.relevance import About
from monitor.domain.sla import Promise, promise
from monitor.domain.venue import Venue
from monitor.domain.week import Week
from monitor.store.columns import EPOCH, table
from monitor.store.database import Transaction
from monitor.store.deltas import BUCKET, bucket_of
from monitor.store.outbox_tables import DeltaRow, RollupRow
from monitor.store.ratings import DETRACTOR, PROMOTER
from monitor.store.spans import Span
from monitor.store.tables import CaseRow, MentionRow, ReplyRow, SourceRow, VerdictRow

Place = tuple[str, str]
"""A brand and a department; '' for all of a brand, or for no brand."""
_CASES, _MENTIONS, _REPLIES, _SOURCES = table(CaseRow), table(MentionRow), table(ReplyRow), table(SourceRow)
_VERDICTS = table(VerdictRow)
_LISTENING = (*Measure, *TONES)


class _Case(NamedTuple):
    """A case of the week as far as sums are told of it."""

    id: int
    mention_id: int
    brand: str
    department: str | None
    source: str
    platform: str
    state: str
    severity: str
    topic: str
    need: str | None
    outcome: str | None
    kept: str | None
    dismissal: str | None
    opened_at: datetime
    due_at: datetime | None
    acknowledged_at: datetime | None
    responded_at: datetime | None
    resolved_at: datetime | None
    posted_at: datetime

    @property
    def venue(self) -> str:
        return Venue(platform=self.platform, source=self.source).key

    @property
    def claimed_at(self) -> datetime | None:
        return claimed_at(self.acknowledged_at, self.responded_at)


class _Seen(NamedTuple):
    """What was seen on the platforms: cases with any reply of ours, the first one of substance, rules objected to."""

    replied: frozenset[int]
    first: Mapping[int, datetime]
    ruled: frozenset[int]


def since(tx: Transaction) -> datetime | None:
    """Return when the first of all that sums are made of was heard or said; None where there is nothing."""
    quarters = [tx.execute(select(func.min(table(rows).c.bucket))).scalar() for rows in (RollupRow, DeltaRow)]
    opened = tx.execute(select(func.min(_CASES.c.opened_at))).scalar()
    rated = tx.execute(select(func.min(_MENTIONS.c.posted_at)).where(_MENTIONS.c.stars.is_not(None))).scalar()
    moments = (*(EPOCH + BUCKET * quarter for quarter in quarters if quarter is not None), opened, rated)
    return min((moment for moment in moments if moment is not None), default=None)


def count(
    tx: Transaction, week: Week, *, zone: ZoneInfo, now: datetime, rivals: Collection[str] = ()
) -> dict[Place, Cell]:
    """Return the sums of `week` in `zone` as the store knows them at `now`, by brand and department.

    What is known of a brand as a whole has no department, and what is known of no brand has none: that one is always
    there. Brands that are `rivals` are left out.
    """
    span = Span.of(week, zone)
    cells = {("", ""): Cell(), **_listened(tx, span)}
    opened: dict[Place, list[_Case]] = defaultdict(list)
    for one in _opened(tx, span):
        opened[one.brand, one.department or NO_DEPARTMENT].append(one)
    seen = _Seen(*_answers(tx, span), _objecting(tx, span))
    told = cells | {place: _worked(cases, seen, now) for place, cases in opened.items()}
    return {place: cell for place, cell in told.items() if place[0] not in rivals}


def _listened(tx: Transaction, span: Span) -> dict[Place, Cell]:
    sums: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for measure, brand, source, number in tx.execute(_summed(span)):
        sums["" if measure == Measure.HEARD else brand][measure][source] += int(number)
    stars = _stars(tx, span)
    return {
        (brand, ""): Cell(
            heard=dict(sums[brand][Measure.HEARD]),
            ours=dict(sums[brand][Measure.ABOUT_US]),
            flagged=dict(sums[brand][Measure.COMPLAINT]),
            needs_eyes=sums[brand][Measure.NEEDS_EYES].total(),
            tones={tone: sums[brand][tone].total() for tone in TONES if sums[brand][tone]},
            stars=stars.get(brand, {}),
        )
        for brand in {*sums, *stars}
    }


def _summed(span: Span) -> Select[Any]:
    """Sum the rollups of a span, by their key, with what is not folded into them yet."""
    counted = union_all(*(_counted(table(rows).c, span) for rows in (RollupRow, DeltaRow))).subquery()
    named = (counted.c.measure, counted.c.brand, counted.c.source)
    return select(*named, func.sum(counted.c["count"])).group_by(*named)


def _counted(cells: Any, span: Span) -> Select[Any]:
    return select(cells.measure, cells.brand, cells.source, cells["count"]).where(
        cells.bucket >= bucket_of(span.start), cells.bucket < bucket_of(span.end), cells.measure.in_(_LISTENING)
    )


def _stars(tx: Transaction, span: Span) -> dict[str, dict[str, Stars]]:
    """Return the ratings that were given in a span and are still there, by brand and venue, by an index of ratings."""
    share = cast(_MENTIONS.c.stars, Float) / _MENTIONS.c.out_of
    rated = select(_MENTIONS.c.id, _MENTIONS.c.platform, _MENTIONS.c.source_id, share.label("share")).where(
        span.has(_MENTIONS.c.posted_at),
        _MENTIONS.c.stars.is_not(None),
        _MENTIONS.c.out_of > 0,
        _MENTIONS.c.gone_at.is_(None),
    )
    given = rated.subquery()
    of_brand = select(given.c.id, _VERDICTS.c.brand, given.c.platform, given.c.source_id, given.c.share).distinct()
    of_brand = of_brand.join(given, _VERDICTS.c.mention_id == given.c.id).where(_VERDICTS.c.about == About.US)
    told = of_brand.subquery()
    counted = select(
        told.c.brand,
        told.c.platform,
        _SOURCES.c.name,
        func.sum(case((told.c.share >= PROMOTER, 1), else_=0)),
        func.sum(case((and_(told.c.share < PROMOTER, told.c.share > DETRACTOR), 1), else_=0)),
        func.sum(case((told.c.share <= DETRACTOR, 1), else_=0)),
    ).join(_SOURCES, _SOURCES.c.id == told.c.source_id)
    stars: dict[str, dict[str, Stars]] = defaultdict(dict)
    for brand, platform, source, *parts in tx.execute(counted.group_by(told.c.brand, told.c.platform, _SOURCES.c.name)):
        promoters, passives, detractors = map(int, parts)
        stars[brand][Venue(platform=platform, source=source).key] = Stars(
            promoters=promoters, passives=passives, detractors=detractors
        )
    return stars


def _opened(tx: Transaction, span: Span) -> list[_Case]:
    """Read the cases of a span by the time they were opened at."""
    others = {"source": _SOURCES.c.name, "platform": _MENTIONS.c.platform, "posted_at": _MENTIONS.c.posted_at}
    columns = [others[name] if name in others else _CASES.c[name] for name in _Case._fields]
    found = select(*columns).join(_SOURCES, _SOURCES.c.id == _CASES.c.source_id)
    found = found.join(_MENTIONS, _MENTIONS.c.id == _CASES.c.mention_id).where(span.has(_CASES.c.opened_at))
    return [_Case(*row) for row in tx.execute(found.order_by(_CASES.c.opened_at, _CASES.c.id))]


def _answers(tx: Transaction, span: Span) -> tuple[frozenset[int], dict[int, datetime]]:
    """Return which cases have a reply of ours on their platform, and when the first of substance was posted."""
    found = select(_REPLIES.c.id, _CASES.c.id, _REPLIES.c.text, _REPLIES.c.posted_at)
    found = found.join(_CASES, _CASES.c.mention_id == _REPLIES.c.mention_id).where(span.has(_CASES.c.opened_at))
    replies = list(tx.execute(found.order_by(_REPLIES.c.id)))
    empty = boilerplate({number: text for number, _, text, _ in replies})
    first: dict[int, datetime] = {}
    for number, told_of, _, posted_at in replies:
        if number not in empty:
            first[told_of] = min(first.get(told_of, posted_at), posted_at)
    return frozenset(told_of for _, told_of, _, _ in replies), first


def _objecting(tx: Transaction, span: Span) -> frozenset[int]:
    same = (_VERDICTS.c.mention_id == _CASES.c.mention_id) & (_VERDICTS.c.brand == _CASES.c.brand)
    found = select(_CASES.c.id).join(_VERDICTS, same & _VERDICTS.c.policy).where(span.has(_CASES.c.opened_at))
    return frozenset(tx.execute(found.distinct()).scalars())


def _worked(cases: Sequence[_Case], seen: _Seen, now: datetime) -> Cell:
    held = [one for one in cases if one.state != State.DISMISSED]
    taken = [_seconds(one.opened_at, seen.first[one.id]) for one in held if one.id in seen.first]
    promised = [promise(one.due_at, one.responded_at or one.resolved_at, now) for one in held if one.due_at]
    answered = [one for one in held if one.responded_at]
    ruled = [one for one in cases if one.id in seen.ruled]
    acted = [one for one in cases if one.state != State.OPEN]
    return Cell(
        cases=len(cases),
        venues=_named(one.venue for one in cases),
        topics=_named(one.topic for one in cases),
        severities=_named(one.severity for one in cases),
        needs=_named(one.need or NO_NEED for one in cases),
        rules=_named(one.topic for one in ruled),
        quoting=tuple(sorted((one.id for one in ruled), reverse=True)[:MOST_IDS]),
        held=len(held),
        replied=tuple(sorted(length for length in taken if length > 0)),
        untimed=sum(length <= 0 for length in taken),
        copies=sum(one.id in seen.replied and one.id not in seen.first for one in held),
        claims=sum(one.id not in seen.replied for one in answered),
        claimable=_named(one.venue for one in held),
        claimed=_claimed(held),
        due=sum(became is not Promise.PENDING for became in promised),
        kept=sum(became is Promise.KEPT for became in promised),
        outcomes=_named(one.outcome for one in cases if one.outcome),
        answered=len(answered),
        answered_won=_won(answered),
        noted=_noted(cases),
        unanswered=len(held) - len(answered),
        unanswered_won=_won(one for one in held if not one.responded_at),
        acted=len(acted),
        wrong=sum(one.state == State.DISMISSED and one.dismissal == Dismissal.NOT_A_COMPLAINT for one in acted),
    )


def _claimed(held: Iterable[_Case]) -> dict[str, tuple[int, ...]]:
    taken: dict[str, list[int]] = defaultdict(list)
    for one in held:
        if one.claimed_at:
            taken[one.venue].append(_seconds(one.posted_at, one.claimed_at))
    return {venue: tuple(sorted(lengths)) for venue, lengths in taken.items()}


def _won(cases: Iterable[_Case]) -> int:
    return sum(one.outcome == Outcome.RECOVERED for one in cases)


def _noted(cases: Iterable[_Case]) -> dict[str, int]:
    """Sum what people noted that winning customers back is worth, by currency, in hundredths."""
    sums: Counter[str] = Counter()
    for worth in (parse(one.kept) for one in cases if one.kept and one.outcome == Outcome.RECOVERED):
        sums[worth.currency] += int(100 * worth.amount)
    return dict(sums)


def _named(names: Iterable[str]) -> dict[str, int]:
    return dict(Counter(names))


def _seconds(start: datetime, end: datetime) -> int:
    return round((end - start).total_seconds())
