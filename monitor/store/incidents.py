"""Incidents: opened, joined, merged, split and closed, each with what its cases' timelines tell of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from monitor.domain.access import UNLIMITED, Limits
from monitor.domain.case import Event, EventKind
from monitor.domain.incident import Cause, Incident, IncidentEventKind
from monitor.domain.score import Topic
from monitor.store import happenings, incident_history, outbox
from monitor.store.case_rows import case_of, row_of_event
from monitor.store.columns import table
from monitor.store.database import Transaction, take_turns
from monitor.store.incident_tables import IncidentMarkRow
from monitor.store.rows import next_ids, upsert
from monitor.store.tables import CaseRow, EventRow, IncidentRow
from monitor.store.within import incidents_within

_INCIDENTS, _CASES, _MARKS = table(IncidentRow), table(CaseRow), table(IncidentMarkRow)
_CHUNK = 500


class NoSuchIncident(Exception):
    """There is no incident of that number; the message names it."""


def hold(tx: Transaction, brands: Iterable[str]) -> None:
    """Let nobody else decide on incidents of these brands until this transaction ends."""
    for brand in sorted(set(brands)):
        take_turns(tx, f"incidents/{brand}")


def get(tx: Transaction, incident_id: int) -> Incident:
    """Return an incident. Raises `NoSuchIncident`."""
    row = tx.execute(select(_INCIDENTS).where(_INCIDENTS.c.id == incident_id)).one_or_none()
    if row is None:
        raise NoSuchIncident(f"there is no incident I-{incident_id}")
    return _incident(row)


def some(tx: Transaction, incident_ids: Collection[int], within: Limits) -> dict[int, Incident]:
    """Return those of these incidents that somebody sees, by number."""
    mine = select(_INCIDENTS).where(_INCIDENTS.c.id.in_(sorted(set(incident_ids))), *incidents_within(within))
    return {row.id: _incident(row) for row in tx.execute(mine)}


def seen_by(tx: Transaction, incident_id: int, within: Limits) -> Incident:
    """Return an incident that somebody sees. Raises `NoSuchIncident`, also where there is one that they do not."""
    found = some(tx, [incident_id], within)
    if incident_id not in found:
        raise NoSuchIncident(f"there is no incident I-{incident_id}")
    return found[incident_id]


def root(tx: Transaction, incident_id: int) -> Incident:
    """Return the incident that tells of this one now: itself, or what it was merged into. Raises `NoSuchIncident`."""
    return roots(tx, [incident_id])[incident_id]


def roots(tx: Transaction, incident_ids: Collection[int]) -> dict[int, Incident]:
    """Return the incident that tells of each of these now, with a query for each level of merges."""
    known: dict[int, Incident] = {}
    missing = set(incident_ids)
    while missing:
        read = some(tx, missing, UNLIMITED)
        known |= read
        missing = {one.merged_into for one in read.values() if one.merged_into is not None} - known.keys()
    return {number: _top(known, number) for number in sorted(set(incident_ids))}


def family(tx: Transaction, incident_id: int) -> list[int]:
    """Return the numbers of an incident and of all that were merged into it."""
    return families(tx, [incident_id]).get(incident_id, [incident_id])


def families(tx: Transaction, incident_ids: Collection[int]) -> dict[int, list[int]]:
    """Return the numbers of each of these incidents and of all that were merged into it."""
    own = _INCIDENTS.c.id
    tree = select(own.label("head"), own.label("id")).where(own.in_(sorted(set(incident_ids)))).cte(recursive=True)
    tree = tree.union(select(tree.c.head, own).join(tree, _INCIDENTS.c.merged_into == tree.c.id))
    found: dict[int, list[int]] = defaultdict(list)
    for head, number in tx.execute(select(tree.c.head, tree.c.id).order_by(tree.c.id)):
        found[head].append(number)
    return dict(found)


def newest(
    tx: Transaction,
    *,
    open_only: bool = False,
    brand: str | None = None,
    before: int | None = None,
    within: Limits = UNLIMITED,
    limit: int = 50,
) -> list[Incident]:
    """Return incidents that tell of themselves and that somebody sees, the newest first."""
    query = select(_INCIDENTS).where(_INCIDENTS.c.merged_into.is_(None), *incidents_within(within))
    if open_only:
        query = query.where(_INCIDENTS.c.closed_at.is_(None))
    if brand is not None:
        query = query.where(_INCIDENTS.c.brand == brand)
    if before is not None:
        query = query.where(_INCIDENTS.c.id < before)
    return [_incident(row) for row in tx.execute(query.order_by(_INCIDENTS.c.id.desc()).limit(limit))]


def led_to(tx: Transaction, brand: str, marks: Collection[str]) -> dict[str, Incident]:
    """Return the incidents that marks lead to, by mark."""
    found: dict[str, Incident] = {}
    wanted = sorted(marks)
    for start in range(0, len(wanted), _CHUNK):
        query = select(_MARKS.c.mark, _INCIDENTS).join(_INCIDENTS, _INCIDENTS.c.id == _MARKS.c.incident_id)
        mine = (_MARKS.c.brand == brand) & _MARKS.c.mark.in_(wanted[start : start + _CHUNK])
        found |= {row.mark: _incident(row) for row in tx.execute(query.where(mine))}
    return found


def marks_of(tx: Transaction, incident_ids: Collection[int]) -> list[str]:
    """Return the marks that lead to these incidents."""
    query = select(_MARKS.c.mark).where(_MARKS.c.incident_id.in_(list(incident_ids))).order_by(_MARKS.c.mark)
    return list(tx.execute(query).scalars())


def open_new(
    tx: Transaction, *, brand: str, topic: Topic, cause: Cause, title: str, at: datetime, by: str, now: datetime
) -> Incident:
    """Open an incident without cases. `title` is the mark that it is opened for; `at` is that of its latest case."""
    [number] = next_ids(tx, _INCIDENTS, 1)
    values = {"brand": brand, "topic": topic, "cause": cause, "opened_at": now, "last_at": at, "opened_by": by}
    tx.execute(insert(_INCIDENTS).values(id=number, title=title, **values))
    incident_history.note(tx, number, IncidentEventKind.OPENED, by=by, now=now)
    return get(tx, number)


def learn(tx: Transaction, incident: Incident, marks: Iterable[str]) -> None:
    """Have these marks lead to an incident from now on, wherever they led before."""
    rows = [{"brand": incident.brand, "mark": mark, "incident_id": incident.id} for mark in sorted(set(marks))]
    if rows:
        fresh = upsert(tx, _MARKS)
        again = fresh.on_conflict_do_update(
            index_elements=["brand", "mark"], set_={"incident_id": fresh.excluded["incident_id"]}
        )
        tx.execute(again, rows)


def put(
    tx: Transaction,
    incident: Incident | None,
    case_ids: Sequence[int],
    *,
    by: str,
    now: datetime,
    last_at: datetime | None = None,
    fresh: Collection[int] = (),
) -> None:
    """Put cases into an incident, or out of any (None), and tell it on their timelines.

    Those in `fresh` were opened in this transaction: nobody has been shown them yet.
    """
    became = None if incident is None else incident.public_id
    for start in range(0, len(case_ids), _CHUNK):
        some = list(case_ids[start : start + _CHUNK])
        known = [number for number in some if number not in fresh]
        mine = _CASES.c.id.in_(some)
        tx.execute(update(_CASES).where(mine).values(incident_id=None if incident is None else incident.id))
        event = Event(kind=EventKind.GROUPED, at=now, by=by, became=became)
        tx.execute(insert(table(EventRow)), [row_of_event(number, event) for number in some])
        happenings.add_of_cases(tx, [(case_of(row), [event]) for row in tx.execute(select(_CASES).where(mine))])
        _show(tx, known, now)
    if incident is not None:
        later = last_at is not None and last_at > incident.last_at
        values = {"grown": True, **({"last_at": last_at} if later else {})}
        tx.execute(update(_INCIDENTS).where(_INCIDENTS.c.id == incident.id).values(values))


def placed_by(tx: Transaction, case_id: int) -> str | None:
    """Return who put a case where it is: the judge or a person; None where nobody ever did."""
    events = table(EventRow)
    mine = (events.c.case_id == case_id) & (events.c.kind == EventKind.GROUPED.value)
    return tx.execute(select(events.c.by).where(mine).order_by(events.c.id.desc()).limit(1)).scalar_one_or_none()


def without_cases(tx: Transaction) -> list[Incident]:
    """Return the open incidents that tell of themselves and have no case of their own."""
    alone = _INCIDENTS.c.closed_at.is_(None) & _INCIDENTS.c.merged_into.is_(None)
    members = select(_CASES.c.id).where(_CASES.c.incident_id == _INCIDENTS.c.id).exists()
    return [_incident(row) for row in tx.execute(select(_INCIDENTS).where(alone, ~members).limit(_CHUNK))]


def marked(tx: Transaction, mark: str) -> list[Incident]:
    """Return the incidents of all brands that a mark leads to."""
    query = select(_INCIDENTS).join(_MARKS, _MARKS.c.incident_id == _INCIDENTS.c.id)
    return [_incident(row) for row in tx.execute(query.where(_MARKS.c.mark == mark).order_by(_INCIDENTS.c.id))]


def open_by_mark(tx: Transaction, prefix: str) -> list[tuple[str, Incident]]:
    """Return the open incidents that marks lead to which begin so, each with its mark."""
    query = select(_MARKS.c.mark, _INCIDENTS).join(_INCIDENTS, _INCIDENTS.c.id == _MARKS.c.incident_id)
    mine = _MARKS.c.mark.startswith(prefix, autoescape=True) & _INCIDENTS.c.closed_at.is_(None)
    return [(row.mark, _incident(row)) for row in tx.execute(query.where(mine).order_by(_INCIDENTS.c.id))]


def unlearn(tx: Transaction, incident_ids: Collection[int]) -> None:
    """Let no mark lead to these incidents any more."""
    tx.execute(_MARKS.delete().where(_MARKS.c.incident_id.in_(list(incident_ids))))


def change(tx: Transaction, incident: Incident, **values: Any) -> Incident:
    """Write what became of an incident; return it as it is now."""
    tx.execute(update(_INCIDENTS).where(_INCIDENTS.c.id == incident.id).values(**values))
    return replace(incident, **values)


def grew(tx: Transaction, incident: Incident) -> None:
    """Have it looked at how many people are in an incident that took another one in."""
    tx.execute(update(_INCIDENTS).where(_INCIDENTS.c.id == incident.id).values(grown=True))


def brands_of(tx: Transaction, case_ids: Sequence[int]) -> Mapping[int, str]:
    """Return the brands of cases, by number; those that are not there are left out."""
    query = select(_CASES.c.id, _CASES.c.brand).where(_CASES.c.id.in_(list(case_ids)))
    return {row.id: row.brand for row in tx.execute(query)}


def _show(tx: Transaction, case_ids: Sequence[int], now: datetime) -> None:
    """Have the messages of known cases say that they belong to an incident now, or no longer."""
    mine = _CASES.c.id.in_(list(case_ids))
    if case_ids:
        tx.execute(update(_CASES).where(mine).values(version=_CASES.c.version + 1))
    for number, version in tx.execute(select(_CASES.c.id, _CASES.c.version).where(mine)).all():
        outbox.want(tx, number, version, now)


def _top(known: Mapping[int, Incident], number: int) -> Incident:
    """Return what tells of an incident, of incidents that are read. Raises `NoSuchIncident`."""
    found = known.get(number)
    while found is not None and found.merged_into is not None:
        found = known.get(found.merged_into)
    if found is None:
        raise NoSuchIncident(f"there is no incident I-{number}")
    return found


def _incident(row: Row[Any]) -> Incident:
    return Incident(
        id=row.id,
        brand=row.brand,
        topic=Topic(row.topic),
        cause=Cause(row.cause),
        opened_at=row.opened_at,
        last_at=row.last_at,
        opened_by=row.opened_by,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        merged_into=row.merged_into,
        name=row.name,
        owner=row.owner,
    )
