"""Happenings: what is told outside, in one order that never changes, for everybody who listens.

A row's number says when it was written, not when it was committed: on PostgreSQL a smaller number may appear after a
larger one was read. So each gets its place only once it is committed, by one transaction at a time, and whoever listens
reads by place alone: what is behind a place that was read is all that comes, and none of it came before.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from monitor.domain.case import Case, Event
from monitor.domain.happening import TOLD_OF_CASES, Happening, HappeningKind
from monitor.store.columns import table
from monitor.store.database import Database, Transaction, take_turns
from monitor.store.happening_tables import HappeningRow, HookRow
from monitor.store.tables import CaseRow, IncidentRow

CHUNK = 500
_ROWS, _HOOKS, _CASES, _INCIDENTS = table(HappeningRow), table(HookRow), table(CaseRow), table(IncidentRow)
_INCIDENT = "incident"


def add(
    tx: Transaction,
    kind: HappeningKind,
    subject: str,
    at: datetime,
    *,
    brand: str | None = None,
    department: str | None = None,
    by: str | None = None,
) -> None:
    """Have it told, once this transaction is committed, that something happened to what is no case."""
    tx.execute(insert(_ROWS), [_row(kind, subject, at, brand=brand, by=by, department=department)])


def add_of_cases(tx: Transaction, told: Iterable[tuple[Case, Iterable[Event]]], *, left: str | None = None) -> None:
    """Have the events of cases told. `left` is the department that they left by them."""
    rows = [
        _row(
            TOLD_OF_CASES[event.kind],
            case.public_id,
            event.at,
            brand=case.brand,
            by=event.by,
            department=case.department,
            left=left,
        )
        for case, events in told
        for event in events
        if event.kind in TOLD_OF_CASES
    ]
    if rows:
        tx.execute(insert(_ROWS), rows)


def after(db: Database, seq: int, *, limit: int = CHUNK, now: datetime) -> list[Happening]:
    """Return what comes behind a place, in order, up to `limit`; what has no place yet gets it first."""
    place(db, now)
    with db.read() as tx:
        wanted = select(_ROWS).where(_ROWS.c.seq > seq).order_by(_ROWS.c.seq).limit(limit)
        rows = tx.execute(wanted).all()
        concerned = _departments(tx, [row.subject for row in rows if _noun(row) == _INCIDENT])
    return [_happening(row, concerned) for row in rows]


def place(db: Database, now: datetime) -> int:
    """Give what is committed and has none its place, in the order in which it was written; return how many."""
    placed = 0
    while _waits(db):
        with db.write() as tx:
            take_turns(tx, "happenings")
            wanted = select(_ROWS.c.id).where(_ROWS.c.seq.is_(None)).order_by(_ROWS.c.id).limit(CHUNK)
            ids = list(tx.execute(wanted).scalars())
            if ids:  # places may have gaps between them, as numbers have
                seq = _ROWS.c.id + (latest(tx) + 1 - ids[0])
                tx.execute(update(_ROWS).where(_ROWS.c.id.in_(ids)).values(seq=seq, placed_at=now))
        placed += len(ids)
    return placed


def latest(tx: Transaction) -> int:
    """Return the last place that was given; 0 where none was."""
    return tx.execute(select(func.max(_ROWS.c.seq))).scalar_one() or 0


def earliest(tx: Transaction) -> int:
    """Return the first place that is kept; 0 where none is."""
    return tx.execute(select(func.min(_ROWS.c.seq))).scalar_one() or 0


def prune(tx: Transaction, before: datetime, *, limit: int) -> int:
    """Delete what got its place before then and every webhook was told of; return how many.

    The last one stays: the next place is counted from it.
    """
    behind = select(func.min(_HOOKS.c.told)).where(_HOOKS.c.configured)
    untold = tx.execute(behind).scalar_one()
    last = latest(tx) - 1 if untold is None else min(untold, latest(tx) - 1)
    first = select(_ROWS.c.id, _ROWS.c.placed_at).where(_ROWS.c.seq <= last).order_by(_ROWS.c.seq).limit(limit)
    ids = [row.id for row in tx.execute(first) if row.placed_at < before]
    if ids:
        tx.execute(delete(_ROWS).where(_ROWS.c.id.in_(ids)))
    return len(ids)


def _waits(db: Database) -> bool:
    with db.read() as tx:
        return tx.execute(select(_ROWS.c.id).where(_ROWS.c.seq.is_(None)).limit(1)).first() is not None


def _departments(tx: Transaction, subjects: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Return whose cases are in these incidents, and in what was merged into them."""
    numbers = {int(subject.partition("-")[2]): subject for subject in subjects}
    found: dict[str, set[str]] = defaultdict(set)
    merged = _INCIDENTS.alias()
    for own, query in (
        (_CASES.c.incident_id, select(_CASES.c.incident_id, _CASES.c.department)),
        (
            merged.c.merged_into,
            select(merged.c.merged_into, _CASES.c.department).join(merged, merged.c.id == _CASES.c.incident_id),
        ),
    ):
        theirs = query.where(own.in_(list(numbers)), _CASES.c.department.is_not(None)).distinct()
        for number, department in tx.execute(theirs) if numbers else ():
            found[numbers[number]].add(department)
    return {subject: frozenset(names) for subject, names in found.items()}


def _happening(row: Row[Any], concerned: Mapping[str, frozenset[str]]) -> Happening:
    own = frozenset(filter(None, (row.department, row.left)))
    return Happening(
        seq=row.seq,
        kind=HappeningKind(row.kind),
        at=row.at,
        subject=row.subject,
        brand=row.brand,
        departments=concerned.get(row.subject, frozenset()) if _noun(row) == _INCIDENT else own,
        by=row.by,
    )


def _noun(row: Row[Any]) -> str:
    return HappeningKind(row.kind).noun


def _row(
    kind: HappeningKind,
    subject: str,
    at: datetime,
    *,
    brand: str | None = None,
    by: str | None = None,
    department: str | None = None,
    left: str | None = None,
) -> dict[str, Any]:
    told = {"kind": kind.value, "subject": subject, "at": at, "brand": brand, "by": by}
    return {**told, "department": department, "left": left}
