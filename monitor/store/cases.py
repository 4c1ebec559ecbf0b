"""Cases: what is done to them, each act and each move of a customer in one transaction with the event that tells it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import exists, select, update

from monitor.domain import labels as taught
from monitor.domain import worsening
from monitor.domain.act import Act, apply
from monitor.domain.case import Case, Event, EventKind, State
from monitor.domain.score import Reason
from monitor.domain.verdict import step_of
from monitor.store import alarms, deltas, happenings, labels, outbox, personal, threads
from monitor.store.case_rows import case_of, event_of, row_of_case, row_of_event
from monitor.store.columns import table
from monitor.store.database import StoreUnavailable, Transaction
from monitor.store.rows import upsert
from monitor.store.tables import CaseRow, EventRow, SourceRow

_CASES, _EVENTS, _SOURCES = table(CaseRow), table(EventRow), table(SourceRow)


class NoSuchCase(Exception):
    """There is no case of that number; the message names it."""


def get(tx: Transaction, case_id: int, *, hold: bool = False) -> Case:
    """Return a case; with `hold` nobody else changes it before this transaction ends. Raises `NoSuchCase`."""
    return _read(tx, case_id, hold=hold)


def act(tx: Transaction, case_id: int, act: Act, *, by: str, now: datetime, key: str | None = None) -> Case:
    """Do what a person wants done to a case, and ask that its messages show it before all others.

    A `key` makes an act that may arrive twice (a click) count once. Raises `NoSuchCase` and `NotAllowed`.
    """
    case = _read(tx, case_id, hold=True)
    if key is not None and was_told(tx, case_id, key):
        return case
    after, event = apply(case, act, by=by, now=now)
    labels.add(tx, case.mention_id, case.brand, taught.of_act(case, event))
    return change(tx, case, after, [replace(event, key=key)], now=now, acted=True)


def change(
    tx: Transaction, before: Case, after: Case, events: Sequence[Event], *, now: datetime, acted: bool = False
) -> Case:
    """Write what became of a case, its events and figures, and ask that its messages and their threads tell it.

    Return it as it is now. `acted`: somebody waits to see it.

    Where every event was told before, nothing changes. Raises `StoreUnavailable` where someone else changed the case
    since `before` was read: the transaction may be tried again.
    """
    told = _tell(tx, before.id, events)
    if not told:
        return before
    mine = (_CASES.c.id == before.id) & (_CASES.c.version == before.version)
    if tx.execute(update(_CASES).where(mine).values(row_of_case(after))).rowcount == 0:
        raise StoreUnavailable(f"{before.public_id} was changed by someone else in the same moment; try again")
    left = before.department if before.department != after.department else None
    happenings.add_of_cases(tx, [(after, told.values())], left=left)
    _count(tx, before, after, now)
    erased = any(event.kind is EventKind.ERASED for event in events)
    outbox.want(tx, after.id, after.version, now, acted=acted, stories=erased)
    alarms.look_again(tx, after.id, now)
    if any(event.kind in threads.TOLD for event in events):
        threads.tell(tx, after.id, list(told), now, acted=acted)
    personal.tell(tx, after.id, events, list(told), now)
    return after


def corrected(tx: Transaction, case_id: int) -> set[EventKind]:
    """Return which of severity, topic and department people have set themselves."""
    kinds = (EventKind.SEVERITY.value, EventKind.TOPIC.value, EventKind.DEPARTMENT.value)
    mine = (_EVENTS.c.case_id == case_id, _EVENTS.c.kind.in_(kinds))
    return {EventKind(kind) for kind in tx.execute(select(_EVENTS.c.kind).where(*mine).distinct()).scalars()}


def steps_beside(tx: Transaction, case_id: int, judged: Iterable[Reason]) -> int:
    """Return how many steps more severe a case became while it waited, beside those that `judged` reasons made."""
    mine = (_EVENTS.c.case_id == case_id, _EVENTS.c.kind == EventKind.WORSENED.value)
    made = worsening.steps(map(event_of, tx.execute(select(_EVENTS).where(*mine))))
    return len(made - {step_of(reason) for reason in judged})


def note(tx: Transaction, case_id: int, event: Event) -> None:
    """Write an event that changes nothing about a case, and that nobody is told of."""
    _tell(tx, case_id, [event])


def was_told(tx: Transaction, case_id: int, key: str) -> bool:
    """Return whether the timeline of a case has an event of that key: what it tells was done already."""
    return bool(tx.execute(select(exists().where(_EVENTS.c.case_id == case_id, _EVENTS.c.key == key))).scalar_one())


def asleep_until(tx: Transaction, now: datetime, *, limit: int = 100) -> list[int]:
    """Return cases whose snooze has ended, for `Wake`, but those that somebody changes this moment; hold them."""
    over = _CASES.c.snoozed_until <= now  # only live cases sleep
    query = select(_CASES.c.id).where(over).order_by(_CASES.c.snoozed_until).limit(limit)
    return list(tx.execute(query.with_for_update(skip_locked=True)).scalars())


def _read(tx: Transaction, case_id: int, *, hold: bool = False) -> Case:
    query = select(_CASES).where(_CASES.c.id == case_id)
    row = tx.execute(query.with_for_update() if hold else query).one_or_none()
    if row is None:
        raise NoSuchCase(f"there is no case C-{case_id}")
    return case_of(row)


def _tell(tx: Transaction, case_id: int, events: Sequence[Event]) -> dict[int, Event]:
    """Write the events that were not told before; return them by their ids."""
    rows = [row_of_event(case_id, event) for event in events]
    new = upsert(tx, _EVENTS).values(rows).on_conflict_do_nothing().returning(_EVENTS)
    return {row.id: event_of(row) for row in tx.execute(new)} if rows else {}


def _count(tx: Transaction, before: Case, after: Case, now: datetime) -> None:
    """Count first answers, and cases that were closed or opened again."""
    changes = list(_figures(before, after, now))
    if not changes:
        return
    source_of = select(_SOURCES.c.name).join(_CASES, _CASES.c.source_id == _SOURCES.c.id).where(_CASES.c.id == after.id)
    source = tx.execute(source_of).scalar_one()
    for measure, at in changes:
        figure = deltas.Delta(
            measure=measure,
            at=at,
            brand=after.brand,
            source=source,
            topic=after.topic,
            severity=after.severity,
            department=after.department or "",
        )
        deltas.add(tx, figure)


_ENDS = {State.RESOLVED: "resolved", State.DISMISSED: "dismissed", State.OPEN: "reopened"}


def _figures(before: Case, after: Case, now: datetime) -> Iterator[tuple[str, datetime]]:
    if before.responded_at is None and after.responded_at is not None:
        yield "responded", after.responded_at
    if before.state is not after.state and after.state in _ENDS:
        yield _ENDS[after.state], now
