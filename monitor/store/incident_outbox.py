"""The messages of an incident: one a channel that counts up, and lists of its cases in the thread below it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from monitor.domain.delivery import Delivery, DeliveryKind, DeliveryState, Draft
from monitor.domain.incident import Incident, pause
from monitor.store import incident_figures, incidents, outbox
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.tables import CaseRow

FIRST_LIST = 20
"""Cases that the first list in the thread holds; each further one holds twice as many."""
LIST_AFTER = timedelta(minutes=2)
"""So long after the incident's message the first list follows, with all who came until then."""
_CHUNK = 500

_rows, _cases = table(DeliveryRow), table(CaseRow)
_FREE = (_rows.c.state == DeliveryState.WAITING.value) & _rows.c.reference.is_(None) & _rows.c.lease_until.is_(None)
_NO_MORE = (DeliveryState.DEAD.value, DeliveryState.WITHDRAWN.value)
_NOT_TOLD = (*_NO_MORE, DeliveryState.HELD.value)


def message(tx: Transaction, incident: Incident, channel: str, now: datetime, *, due_at: datetime | None = None) -> int:
    """Return the message that tells `channel` of an incident, written now where there is none.

    It goes out at `due_at` (now), when the channel may be spoken to.
    """
    due_at = due_at or now
    subject = subject_of(incident)
    mine = (_rows.c.subject == subject, _rows.c.channel == channel, _rows.c.kind == DeliveryKind.INCIDENT.value)
    query = select(_rows.c.id, _rows.c.state).where(*mine).order_by(_rows.c.id.desc()).limit(1)
    found = tx.execute(query).one_or_none()
    if found is not None and found.state not in _NO_MORE:
        return int(found.id)
    again = "" if found is None else f":{found.id}"
    draft = Draft(
        key=f"{subject}:{channel}{again}",
        channel=channel,
        kind=DeliveryKind.INCIDENT,
        told_at=now,
        due_at=due_at,
        subject=subject,
        quiet=due_at > now,
    )
    return outbox.enqueue(tx, [draft])[0]


def channels(tx: Transaction, incident: Incident) -> list[str]:
    """Return where an incident is told."""
    mine = (_rows.c.subject == subject_of(incident)) & (_rows.c.kind == DeliveryKind.INCIDENT.value)
    told = mine & _rows.c.state.not_in(_NO_MORE)
    return sorted(tx.execute(select(_rows.c.channel).where(told).distinct()).scalars())


def recount(tx: Transaction, incident: Incident, now: datetime, *, at_once: bool = False) -> None:
    """Have an incident's messages say what is true now: at growing intervals, or `at_once` after a person's act."""
    mine = _rows.c.subject == subject_of(incident)
    query = select(_rows.c.id, _rows.c.last_tried_at).where(mine, _rows.c.kind == DeliveryKind.INCIDENT.value)
    for number, last in tx.execute(query).all():
        due = now if at_once or last is None else max(now, last + pause(incident.opened_at, now))
        outbox.touch(tx, [number], due)


def fold(tx: Transaction, incident: Incident, case_ids: Sequence[int], now: datetime) -> None:
    """Let the incident's message tell of alerts that nobody was shown yet; urgent ones go out alone all the same."""
    for start in range(0, len(case_ids), _CHUNK):
        waiting = _rows.c.case_id.in_(list(case_ids[start : start + _CHUNK])) & _FREE & ~_rows.c.urgent
        for channel in sorted(tx.execute(select(_rows.c.channel).where(waiting).distinct()).scalars()):
            told_by = message(tx, incident, channel, now)
            values = {"state": DeliveryState.GROUPED.value, "group_id": told_by}
            tx.execute(update(_rows).where(waiting, _rows.c.channel == channel).values(**values))


def unfold(
    tx: Transaction, case_ids: Sequence[int], now: datetime, *, loud_at: Callable[[str], datetime] | None = None
) -> None:
    """Have alerts go out alone that an incident's message told of: their cases are in it no more.

    A channel is told at once, or when quiet hours let it (`loud_at`).
    """
    told_by = select(_rows.c.id).where(_rows.c.kind == DeliveryKind.INCIDENT.value)
    grouped = (_rows.c.state == DeliveryState.GROUPED.value) & _rows.c.group_id.in_(told_by)
    for start in range(0, len(case_ids), _CHUNK):
        mine = _rows.c.case_id.in_(list(case_ids[start : start + _CHUNK])) & grouped
        for channel in tx.execute(select(_rows.c.channel).where(mine).distinct()).scalars().all():
            at = loud_at(channel) if loud_at else now
            again = {"state": DeliveryState.WAITING.value, "group_id": None, "due_at": at}
            quiet = {"rule": outbox.QUIET} if at > now else {}
            tx.execute(update(_rows).where(mine, _rows.c.channel == channel).values(**again, **quiet))


