"""Crowds: when more alerts wait for a channel than people can read, one message tells of them all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

from sqlalchemy import ColumnElement, func, literal_column, select, update

from monitor.domain.case import UNANSWERED_STATES
from monitor.domain.delivery import DeliveryKind, DeliveryState, Draft
from monitor.domain.score import Severity, Topic
from monitor.store import incident_outbox, outbox
from monitor.store.columns import table
from monitor.store.database import Transaction, take_turns
from monitor.store.outbox import enqueue, touch
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.tables import CaseRow

MOST_SINGLE = 20
"""More alerts than this waiting for one channel, or coming within `QUIET`, are a crowd."""
QUIET = timedelta(minutes=5)
"""A crowd is over once no more than `MOST_SINGLE` alerts came in this long."""
MOST_URGENT_AN_HOUR = 20
"""Urgent alerts still go out one by one in a crowd, up to this many an hour."""
MOST_OF_AN_INCIDENT = 10
"""So many of these may be of one incident: its critical cases leave room for those of other troubles."""
OPEN, CLOSED = "open", "closed"
UPDATE_EVERY, UPDATE_AT_LEAST_EVERY = timedelta(seconds=20), timedelta(minutes=2)

_rows = table(DeliveryRow)
_cases = table(CaseRow)
_URGENT: ColumnElement[bool] = literal_column("deliveries.urgent")  # in this word the partial index serves
_FREE = (_rows.c.state == DeliveryState.WAITING.value) & _rows.c.reference.is_(None) & _rows.c.lease_until.is_(None)
"""Waits for its first post, and nobody is about to send it."""
_APART = [
    kind.value for kind in (DeliveryKind.ANSWER, DeliveryKind.ESCALATION, DeliveryKind.REMINDER, DeliveryKind.STORY)
]
"""What tells of a case and is no alert. Named so, the index of what is due serves."""
_CHUNK = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """What a group's message tells: how many, of what, and the worst and newest by case id, what waits first.

    `waiting` counts those that nobody has answered.
    """

    total: int
    waiting: int
    severities: Mapping[Severity, int]
    topics: Mapping[Topic, int]
    worst: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    """A first post that waits. `incident_id` is that of an urgent one's case."""

    id: int
    urgent: bool
    incident_id: int | None


def gather(tx: Transaction, channel: str, now: datetime) -> None:
    """Put the alerts that wait for `channel` into one message, where there is a crowd of them."""
    take_turns(tx, f"gather/{channel}")
    waiting = _waiting(tx, channel, now)
    open_group = _open_group(tx, channel)
    if open_group is not None and _recent(tx, channel, open_group, now) <= MOST_SINGLE:
        _close(tx, open_group)
        open_group = None
    if open_group is None and not _is_crowd(tx, channel, waiting, now):
        return
    members = _without_urgent(tx, channel, waiting, now)
    of_incidents = incident_outbox.fold_crowd(tx, channel, members, now)
    members = [number for number in members if number not in of_incidents]
    if open_group is None and members:
        open_group = _begin(tx, channel, min(members), now)
    elif members and open_group is not None:
        touch(tx, [open_group], _next_update(tx, open_group, now))
    for start in range(0, len(members), _CHUNK):
        some = _rows.c.id.in_(members[start : start + _CHUNK]) & _FREE
        values = {"state": DeliveryState.GROUPED.value, "group_id": open_group}
        tx.execute(update(_rows).where(some).values(**values))


def crowd(tx: Transaction, group_id: int, *, named: int) -> Crowd:
    """Return what the message of a group tells, with up to `named` of its cases."""
    members = select(_rows.c.case_id).where(_rows.c.group_id == group_id).scalar_subquery()
    mine = _cases.c.id.in_(members)
    count = func.count()
    waits = _cases.c.state.in_([state.value for state in UNANSWERED_STATES])
    columns = (_cases.c.severity, _cases.c.topic, waits.label("waits"))
    severities: Counter[Severity] = Counter()
    topics: Counter[Topic] = Counter()
    waiting = 0
    for severity, topic, still, number in tx.execute(select(*columns, count).where(mine).group_by(*columns)):
        severities[Severity(severity)] += number
        topics[Topic(topic)] += number
        waiting += number if still else 0
    worst: list[int] = []
    for still, severity in product((waits, ~waits), sorted(severities, key=lambda one: -one.rank)):
        newest = select(_cases.c.id).where(mine, still, _cases.c.severity == severity.value)
        worst += tx.execute(newest.order_by(_cases.c.opened_at.desc()).limit(named - len(worst))).scalars()
    return Crowd(total=severities.total(), waiting=waiting, severities=severities, topics=topics, worst=tuple(worst))


