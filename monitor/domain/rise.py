"""What caused a week that is worse than usual: the topic that rose, since when, and whose it is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.domain.decision import steepest
from monitor.domain.figures import Count, Line, Rise
from monitor.domain.trend import Change, change


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A case as far as it matters here."""

    topic: str
    department: str | None
    opened_at: datetime


def rise(
    topics: tuple[Line, ...], weeks: Sequence[Sequence[Told]], starts: Sequence[datetime], zone: str
) -> Rise | None:
    """Return the topic that rose most beyond chance, or None where chance may have made every difference.

    `weeks` are the cases of the week and of those before it, the latest first, and `starts` when each began. A day is
    compared with the same weekday of the weeks before.
    """
    risen = steepest(topics)
    if risen is None:
        return None
    cases = [[case for case in week if case.topic == risen.name] for week in weeks]
    days = [_by_day(some, start, ZoneInfo(zone)) for some, start in zip(cases, starts, strict=True)]
    first = next(_beyond_chance(days), None)
    monday = starts[0].astimezone(ZoneInfo(zone)).date()
    since = None if first is None else monday + timedelta(days=first)
    return Rise(topic=risen.name, since=since, department=_owner(cases[0]))


def _by_day(cases: Sequence[Told], start: datetime, home: ZoneInfo) -> Counter[int]:
    monday = start.astimezone(home).date()
    return Counter(_day(case, home, monday) for case in cases)


def _day(case: Told, home: ZoneInfo, monday: date) -> int:
    return (case.opened_at.astimezone(home).date() - monday).days


def _beyond_chance(days: Sequence[Counter[int]]) -> Iterator[int]:
    for day in range(7):
        if change(Count(now=days[0][day], before=tuple(week[day] for week in days[1:]))) is Change.MORE:
            yield day


def _owner(cases: Sequence[Told]) -> str | None:
    department, owned = Counter(case.department for case in cases).most_common(1)[0]
    return department if owned * 2 > len(cases) else None
