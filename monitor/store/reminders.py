"""Reminders: what alarms say, as messages: in a case's thread, in a channel, or, where many come at once, as a list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from monitor.domain.case import Case
from monitor.domain.delivery import DeliveryKind, DeliveryState, Draft
from monitor.domain.escalation import CHANNEL, LEAD, ON_DUTY, OWNER, Alarm
from monitor.domain.routing import Department, Routing
from monitor.domain.score import Severity
from monitor.store import counters, on_duty, outbox
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.outbox_tables import DeliveryRow

MOST_POSTS = 5
MOST_LINES = 20
"""So many escalations, and so many lines in threads, go out one by one in a channel and an hour; then a list does."""

_rows = table(DeliveryRow)
_CALLED = frozenset({OWNER, ON_DUTY})
"""Who is called where the case is told, by what they are to it."""
_HOUR = timedelta(hours=1)
_NOWHERE = {DeliveryState.DEAD.value, DeliveryState.WITHDRAWN.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where a case is told: the message in a channel, and its state."""

    id: int
    channel: str
    state: str


def homes(tx: Transaction, case_id: int) -> list[Home]:
    """Return where a case is told, its first channel first."""
    mine = (_rows.c.case_id == case_id) & (_rows.c.kind == DeliveryKind.ALERT.value)
    query = select(_rows.c.id, _rows.c.channel, _rows.c.state).where(mine).order_by(_rows.c.id)
    return [Home(id=row.id, channel=row.channel, state=row.state) for row in tx.execute(query)]


def tell(tx: Transaction, case: Case, alarm: Alarm, routing: Routing, now: datetime) -> int:
    """Queue what an alarm says, for each of those that it tells; return how many messages.

    What is not critical waits for the end of quiet hours. Where all that told of the case is held, nobody is told.
    """
    found = [home for home in homes(tx, case.id) if home.state != DeliveryState.HELD.value]
    duty = on_duty.looking_after(tx, case.department, now) if ON_DUTY in alarm.to else None
    told = _told(alarm, found, routing.department(case.department), routing, is_covered=duty is not None)

    def due_at(channel: str) -> datetime:
        critical = case.severity is Severity.CRITICAL
        return now if critical else routing.loud_at(channel, case.department, now)

    homely = {home.channel for home in found}
    for channel, thread in told.items():
        called = _CALLED.intersection(alarm.to) if channel in homely else ()
        _queue(tx, case, alarm, channel, now, thread=thread, due_at=due_at, called=sorted(called))
    return len(told)


def _told(
    alarm: Alarm, found: list[Home], department: Department | None, routing: Routing, *, is_covered: bool
) -> dict[str, Home | None]:
    """Return the channels that are told, and of those that are told in the case's thread its message there.

    Where somebody is to be told who is on duty, and nobody is (not `is_covered`), the channel is.
    """
    first = found[0] if found else None
    own = first.channel if first else (department.channel if department else routing.fallback)
    told: dict[str, Home | None] = {}
    for one in alarm.to:
        if first is not None and (one == OWNER or (one == ON_DUTY and is_covered)):
            told.setdefault(first.channel, first)
        elif one in {CHANNEL, ON_DUTY}:
            told |= dict.fromkeys([home.channel for home in found] or [own])
        else:
            named = department.lead if one == LEAD and department else one
            known = named is not None and (not routing.channels or named in routing.channels)
            told[named if named and known else own] = None
    return told


def _queue(
    tx: Transaction,
    case: Case,
    alarm: Alarm,
    channel: str,
    now: datetime,
    *,
    thread: Home | None,
    due_at: Callable[[str], datetime],
    called: Sequence[str],
) -> None:
    lost = thread is not None and thread.state in _NOWHERE
    kind = DeliveryKind.REMINDER if thread is not None and not lost else DeliveryKind.ESCALATION
    crowded = thread is not None and thread.state == DeliveryState.GROUPED.value
    most = MOST_LINES if kind is DeliveryKind.REMINDER else MOST_POSTS
    urgent = case.severity is Severity.CRITICAL
    several = not urgent and (crowded or _sent(tx, channel, kind, now) >= most)
    at = due_at(channel)
    draft = Draft(
        key=f"alarm:{case.id}:{alarm.key}:{channel}",
        channel=channel,
        kind=kind,
        told_at=now,
        due_at=at,
        case_id=case.id,
        thread_of=thread.id if thread is not None and kind is DeliveryKind.REMINDER else None,
        subject=":".join((alarm.kind, alarm.call or "", *called)),
        urgent=urgent,
        group_id=_list(tx, channel, now, at) if several else None,
        quiet=at > now,
    )
    outbox.enqueue(tx, [draft])


def _sent(tx: Transaction, channel: str, kind: DeliveryKind, now: datetime) -> int:
    """How many went out one by one within the hour."""
    query = select(func.count()).where(
        _rows.c.channel == channel,
        _rows.c.kind == kind.value,
        _rows.c.told_at > now - _HOUR,
        _rows.c.group_id.is_(None),
    )
    return tx.execute(query).scalar_one()


def _list(tx: Transaction, channel: str, now: datetime, due_at: datetime) -> int:
    """Return the message that lists this hour's reminders of a channel; it counts up."""
    key = f"overdue:{channel}:{now:%Y%m%dT%H}"
    kind, quiet = DeliveryKind.OVERDUE, due_at > now
    draft = Draft(key=key, channel=channel, kind=kind, told_at=now, due_at=due_at, quiet=quiet)
    return counters.counting(tx, draft, again=now)
