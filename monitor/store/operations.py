"""Operations: what waits for channels, what they never took, who listens, and by what it is judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal_column, select

from monitor.domain.delivery import DeliveryState
from monitor.store import outbox
from monitor.store.channels import ChannelHealth
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.outbox_tables import ChannelRow, DeliveryRow, DutyRow
from monitor.store.people_tables import ListenerRow
from monitor.store.queues import MOST
from monitor.store.tables import VerdictRow

MOST_LOST = 20
_CHANNELS, _DELIVERIES, _DUTIES = table(ChannelRow), table(DeliveryRow), table(DutyRow)
_LISTENERS, _VERDICTS = table(ListenerRow), table(VerdictRow)
_EVERY = "every/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What a channel has to do, and how it fares: messages that wait, `doubtful` ones among them, since `since`."""

    health: ChannelHealth
    waiting: int = 0
    doubtful: int = 0
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LostOne:
    """A message that no channel will ever take, and why. `case` is whose it was, where it was a case's."""

    channel: str
    kind: str
    case: int | None
    at: datetime
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hears:
    """A process that listens to what people press in a channel."""

    channel: str
    process: str
    connected: bool
    since: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """By which version of the judge it was judged last, and when."""

    version: str
    at: datetime


def outgoing(tx: Transaction, now: datetime) -> list[Outgoing]:
    """Return every channel that was ever spoken to or that something waits for, by name.

    What waits is read by its index, `MOST` at most.
    """
    states = select(_DELIVERIES.c.channel, _DELIVERIES.c.state, _DELIVERIES.c.due_at)
    some = states.where(outbox.waits(now)).limit(MOST).subquery()
    columns = (some.c.channel, some.c.state, func.count(), func.min(some.c.due_at))
    waits: dict[str, dict[str, tuple[int, datetime]]] = {}
    for channel, state, count, since in tx.execute(select(*columns).group_by(some.c.channel, some.c.state)):
        waits.setdefault(channel, {})[state] = (count, since)
    known = {row.name: ChannelHealth(**row._mapping) for row in tx.execute(select(_CHANNELS))}
    return [
        _outgoing(known.get(name, ChannelHealth(name=name)), waits.get(name, {})) for name in sorted({*known, *waits})
    ]


def _outgoing(health: ChannelHealth, waits: dict[str, tuple[int, datetime]]) -> Outgoing:
    return Outgoing(
        health=health,
        waiting=sum(count for count, _ in waits.values()),
        doubtful=waits.get(DeliveryState.DOUBTFUL, (0, None))[0],
        since=min((since for _, since in waits.values()), default=None),
    )


def lost(tx: Transaction, since: datetime) -> list[LostOne]:
    """Return the newest messages that were given up for good since then, by the index of those."""
    dead = _DELIVERIES.c.state == literal_column(f"'{DeliveryState.DEAD.value}'")
    at = func.coalesce(_DELIVERIES.c.last_tried_at, _DELIVERIES.c.due_at)
    columns = (_DELIVERIES.c.channel, _DELIVERIES.c.kind, _DELIVERIES.c.case_id.label("case"), at.label("at"))
    query = select(*columns, _DELIVERIES.c.error.label("why")).where(dead, at >= since)
    return [LostOne(**row._mapping) for row in tx.execute(query.order_by(_DELIVERIES.c.id.desc()).limit(MOST_LOST))]


def hearing(tx: Transaction) -> list[Hears]:
    """Return the connections over which presses arrive, by channel."""
    columns = (_LISTENERS.c[name] for name in ("channel", "process", "connected", "since", "seen_at"))
    query = select(*columns).order_by(_LISTENERS.c.channel, _LISTENERS.c.process)
    return [Hears(**row._mapping) for row in tx.execute(query)]


def duties(tx: Transaction) -> Iterator[tuple[str, datetime]]:
    """Yield what several processes share and when each is due next."""
    query = select(_DUTIES.c.name, _DUTIES.c.due_at).where(_DUTIES.c.name.startswith(_EVERY))
    for name, due_at in tx.execute(query.order_by(_DUTIES.c.name)):
        yield name.removeprefix(_EVERY), due_at


def judging(tx: Transaction) -> Judging | None:
    """Return what judged last."""
    query = select(_VERDICTS.c.judge, _VERDICTS.c.decided_at).order_by(_VERDICTS.c.id.desc()).limit(1)
    row = tx.execute(query).one_or_none()
    return None if row is None else Judging(version=row.judge, at=row.decided_at)