def tell(tx: Transaction, incident: Incident, case_ids: Sequence[int], now: datetime) -> None:
    """Tell of an incident that a person made wherever its cases are told, also those that were shown already."""
    fold(tx, incident, case_ids, now)
    channels: set[str] = set()
    for start in range(0, len(case_ids), _CHUNK):
        mine = _rows.c.case_id.in_(list(case_ids[start : start + _CHUNK]))
        alerts = (_rows.c.kind == DeliveryKind.ALERT.value) & _rows.c.state.not_in(_NOT_TOLD)
        channels.update(tx.execute(select(_rows.c.channel).where(mine, alerts).distinct()).scalars())
    for channel in sorted(channels):
        message(tx, incident, channel, now)


def fold_crowd(tx: Transaction, channel: str, deliveries: Collection[int], now: datetime) -> set[int]:
    """Let incidents tell of those waiting alerts whose cases belong to one; return which these were."""
    folded: set[int] = set()
    numbers = sorted(deliveries)
    for start in range(0, len(numbers), _CHUNK):
        query = select(_rows.c.id, _cases.c.incident_id).join(_cases, _cases.c.id == _rows.c.case_id)
        some = numbers[start : start + _CHUNK]
        rows = tx.execute(query.where(_rows.c.id.in_(some), _cases.c.incident_id.is_not(None))).all()
        tells = incidents.roots(tx, {row.incident_id for row in rows})
        for number, incident in tells.items():
            mine = [row.id for row in rows if row.incident_id == number]
            told_by = message(tx, incident, channel, now)
            values = {"state": DeliveryState.GROUPED.value, "group_id": told_by}
            tx.execute(update(_rows).where(_rows.c.id.in_(mine), _FREE).values(**values))
            recount(tx, incident, now)
            folded.update(mine)
    return folded


def list_members(tx: Transaction, told: Delivery, now: datetime) -> None:
    """Have the lists in the thread of an incident's message name everybody who is in it by now."""
    incident = incidents.root(tx, incident_of(told.subject))
    lists = list(_lists(incident_figures.size(tx, incident)))
    query = select(_rows.c.id, _rows.c.key).where(
        _rows.c.thread_id == told.id, _rows.c.kind == DeliveryKind.MEMBERS.value
    )
    known = {row.key: row.id for row in tx.execute(query)}
    wanted = {f"{told.key}:list:{number}": number for number in lists}
    drafts = [
        Draft(
            key=key,
            channel=told.channel,
            kind=DeliveryKind.MEMBERS,
            told_at=now,
            due_at=now + LIST_AFTER,
            subject=f"members:{number}:{incident.id}",
            thread_of=told.id,
        )
        for key, number in wanted.items()
        if key not in known
    ]
    outbox.enqueue(tx, drafts)
    growing = [known[key] for key, number in wanted.items() if key in known and number >= len(lists) - 2]
    outbox.touch(tx, growing, now + outbox.COUNT_AFTER)


def listed(subject: str | None) -> tuple[int, int, int]:
    """Return what a list is about: the incident's number, the place of the first case on it and how many it holds."""
    _, number, incident = (subject or "").split(":")
    return int(incident), FIRST_LIST * (2 ** int(number) - 1), FIRST_LIST * 2 ** int(number)


def subject_of(incident: Incident) -> str:
    """Return what the messages of an incident are about, as the outbox has it."""
    return f"incident:{incident.id}"


def incident_of(subject: str | None) -> int:
    """Return the number of the incident that a message is about."""
    return int((subject or "").rpartition(":")[2])


def _lists(cases: int) -> Iterator[int]:
    """The numbers of the lists that so many cases fill."""
    number, left = 0, cases
    while left > 0:
        yield number
        left -= FIRST_LIST * 2**number
        number += 1