def _is_crowd(tx: Transaction, channel: str, waiting: Sequence[_Waiting], now: datetime) -> bool:
    """Too many wait, or too many came of late, one after the other, for people to go on reading them one by one."""
    return len(waiting) > MOST_SINGLE or (bool(waiting) and _recent(tx, channel, None, now) > MOST_SINGLE)


def _waiting(tx: Transaction, channel: str, now: datetime) -> list[_Waiting]:
    """First posts of alerts, the newest first, and whether each is urgent."""
    of_urgent = (_cases.c.id == _rows.c.case_id) & _rows.c.urgent
    query = (
        select(_rows.c.id, _rows.c.urgent, _cases.c.incident_id)
        .outerjoin(_cases, of_urgent)
        .where(
            _rows.c.channel == channel,
            _rows.c.case_id.is_not(None),
            _rows.c.kind.not_in(_APART),
            outbox.OPEN,
            outbox.due(now),
            _FREE,
        )
    )
    rows = tx.execute(query.order_by(_rows.c.told_at.desc(), _rows.c.id.desc()))
    return [_Waiting(id=row.id, urgent=row.urgent, incident_id=row.incident_id) for row in rows]


def _without_urgent(tx: Transaction, channel: str, waiting: Sequence[_Waiting], now: datetime) -> list[int]:
    """The members of a crowd: all but the newest urgent ones, which still go out alone as far as the hour allows."""
    alone: set[int] = set()
    urgent = sorted((one for one in waiting if one.urgent), key=lambda one: -one.id)
    if urgent:
        posted = _posted_urgent(tx, channel, now)
        for one in urgent:
            mine = posted[one.incident_id] if one.incident_id is not None else 0
            if posted.total() < MOST_URGENT_AN_HOUR and mine < MOST_OF_AN_INCIDENT:
                posted[one.incident_id] += 1
                alone.add(one.id)
    return [one.id for one in waiting if one.id not in alone]


def _posted_urgent(tx: Transaction, channel: str, now: datetime) -> Counter[int | None]:
    """Count the urgent alerts that went out alone within the hour, by the incident of their cases."""
    query = (
        select(_cases.c.incident_id, func.count().label("posted"))
        .join(_cases, _cases.c.id == _rows.c.case_id)
        .where(
            _rows.c.channel == channel,
            _URGENT,
            _rows.c.kind == DeliveryKind.ALERT.value,
            _rows.c.posted_at > now - timedelta(hours=1),
        )
    )
    rows = tx.execute(query.group_by(_cases.c.incident_id))
    return Counter({row.incident_id: row.posted for row in rows})


def _open_group(tx: Transaction, channel: str) -> int | None:
    query = select(_rows.c.id).where(
        _rows.c.subject == OPEN,
        _rows.c.channel == channel,
        _rows.c.kind == DeliveryKind.GROUP.value,
        _rows.c.state.not_in([DeliveryState.DEAD.value, DeliveryState.WITHDRAWN.value]),
    )
    return tx.execute(query.order_by(_rows.c.id.desc()).limit(1)).scalar_one_or_none()


def _close(tx: Transaction, group_id: int) -> None:
    """Let nobody join any more; one whose message does not tell of the last who joined stays open until it does."""
    told = _rows.c.state == DeliveryState.POSTED.value
    tx.execute(update(_rows).where(_rows.c.id == group_id, told).values(subject=CLOSED))


def _begin(tx: Transaction, channel: str, first: int, now: datetime) -> int:
    draft = Draft(
        key=f"group:{first}:{channel}",
        channel=channel,
        kind=DeliveryKind.GROUP,
        told_at=now,
        due_at=now,
        subject=OPEN,
    )
    return enqueue(tx, [draft])[0]


def _next_update(tx: Transaction, group_id: int, now: datetime) -> datetime:
    """A counter pauses for longer the longer it counts, so that what people do is shown before it."""
    last, began = tx.execute(select(_rows.c.last_tried_at, _rows.c.told_at).where(_rows.c.id == group_id)).one()
    pause = min(max(UPDATE_EVERY, (now - began) / 20), UPDATE_AT_LEAST_EVERY)
    return now if last is None else max(now, last + pause)


def _recent(tx: Transaction, channel: str, open_group: int | None, now: datetime) -> int:
    """How many alerts came of late, but those that an incident's message tells of."""
    told_by = _rows.c.group_id.is_(None) | (_rows.c.group_id == open_group)  # those of an incident are told by that
    query = select(func.count()).where(
        _rows.c.channel == channel, _rows.c.kind == DeliveryKind.ALERT.value, _rows.c.told_at > now - QUIET, told_by
    )
    return tx.execute(query).scalar_one()
