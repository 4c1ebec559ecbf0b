"""The outbox: messages wait here from the moment their case exists until their receipt is recorded."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, insert, literal, literal_column, select, true, update

from monitor.domain.delivery import Delivery, DeliveryKind, DeliveryState, Draft, Posted
from monitor.store import leases, suspects
from monitor.store.columns import Instant, table
from monitor.store.database import SKEW, LeaseLost, Transaction, clock_plus
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.rows import next_ids

COUNT_AFTER = timedelta(seconds=20)
"""What an incident counts is shown this much later at the soonest: clicks and first posts go first."""
LONGEST_WAIT = timedelta(hours=2)
"""No message waits longer for its next step: what is due later was written by a clock that went back since."""

_rows = table(DeliveryRow)
QUIET = "quiet hours"
"""The rule on a message that waits for quiet hours to end."""
OPEN: ColumnElement[bool] = _rows.c.state.in_(
    [literal_column(f"'{state}'") for state in (DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.DOUBTFUL)]
)
"""What has a next step. Without parameters: only so does the partial index serve."""


def waits(now: datetime) -> ColumnElement[bool]:
    """Return what holds of the messages that wait: due by now, and not posted. What is held or due later does not."""
    return and_(OPEN, _rows.c.due_at <= now)


def enqueue(tx: Transaction, drafts: Iterable[Draft]) -> list[int]:
    """Write messages to be posted, in the transaction of what they tell; return their ids."""
    wanted = list(drafts)
    numbers = next_ids(tx, _rows, len(wanted)) if wanted else []
    rows = [_row(number, draft) for number, draft in zip(numbers, wanted, strict=True)]
    if rows:
        tx.execute(insert(_rows), rows)
    return numbers


def want(
    tx: Transaction, case_id: int, version: int, now: datetime, *, acted: bool = False, stories: bool = False
) -> None:
    """Ask that every message about a case show its `version`, and that every list it stands on is worded anew.

    Revisions coalesce: only the latest is ever sent. `acted`: somebody did something and waits to see it, so it goes
    before all others. What its threads tell stays as it was told, but where `stories` are to be worded anew, too.
    """
    mine = (_rows.c.case_id == case_id) & (_rows.c.kind != DeliveryKind.REMINDER.value)
    if not stories:
        mine &= _rows.c.kind != DeliveryKind.STORY.value
    newer = case((_rows.c.wanted < version, literal(version)), else_=_rows.c.wanted + 1)
    tx.execute(update(_rows).where(mine).values(wanted=newer))
    posted = _rows.c.state == DeliveryState.POSTED.value
    again = {"state": DeliveryState.WAITING.value, "due_at": now, "attempts": 0}
    tx.execute(update(_rows).where(mine, posted).values(**again))
    if acted:
        waits = _rows.c.state == DeliveryState.WAITING.value
        sooner = case((waits, literal(now, Instant)), else_=_rows.c.due_at)
        tx.execute(update(_rows).where(mine, _rows.c.reference.is_not(None)).values(acted_at=now, due_at=sooner))
    lists = select(_rows.c.group_id).where(mine, _rows.c.group_id.is_not(None)).distinct()
    listing = select(_rows.c.id, _rows.c.kind).where(_rows.c.id.in_(lists.scalar_subquery()))
    for number, kind in tx.execute(listing).all():
        touch(tx, [number], now + COUNT_AFTER if kind == DeliveryKind.INCIDENT.value else now)


def of_subject(tx: Transaction, subject: str) -> list[int]:
    """Return the messages about a subject."""
    return list(tx.execute(select(_rows.c.id).where(_rows.c.subject == subject)).scalars())


def touch(tx: Transaction, ids: Iterable[int], due_at: datetime) -> None:
    """Ask that these messages be worded anew at `due_at`."""
    mine = _rows.c.id.in_(list(ids))
    posted = _rows.c.state == DeliveryState.POSTED.value
    values = {
        "wanted": _rows.c.wanted + 1,
        "state": case((posted, DeliveryState.WAITING.value), else_=_rows.c.state),
        "due_at": case((posted, literal(due_at, Instant)), else_=_rows.c.due_at),
    }
    tx.execute(update(_rows).where(mine).values(values))


def due_channels(tx: Transaction, now: datetime) -> list[str]:
    """Return the channels that something is due for."""
    query = select(_rows.c.channel).where(OPEN, due(now)).distinct()
    return sorted(tx.execute(query).scalars())


def claim(tx: Transaction, channel: str, now: datetime, *, changes: bool = True) -> Delivery | None:
    """Take the next message of a channel: what somebody did, urgent ones, first posts, changes, the longest due.

    What threads tell comes last of what is new. Without `changes`, of what is not posted yet.
    The lease is to be kept (`leases.extend`) while it is sent: a message whose lease ends in mid-call is doubtful.
    One that was being posted when its lease ended comes back as doubtful, and is watched: who had it may go on.
    """
    free = _rows.c.lease_until.is_(None) | (_rows.c.lease_until < clock_plus(tx))
    query = (
        select(_rows)
        .where(_rows.c.channel == channel, OPEN, due(now), free, true() if changes else _rows.c.reference.is_(None))
        .order_by(*_FIRST, _rows.c.due_at, _rows.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = tx.execute(query).one_or_none()
    if row is None:
        return None
    cut_short = row.state == DeliveryState.SENDING.value and row.reference is None
    doubtful = cut_short or row.state == DeliveryState.DOUBTFUL.value
    if cut_short:
        suspects.suspect(tx, row.id, now)
    values = {"lease_token": row.lease_token + 1, "lease_until": clock_plus(tx, leases.LEASE)}
    tx.execute(update(_rows).where(_rows.c.id == row.id).values(**values))
    return _delivery(row, doubtful=doubtful, thread=_thread(tx, row))


def mark_sending(tx: Transaction, delivery: Delivery, now: datetime) -> None:
    """Record that a call goes out now: from here on a crash leaves a first post doubtful. Raises `LeaseLost`."""
    first = func.coalesce(_rows.c.first_tried_at, literal(now, Instant))
    values = {"state": DeliveryState.SENDING.value, "attempts": _rows.c.attempts + 1, "last_tried_at": now}
    _fenced(tx, delivery, first_tried_at=first, **values)


def record(tx: Transaction, delivery: Delivery, posted: Posted, *, sent: int, now: datetime) -> None:
    """Record the receipt; a newer revision is due at once, a count somewhat later. Raises `LeaseLost`."""
    behind = _rows.c.wanted > sent
    counts = sent > 0 and delivery.kind in {DeliveryKind.INCIDENT, DeliveryKind.MEMBERS}
    _fenced(
        tx,
        delivery,
        state=case((behind, DeliveryState.WAITING.value), else_=DeliveryState.POSTED.value),
        due_at=now + COUNT_AFTER if counts else now,
        sent=sent,
        attempts=0,
        looks=0,
        lease_until=None,
        error=None,
        rule=None,
        place=posted.place,
        workspace=posted.workspace,
        reference=posted.reference,
        posted_at=posted.posted_at,
        acted_at=case((behind, _rows.c.acted_at), else_=None),
    )


def put_back(tx: Transaction, delivery: Delivery, *, due_at: datetime, error: str | None = None) -> None:
    """Surely not sent: it waits until `due_at`. Raises `LeaseLost`."""
    _fenced(tx, delivery, state=DeliveryState.WAITING.value, due_at=due_at, looks=0, lease_until=None, error=error)


def post_anew(tx: Transaction, delivery: Delivery, now: datetime, *, error: str) -> None:
    """Its message is gone, and there is more to tell: forget the receipt, and post it again. Raises `LeaseLost`."""
    nowhere = {"place": None, "workspace": None, "reference": None, "posted_at": None, "first_tried_at": None}
    waiting = {"state": DeliveryState.WAITING.value, "due_at": now, "sent": 0, "lease_until": None, "error": error}
    _fenced(tx, delivery, **nowhere, **waiting)


def doubt(tx: Transaction, delivery: Delivery, *, looks: int, due_at: datetime, error: str | None = None) -> None:
    """It may have been posted: look for it at `due_at`. Raises `LeaseLost`."""
    kept = {} if error is None else {"error": error}
    state = DeliveryState.DOUBTFUL.value
    _fenced(tx, delivery, state=state, looks=looks, due_at=due_at, lease_until=None, **kept)


def close(tx: Transaction, delivery: Delivery, state: DeliveryState, *, error: str) -> None:
    """Give a message up for good (`DEAD`, `WITHDRAWN`), saying why. Raises `LeaseLost`."""
    _fenced(tx, delivery, state=state.value, lease_until=None, error=error, rule=error)


def give_back(tx: Transaction, delivery: Delivery) -> None:
    """End the lease of a call that is over but could not be recorded; one that another worker has is left alone."""
    mine = (_rows.c.id == delivery.id) & (_rows.c.lease_token == delivery.token)
    tx.execute(update(_rows).where(mine).values(lease_until=None))


def next_due(tx: Transaction) -> dict[str, datetime]:
    """Return when the next message of each channel is due."""
    query = select(_rows.c.channel, func.min(_rows.c.due_at).label("due_at")).where(OPEN)
    return {row.channel: row.due_at for row in tx.execute(query.group_by(_rows.c.channel))}


def pending(tx: Transaction) -> int:
    """Return how many messages wait to be posted or revised."""
    return tx.execute(select(func.count()).where(OPEN)).scalar_one()


def counts(tx: Transaction) -> dict[DeliveryState, int]:
    """Return how many messages stand in each state."""
    rows = tx.execute(select(_rows.c.state, func.count()).group_by(_rows.c.state))
    return {DeliveryState(state): number for state, number in rows}


def oldest_waiting(tx: Transaction) -> datetime | None:
    """Return when the oldest message was told of that is not posted yet, and does not wait for quiet hours to end."""
    first_posts = OPEN & _rows.c.reference.is_(None) & _rows.c.rule.is_distinct_from(QUIET)
    return tx.execute(select(func.min(_rows.c.told_at)).where(first_posts)).scalar_one_or_none()


def due(now: datetime) -> ColumnElement[bool]:
    """What is due, also by what a clock that went back has left behind."""
    ahead = now + SKEW
    late = (_rows.c.due_at > now + LONGEST_WAIT) & _rows.c.rule.is_distinct_from(QUIET)
    leapt = (_rows.c.told_at > ahead) | (_rows.c.last_tried_at > ahead) | late
    return (_rows.c.due_at <= now) | leapt


_FIRST = (
    _rows.c.acted_at.is_(None),
    _rows.c.urgent.desc(),
    _rows.c.kind == DeliveryKind.STORY.value,
    _rows.c.reference.is_not(None),
)


def _row(number: int, draft: Draft) -> dict[str, Any]:
    return {
        "id": number,
        "key": draft.key,
        "channel": draft.channel,
        "kind": draft.kind.value,
        "state": draft.state.value,
        "case_id": draft.case_id,
        "thread_id": draft.thread_of,
        "group_id": draft.group_id,
        "subject": draft.subject,
        "rule": draft.rule or (QUIET if draft.quiet else None),
        "urgent": draft.urgent,
        "wanted": draft.wanted,
        "sent": 0,
        "attempts": 0,
        "looks": 0,
        "lease_token": 0,
        "told_at": draft.told_at,
        "due_at": draft.due_at,
    }


def _fenced(tx: Transaction, delivery: Delivery, **values: Any) -> None:
    mine = (_rows.c.id == delivery.id) & (_rows.c.lease_token == delivery.token)
    if tx.execute(update(_rows).where(mine).values(**values)).rowcount == 0:
        raise LeaseLost(f"{delivery.key}: the lease ended and another worker has taken this message")


def _thread(tx: Transaction, row: Row[Any]) -> Posted | None:
    """Where the message stands that this one answers; None where it was deleted."""
    if row.thread_id is None:
        return None
    stands = _rows.c.state.not_in([DeliveryState.WITHDRAWN.value, DeliveryState.DEAD.value])
    found = tx.execute(select(_rows).where(_rows.c.id == row.thread_id, stands)).one_or_none()
    return None if found is None else _posted(found)


def _posted(row: Row[Any]) -> Posted | None:
    if row.reference is None:
        return None
    return Posted(place=row.place, workspace=row.workspace, reference=row.reference, posted_at=row.posted_at)


def _delivery(row: Row[Any], *, doubtful: bool, thread: Posted | None) -> Delivery:
    return Delivery(
        id=row.id,
        key=row.key,
        channel=row.channel,
        kind=DeliveryKind(row.kind),
        token=row.lease_token + 1,
        wanted=row.wanted,
        sent=row.sent,
        attempts=row.attempts,
        looks=row.looks,
        doubtful=doubtful,
        case_id=row.case_id,
        subject=row.subject,
        first_tried_at=row.first_tried_at,
        last_tried_at=row.last_tried_at,
        acted=row.acted_at is not None,
        posted=_posted(row),
        thread=thread,
    )


def release_leases(tx: Transaction) -> None:
    """Free what a process that is surely dead had taken."""
    tx.execute(update(_rows).where(_rows.c.lease_until.is_not(None)).values(lease_until=None))
