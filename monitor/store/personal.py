"""Personal: whoever is given cases is told by a message to them alone, one for all that come within ten seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from monitor.domain.case import Event, EventKind
from monitor.domain.delivery import DeliveryKind, DeliveryState, Draft
from monitor.store import outbox
from monitor.store.case_rows import event_of
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.tables import EventRow

SETTLED = timedelta(seconds=10)

_rows, _events = table(DeliveryRow), table(EventRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A case that somebody was given: the event that tells it, and what whoever gave it noted about it."""

    case_id: int
    event: Event
    note: str = ""


def gives(event: Event) -> bool:
    """Whether `event` gives a case to somebody who did not take it themselves."""
    return event.kind is EventKind.ASSIGNED and event.became is not None and event.became != event.by


def tell(tx: Transaction, case_id: int, events: Sequence[Event], event_ids: Sequence[int], now: datetime) -> None:
    """Tell whom these events give a case to.

    Only where the case is told in a workspace, in which people can be written to alone.
    """
    for name in dict.fromkeys(event.became for event in events if gives(event)):
        channel = _channel(tx, case_id)
        if name is None or channel is None or _joined(tx, name, max(event_ids)):
            continue
        first = min(event_ids)
        draft = Draft(
            key=f"personal:{first}",
            channel=channel,
            kind=DeliveryKind.PERSONAL,
            told_at=now,
            due_at=now + SETTLED,
            subject=_subject(name, first, max(event_ids)),
        )
        outbox.enqueue(tx, [draft])


def word_anew(tx: Transaction, case_id: int, now: datetime) -> None:
    """Have what tells of giving a case away worded anew: the customer's words are gone from it."""
    mine = (_events.c.case_id == case_id, _events.c.kind == EventKind.ASSIGNED.value, _events.c.became.is_not(None))
    for row in tx.execute(select(_events.c.id, _events.c.became, _events.c.key).where(*mine)).all():
        outbox.touch(tx, outbox.of_subject(tx, row.key) if row.key else [], now)  # the list of a hand-over
        theirs = _rows.c.subject.startswith(f"{row.became}:", autoescape=True)
        told = select(_rows.c.id, _rows.c.subject).where(_rows.c.kind == DeliveryKind.PERSONAL.value, theirs)
        outbox.touch(tx, [one.id for one in tx.execute(told) if _tells(one.subject, row.became, row.id)], now)


def given(tx: Transaction, subject: str) -> tuple[str, list[Given]]:
    """Return whom a message of that subject tells, and what they were given, in order; a case once."""
    name, _, span = subject.rpartition(":")
    first, _, last = span.partition("-")
    query = select(_events).where(_events.c.id >= int(first), _events.c.id <= int(last)).order_by(_events.c.id)
    rows = [(row.case_id, event_of(row)) for row in tx.execute(query)]
    found = {number: event for number, event in rows if gives(event) and event.became == name}
    notes = _notes(tx, list(found), int(first))
    return name, [
        Given(case_id=number, event=event, note=notes.get((number, event.by, event.at), ""))
        for number, event in found.items()
    ]


def _notes(tx: Transaction, case_ids: Sequence[int], first: int) -> dict[tuple[int, str, datetime], str]:
    """What was noted about these cases since: by case, by whom, and when."""
    mine = (_events.c.id >= first, _events.c.kind == EventKind.NOTED.value, _events.c.case_id.in_(case_ids))
    rows = tx.execute(select(_events).where(*mine))
    return {(row.case_id, row.by, row.at): row.text or "" for row in rows}


def _channel(tx: Transaction, case_id: int) -> str | None:
    """Return the first channel of a workspace that tells of a case, by its own message or by that of its crowd."""
    own, crowd = _rows, _rows.alias()
    workspace = func.coalesce(own.c.workspace, crowd.c.workspace, "")
    query = select(own.c.channel).outerjoin(crowd, crowd.c.id == own.c.group_id)
    mine = (own.c.case_id == case_id, own.c.kind == DeliveryKind.ALERT.value, workspace != "")
    return tx.execute(query.where(*mine).order_by(own.c.id).limit(1)).scalar_one_or_none()


def _joined(tx: Transaction, name: str, last: int) -> bool:
    """Let a message that nobody has begun to send tell of this, too; return whether there is one."""
    waits = (
        (_rows.c.state == DeliveryState.WAITING.value)
        & _rows.c.first_tried_at.is_(None)
        & _rows.c.lease_until.is_(None)
    )
    theirs = _rows.c.subject.startswith(f"{name}:", autoescape=True)
    query = select(_rows.c.id, _rows.c.subject).where(
        outbox.OPEN, _rows.c.kind == DeliveryKind.PERSONAL.value, waits, theirs
    )
    row = tx.execute(query.order_by(_rows.c.id.desc()).limit(1)).one_or_none()
    if row is None:
        return False
    whose, _, span = row.subject.rpartition(":")
    if whose != name:
        return False
    longer = _subject(name, int(span.partition("-")[0]), last)
    return tx.execute(update(_rows).where(_rows.c.id == row.id, waits).values(subject=longer)).rowcount > 0


def _tells(subject: str, name: str, event_id: int) -> bool:
    whose, _, span = subject.rpartition(":")
    first, _, last = span.partition("-")
    return whose == name and int(first) <= event_id <= int(last)


def _subject(name: str, first: int, last: int) -> str:
    return f"{name}:{first}-{last}"
