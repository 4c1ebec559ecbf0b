"""What the week's figures say of cases: counted from the cases themselves, so that each count has its rows."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from monitor.domain.case import Dismissal, State
from monitor.domain.edition import Edition
from monitor.domain.figures import MOST_IDS, NO_DEPARTMENT, NO_NEED, Count, Figures, Kept, Line, Place, Precision, Speed
from monitor.domain.rise import Told, rise
from monitor.domain.score import Need, Severity
from monitor.domain.sla import Promise, promise
from monitor.domain.venue import Venue
from monitor.store import move_figures, reply_figures
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.editions import cases_of
from monitor.store.spans import Span
from monitor.store.tables import CaseRow, MentionRow, SourceRow, VerdictRow
from monitor.store.tallies import in_order, tallies, tally

_CASES, _MENTIONS = table(CaseRow), table(MentionRow)
_SOURCES, _VERDICTS = table(SourceRow), table(VerdictRow)


class _Opened(NamedTuple):
    """A case as far as figures are told of it."""

    id: int
    brand: str
    source: str
    platform: str
    state: str
    severity: str
    topic: str
    need: str | None
    department: str | None
    opened_at: datetime
    due_at: datetime | None
    responded_at: datetime | None
    resolved_at: datetime | None
    dismissal: str | None
    incident_id: int | None


def added(told: Figures, tx: Transaction, spans: Sequence[Span], now: datetime) -> Figures:
    """Return `told` with all that is known of the cases of its week (the first of `spans`) and the weeks before."""
    opened = _opened(tx, spans, told.edition)
    weeks = [[case for case in opened if span.holds(case.opened_at)] for span in spans]
    week = weeks[0]
    topics = _lines(weeks, lambda case: case.topic)
    quoting = _quoting_policy(tx, opened)
    return replace(
        reply_figures.added(move_figures.added(told, tx, spans[0]), tx, spans[0]),
        cases=Count(now=len(week), before=tuple(map(len, weeks[1:]))),
        days=_by_day(week, spans[0], told.zone, now),
        days_before=_by_day(weeks[1], spans[1], told.zone, now) if len(weeks) > 1 else (),
        critical=tally("critical", (case.id for case in week if case.severity == Severity.CRITICAL)),
        policy=tally("policy", (case.id for case in week if case.id in quoting)),
        policies=_lines([[case for case in week if case.id in quoting] for week in weeks], lambda case: case.topic),
        brands=_lines(weeks, lambda case: case.brand),
        sources=_places(weeks),
        topics=topics,
        rise=rise(
            topics, [[_told(case) for case in some] for some in weeks], [span.start for span in spans], told.zone
        ),
        severities=in_order(_lines(weeks, lambda case: case.severity), list(reversed(Severity))),
        needs=in_order(_lines(weeks, lambda case: case.need or NO_NEED), [*Need, NO_NEED]),
        departments=_lines(weeks, lambda case: case.department or NO_DEPARTMENT),
        speed=_speed(week),
        speed_before=tuple(map(_speed, weeks[1:])),
        kept=_kept((case for case in opened if spans[0].holds(case.due_at)), now),
        precision=_precision(week),
        incidents=tallies((str(case.incident_id), case.id) for case in week if case.incident_id),
    )


def _by_day(week: Sequence[_Opened], span: Span, zone: str, now: datetime) -> tuple[int, ...]:
    """Count the cases of each day of a week, as far as it has begun by `now`."""
    home = ZoneInfo(zone)
    first = span.start.astimezone(home).date()
    last = (min(span.end, now) - timedelta(microseconds=1)).astimezone(home).date()
    counts = Counter(case.opened_at.astimezone(home).date() for case in week)
    return tuple(counts[first + timedelta(days=day)] for day in range((last - first).days + 1))


def _told(case: _Opened) -> Told:
    return Told(topic=case.topic, department=case.department, opened_at=case.opened_at)


def _opened(tx: Transaction, spans: Sequence[Span], edition: Edition) -> list[_Opened]:
    """Read the cases of all the spans, the oldest first.

    Those due in the week are among them: no promise to a customer is longer than the weeks before.
    """
    others = {"source": _SOURCES.c.name, "platform": _MENTIONS.c.platform}
    columns = [others[name] if name in others else _CASES.c[name] for name in _Opened._fields]
    found = select(*columns).join(_SOURCES, _SOURCES.c.id == _CASES.c.source_id)
    found = found.join(_MENTIONS, _MENTIONS.c.id == _CASES.c.mention_id)
    found = found.where(_CASES.c.opened_at >= spans[-1].start, _CASES.c.opened_at < spans[0].end, cases_of(edition))
    return [_Opened(*row) for row in tx.execute(found.order_by(_CASES.c.opened_at, _CASES.c.id))]


def _quoting_policy(tx: Transaction, opened: Sequence[_Opened]) -> frozenset[int]:
    """Return those of the cases, which come the oldest first, whose customers quote a rule or a policy."""
    if not opened:
        return frozenset()
    same = (_VERDICTS.c.mention_id == _CASES.c.mention_id) & (_VERDICTS.c.brand == _CASES.c.brand)
    found = select(_CASES.c.id).join(_VERDICTS, same & _VERDICTS.c.policy).distinct()
    between = (_CASES.c.opened_at >= opened[0].opened_at) & (_CASES.c.opened_at <= opened[-1].opened_at)
    return frozenset(tx.execute(found.where(between)).scalars())


def _lines(weeks: Sequence[Sequence[_Opened]], name_of: Callable[[_Opened], str]) -> tuple[Line, ...]:
    """Count the cases of each week by name, the most of this week first."""
    counts = [Counter(map(name_of, week)) for week in weeks]
    ids: dict[str, list[int]] = defaultdict(list)
    for case in weeks[0]:
        ids[name_of(case)].append(case.id)
    lines = (
        Line(
            name=name,
            count=Count(now=counts[0][name], before=tuple(count[name] for count in counts[1:])),
            cases=tuple(ids[name][:MOST_IDS]),
        )
        for name in set().union(*counts)
    )
    return tuple(sorted(lines, key=lambda line: (-line.count.now, -sum(line.count.before), line.name)))


def _places(weeks: Sequence[Sequence[_Opened]]) -> tuple[Place, ...]:
    """Count the cases of each week by where it was said."""
    lines = _lines(weeks, lambda case: Venue(platform=case.platform, source=case.source).key)
    return tuple(_place(Venue.of(line.name), line) for line in lines)


def _place(venue: Venue, line: Line) -> Place:
    return Place(name=venue.source, platform=venue.platform, count=line.count, cases=line.cases)


def _speed(week: Sequence[_Opened]) -> Speed:
    counted = [case for case in week if case.state != State.DISMISSED]
    answered = [(case.opened_at, case.responded_at) for case in counted if case.responded_at]
    taken = [(answer - opened).total_seconds() for opened, answer in answered if answer > opened]
    return reply_figures.speed(len(counted), len(answered), taken)


def _kept(due: Iterable[_Opened], now: datetime) -> Kept:
    kept: list[int] = []
    broken: list[int] = []
    for case in due:
        if case.due_at is None or case.state == State.DISMISSED:
            continue
        became = promise(case.due_at, case.responded_at or case.resolved_at, now)
        if became is not Promise.PENDING:
            (kept if became is Promise.KEPT else broken).append(case.id)
    return Kept(due=len(kept) + len(broken), kept=len(kept), broken=tuple(broken[:MOST_IDS]))


def _precision(week: Sequence[_Opened]) -> Precision:
    acted = [case for case in week if case.state != State.OPEN]
    wrong = [case for case in acted if case.dismissal == Dismissal.NOT_A_COMPLAINT and case.state == State.DISMISSED]
    return Precision(acted=len(acted), wrong=len(wrong))
