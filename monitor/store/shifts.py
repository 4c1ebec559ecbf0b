"""Shifts: what the next one takes over, counted in the store, and handing it over with a word."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, insert, literal_column, or_, select, update

from monitor.domain.act import NotAllowed, Note
from monitor.domain.case import UNANSWERED_STATES
from monitor.domain.delivery import DeliveryKind, Draft
from monitor.domain.people import OnDuty
from monitor.domain.shift import Load, Matter, Relay, Shift, Whose
from monitor.store import cases, on_duty, outbox
from monitor.store.cases import NoSuchCase
from monitor.store.change_tables import RelayRow
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.rows import next_ids
from monitor.store.tables import CaseRow

_relays, _cases = table(RelayRow), table(CaseRow)
_LIVE: ColumnElement[bool] = literal_column("cases.state IN ('open', 'acknowledged', 'responded')")
"""In these very words the partial indexes of live cases serve."""
_NAMED = re.compile(r"\bC-([0-9]{1,18})\b", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a shift takes over: how many of each matter, whose they are, and the most pressing ones by number."""

    counts: Mapping[Matter, int]
    owners: tuple[Load, ...]
    departments: tuple[Load, ...]
    named: tuple[tuple[Matter, int], ...]


def listed(tx: Transaction, whose: Whose, shift: Shift, now: datetime, *, named: int) -> Listed:
    """Sort the live cases by what they ask of the next shift."""
    matter = _matter(shift, now)
    mine = and_(_LIVE, *_of(whose), matter.is_not(None))
    columns = (matter.label("matter"), _cases.c.owner, _cases.c.department)
    rows = tx.execute(select(*columns, func.count().label("cases")).where(mine).group_by(*columns)).all()
    rank = case(*((matter == one.value, number) for number, one in enumerate(Matter)))
    first = (rank, _cases.c.due_at.is_(None), _cases.c.due_at, _cases.c.id)
    pressing = select(matter.label("matter"), _cases.c.id).where(mine).order_by(*first).limit(named)
    counts: Counter[Matter] = Counter()
    for row in rows:
        counts[Matter(row.matter)] += row.cases
    return Listed(
        counts=counts,
        owners=_loads((row.owner, row.matter, row.cases) for row in rows),
        departments=_loads((row.department, row.matter, row.cases) for row in rows),
        named=tuple((Matter(row.matter), row.id) for row in tx.execute(pressing)),
    )


def hand_over(
    tx: Transaction,
    department: str | None,
    shift: Shift,
    *,
    note: str,
    next_on_duty: str | None,
    channel: str,
    by: str,
    now: datetime,
) -> Relay:
    """Hand a shift over: tell `channel` once, note the words on the cases that they name, and say who is on duty next.

    Raises `NotAllowed`.
    """
    if shift.ends_at <= max(shift.begins_at, now):
        raise NotAllowed("the next shift would be over before it begins: name a later end")
    [number] = next_ids(tx, _relays, 1)
    told = {"at": now, "by": by, "department": department, "note": note}
    tx.execute(insert(_relays), [{"id": number, "begins_at": shift.begins_at, "ends_at": shift.ends_at, **told}])
    for case_id in dict.fromkeys(int(found) for found in _NAMED.findall(note)):
        _note(tx, case_id, note, by, now)
    if next_on_duty:
        on_duty.begin(tx, OnDuty(department=department or "", name=next_on_duty, until=shift.ends_at))
    subject = _subject(number)
    draft = Draft(key=subject, channel=channel, kind=DeliveryKind.SHIFT, told_at=now, due_at=now, subject=subject)
    outbox.enqueue(tx, [draft])
    return Relay(id=number, at=now, by=by, department=department, shift=shift, note=note)


def take_over(tx: Transaction, number: int, *, by: str, now: datetime) -> Relay:
    """Say that the next shift has it; its message shows that. Raises `NotAllowed`."""
    free = (_relays.c.id == number) & _relays.c.taken_at.is_(None)
    taken = tx.execute(update(_relays).where(free).values(taken_by=by, taken_at=now)).rowcount
    found = get(tx, number)
    if found is None or found.taken_at is None:
        raise NotAllowed(f"there is no shift {number} that was handed over")
    if not taken:
        raise NotAllowed(f"{found.taken_by} took this shift over at {found.taken_at:%H:%M} UTC")
    outbox.touch(tx, outbox.of_subject(tx, _subject(number)), now)
    return found


def get(tx: Transaction, number: int) -> Relay | None:
    """Return a shift that was handed over."""
    row = tx.execute(select(_relays).where(_relays.c.id == number)).one_or_none()
    return None if row is None else _relay(row)


def of_subject(tx: Transaction, subject: str | None) -> Relay | None:
    """Return the shift that a message is about."""
    return get(tx, int((subject or "").rpartition(":")[2]))


def subjects_between(tx: Transaction, begin: datetime, end: datetime) -> list[str]:
    """Return what the messages of shifts that were handed over in a time are about."""
    rows = tx.execute(select(_relays.c.id).where(_relays.c.at >= begin, _relays.c.at <= end))
    return [_subject(number) for number in rows.scalars()]


def pending(tx: Transaction, department: str | None, now: datetime) -> list[Relay]:
    """Return what was handed over to `department` (None: to anybody) and nobody took, the latest first."""
    waits = and_(_relays.c.taken_at.is_(None), _relays.c.ends_at > now)
    mine = or_(_relays.c.department.is_(None), _relays.c.department == department) if department else waits
    return [_relay(row) for row in tx.execute(select(_relays).where(waits, mine).order_by(_relays.c.id.desc()))]


def _matter(shift: Shift, now: datetime) -> ColumnElement[str | None]:
    asleep, due = _cases.c.snoozed_until > now, _cases.c.due_at
    waits = _cases.c.state.in_([state.value for state in UNANSWERED_STATES])
    return case(
        (asleep & (_cases.c.snoozed_until <= shift.ends_at), Matter.WAKES.value),
        (asleep, None),
        (~waits, Matter.ANSWERED.value),
        (due <= now, Matter.LATE.value),
        (due < shift.begins_at, Matter.BEFORE.value),
        (due < shift.ends_at, Matter.WITHIN.value),
        else_=Matter.OPEN.value,
    )


def _of(whose: Whose) -> list[ColumnElement[bool]]:
    wanted = ((_cases.c.department, whose.department), (_cases.c.owner, whose.owner))
    return [column == name for column, name in wanted if name is not None]


def _loads(rows: Any) -> tuple[Load, ...]:
    every: Counter[str | None] = Counter()
    late: Counter[str | None] = Counter()
    for name, matter, count in rows:
        every[name] += count
        late[name] += count if matter == Matter.LATE else 0
    ranked = sorted(every, key=lambda name: (-late[name], -every[name], name is None, name or ""))
    return tuple(Load(name=name, cases=every[name], late=late[name]) for name in ranked)


def _note(tx: Transaction, case_id: int, note: str, by: str, now: datetime) -> None:
    try:
        cases.act(tx, case_id, Note(text=note), by=by, now=now)
    except NoSuchCase:  # a number that is no case's is only words
        return


def _subject(number: int) -> str:
    return f"relay:{number}"


def _relay(row: Row[Any]) -> Relay:
    return Relay(
        id=row.id,
        at=row.at,
        by=row.by,
        department=row.department,
        shift=Shift(begins_at=row.begins_at, ends_at=row.ends_at),
        note=row.note,
        taken_by=row.taken_by,
        taken_at=row.taken_at,
    )
