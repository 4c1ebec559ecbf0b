"""Incidents as lists show them: counted in as many queries however many there are."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, func, select

from monitor.domain.access import Limits
from monitor.domain.incident import Crowding, Incident, IncidentFile, Titled
from monitor.store import incidents
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.incident_figures import counted, crowd
from monitor.store.incident_files import incident_file
from monitor.store.incident_tables import IncidentMarkRow, TellingRow
from monitor.store.tables import CaseRow, IncidentRow, MentionRow, SourceRow
from monitor.store.tellings import asked_and_told
from monitor.store.traces import PERSON

_CASES, _INCIDENTS, _MENTIONS, _SOURCES = table(CaseRow), table(IncidentRow), table(MentionRow), table(SourceRow)
_MARKS, _TELLINGS = table(IncidentMarkRow), table(TellingRow)


def incident_list(tx: Transaction, some: Sequence[Incident]) -> list[IncidentFile]:
    """Return incidents with who is in them, without the cases that a page of one names first.

    Those that others were merged into are few, and counted one by one.
    """
    led = _led_by_others(tx, [one.id for one in some])
    alone = [one for one in some if one.id not in led]
    crowdings, keys = _crowdings(tx, alone), _keys(tx, [one.id for one in alone])
    return [
        incident_file(tx, one)
        if one.id in led
        else IncidentFile(incident=one, crowding=crowdings[one.id], keys=tuple(keys[one.id]), first=(), critical=())
        for one in some
    ]


def titled(tx: Transaction, numbers: Collection[int], within: Limits) -> dict[int, Titled]:
    """Return those of these incidents that somebody sees, each with what its name is made of."""
    seen = incidents.some(tx, numbers, within)
    families = incidents.families(tx, seen)
    marks = _keys(tx, [number for family in families.values() for number in family])
    return {
        number: Titled(
            incident=one, keys=tuple(sorted({mark for member in families[number] for mark in marks[member]}))
        )
        for number, one in seen.items()
    }


def _led_by_others(tx: Transaction, ids: Sequence[int]) -> frozenset[int]:
    into = _INCIDENTS.c.merged_into
    return frozenset(tx.execute(select(into).where(into.is_not(None), into.in_(ids)).distinct()).scalars())


def _crowdings(tx: Transaction, some: Sequence[Incident]) -> dict[int, Crowding]:
    ids = [one.id for one in some]
    counts: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in tx.execute(counted(_CASES.c.incident_id.in_(ids))):
        counts[row.incident_id].append(row)
    people, late = _people(tx, ids), _late(tx, ids)
    asking = set(tx.execute(select(_TELLINGS.c.incident_id).where(_TELLINGS.c.incident_id.in_(ids))).scalars())
    told = {one.id: asked_and_told(tx, one) for one in some if one.id in asking}
    return {
        one.id: crowd(
            one,
            counts[one.id],
            people=people.get(one.id, 0),
            late=late.get(one.id, 0),
            telling=told.get(one.id, (0, 0)),
        )
        for one in some
    }


def _people(tx: Transaction, ids: Sequence[int]) -> dict[int, int]:
    distinct = select(_CASES.c.incident_id, func.count(PERSON.distinct()))
    distinct = distinct.join(_MENTIONS, _MENTIONS.c.id == _CASES.c.mention_id).where(_CASES.c.incident_id.in_(ids))
    return dict(map(tuple, tx.execute(distinct.group_by(_CASES.c.incident_id))))


def _late(tx: Transaction, ids: Sequence[int]) -> dict[int, int]:
    behind = select(_CASES.c.incident_id, func.count()).join(_INCIDENTS, _INCIDENTS.c.id == _CASES.c.incident_id)
    behind = behind.where(_CASES.c.incident_id.in_(ids), _CASES.c.opened_at > _INCIDENTS.c.closed_at)
    return dict(map(tuple, tx.execute(behind.group_by(_CASES.c.incident_id))))


def _keys(tx: Transaction, ids: Sequence[int]) -> dict[int, list[str]]:
    marks: dict[int, list[str]] = defaultdict(list)
    found = select(_MARKS.c.incident_id, _MARKS.c.mark).where(_MARKS.c.incident_id.in_(ids)).order_by(_MARKS.c.mark)
    for incident, mark in tx.execute(found):
        marks[incident].append(mark)
    return marks
