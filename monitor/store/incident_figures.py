"""Who is in an incident: counted when it is shown, so that an erasure or a split is in it at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select

from monitor.domain.access import UNLIMITED, Limits
from monitor.domain.case import LIVE_STATES, UNANSWERED_STATES, State
from monitor.domain.incident import Crowding, Incident
from monitor.domain.score import Severity, Topic
from monitor.domain.venue import Venue
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.incidents import family
from monitor.store.tables import CaseRow, MentionRow, SourceRow
from monitor.store.tellings import asked_and_told
from monitor.store.traces import PERSON
from monitor.store.within import cases_within

_Kind = TypeVar("_Kind")
_CASES, _MENTIONS, _SOURCES = table(CaseRow), table(MentionRow), table(SourceRow)


def crowding(tx: Transaction, incident: Incident) -> Crowding:
    """Count an incident with all that were merged into it."""
    numbers = family(tx, incident.id)
    mine = _CASES.c.incident_id.in_(numbers)
    return crowd(
        incident,
        tx.execute(counted(mine)).all(),
        people=people(tx, {incident.id: numbers})[incident.id],
        late=_late(tx, mine, incident.closed_at),
        telling=asked_and_told(tx, incident),
    )


def counted(mine: ColumnElement[bool]) -> Select[Any]:
    """Return a query that counts cases of incidents by all that a crowd tells of them."""
    place = (_MENTIONS.c.platform, _SOURCES.c.name.label("source"))
    columns = (_CASES.c.incident_id, _CASES.c.severity, _CASES.c.state, *place)
    at = (func.min(_CASES.c.opened_at).label("since"), func.max(_CASES.c.opened_at).label("latest"))
    counts = select(*columns, func.count().label("cases"), *at)
    counts = counts.join(_MENTIONS, _MENTIONS.c.id == _CASES.c.mention_id)
    return counts.join(_SOURCES, _SOURCES.c.id == _CASES.c.source_id).where(mine).group_by(*columns)


def crowd(
    incident: Incident, rows: Sequence[Row[Any]], *, people: int, late: int, telling: tuple[int, int]
) -> Crowding:
    """Return who is in an incident, of what was `counted`; `telling` are those asked to be told, and those told."""
    by_state = _sums(rows, lambda row: State(row.state))
    asked, told = telling
    return Crowding(
        people=people,
        cases=sum(by_state.values()),
        unanswered=sum(count for state, count in by_state.items() if state in UNANSWERED_STATES),
        live=sum(count for state, count in by_state.items() if state in LIVE_STATES),
        since=min((row.since for row in rows), default=incident.opened_at),
        latest=max((row.latest for row in rows), default=incident.last_at),
        severities=_sums(rows, lambda row: Severity(row.severity)),
        venues=_sums(rows, lambda row: Venue(platform=row.platform, source=row.source)),
        late=late,
        asked=asked,
        told=told,
    )


def people(tx: Transaction, families: Mapping[int, Collection[int]]) -> dict[int, int]:
    """Return how many distinct people are in each of these incidents, whose families are given."""
    heads = {number: head for head, numbers in families.items() for number in numbers}
    merged = {number: head for number, head in heads.items() if number != head}
    own = _CASES.c.incident_id
    head = case(merged, value=own, else_=own) if merged else own
    who = select(head.label("head"), PERSON.label("person")).join(_MENTIONS, _MENTIONS.c.id == _CASES.c.mention_id)
    told = who.where(own.in_(sorted(heads))).distinct().subquery()
    counted = dict(map(tuple, tx.execute(select(told.c.head, func.count()).group_by(told.c.head))))
    return {number: counted.get(number, 0) for number in families}


def size(tx: Transaction, incident: Incident) -> int:
    """Return how many cases it has."""
    mine = _CASES.c.incident_id.in_(family(tx, incident.id))
    return tx.execute(select(func.count()).where(mine)).scalar_one()


def topics(tx: Transaction, incident_id: int) -> dict[Topic, int]:
    """Count the cases of an incident by what they are about."""
    mine = _CASES.c.incident_id.in_(family(tx, incident_id))
    query = select(_CASES.c.topic, func.count().label("cases")).where(mine).group_by(_CASES.c.topic)
    return {Topic(row.topic): row.cases for row in tx.execute(query)}


def members(
    tx: Transaction, incident: Incident, *, start: int = 0, limit: int | None = None, within: Limits = UNLIMITED
) -> list[int]:
    """Return cases of an incident that somebody sees, in the order of their numbers."""
    mine = (_CASES.c.incident_id.in_(family(tx, incident.id)), *cases_within(within))
    query = select(_CASES.c.id).where(*mine).order_by(_CASES.c.id)
    return list(tx.execute(query.offset(start).limit(limit)).scalars())


def first_said(tx: Transaction, incident: Incident, *, limit: int) -> list[int]:
    """Return the first cases whose words are still there, one a person."""
    numbers = family(tx, incident.id)
    first = select(func.min(_CASES.c.id)).join(_MENTIONS, _MENTIONS.c.id == _CASES.c.mention_id)
    said = or_(_MENTIONS.c.text != "", _MENTIONS.c.title.is_not(None))
    theirs = first.where(_CASES.c.incident_id.in_(numbers), said).group_by(PERSON)
    query = select(_CASES.c.id).where(_CASES.c.id.in_(theirs)).order_by(_CASES.c.id).limit(limit)
    return list(tx.execute(query).scalars())


def newest_critical(tx: Transaction, incident: Incident, *, limit: int) -> list[int]:
    """Return the newest critical cases that nobody has answered."""
    numbers = family(tx, incident.id)
    query = select(_CASES.c.id).where(
        _CASES.c.incident_id.in_(numbers),
        _CASES.c.severity == Severity.CRITICAL.value,
        _CASES.c.state.in_(sorted(UNANSWERED_STATES)),
    )
    return list(tx.execute(query.order_by(_CASES.c.id.desc()).limit(limit)).scalars())


def worst_waiting(tx: Transaction, incident: Incident, *, limit: int) -> list[int]:
    """Return the worst and newest cases that nobody has answered."""
    mine = _CASES.c.incident_id.in_(family(tx, incident.id)) & _CASES.c.state.in_(sorted(UNANSWERED_STATES))
    rank = case(*((_CASES.c.severity == one.value, one.rank) for one in Severity))
    query = select(_CASES.c.id).where(mine).order_by(rank.desc(), _CASES.c.id.desc())
    return list(tx.execute(query.limit(limit)).scalars())


def _late(tx: Transaction, mine: ColumnElement[bool], closed_at: datetime | None) -> int:
    if closed_at is None:
        return 0
    return tx.execute(select(func.count()).where(mine, _CASES.c.opened_at > closed_at)).scalar_one()


def _sums(rows: Sequence[Row[Any]], kind_of: Callable[[Row[Any]], _Kind]) -> dict[_Kind, int]:
    found: dict[_Kind, int] = defaultdict(int)
    for row in rows:
        found[kind_of(row)] += row.cases
    return dict(found)
