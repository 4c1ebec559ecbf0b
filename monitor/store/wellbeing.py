"""Wellbeing: what of sources, channels and messages is not as it should be, for `/healthz`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, literal_column, select

from monitor.domain.delivery import DeliveryState
from monitor.store.channels import ChannelHealth
from monitor.store.columns import Instant, table
from monitor.store.database import Transaction
from monitor.store.outbox import OPEN
from monitor.store.outbox_tables import ChannelRow, DeliveryRow
from monitor.store.tables import PollRow

MEMORY = timedelta(days=28)
"""How far back a source's past is looked at."""
ENOUGH = 10
"""Polls that brought something, without which nothing can be said about what is usual."""

_CHANNELS, _DELIVERIES, _POLLS = table(ChannelRow), table(DeliveryRow), table(PollRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Messages that no channel will ever take: how many, and the latest of them with the reason."""

    count: int
    key: str
    channel: str
    why: str | None


def channels_in_trouble(tx: Transaction) -> list[ChannelHealth]:
    """Return the channels that fail while something waits for them, by name."""
    waits = exists().where(_DELIVERIES.c.channel == _CHANNELS.c.name, OPEN)
    query = select(_CHANNELS).where(_CHANNELS.c.trouble.is_not(None), waits).order_by(_CHANNELS.c.name)
    return [ChannelHealth(**row._mapping) for row in tx.execute(query)]


def longest_due(tx: Transaction) -> datetime | None:
    """Return since when the message that is due longest and was never posted is due. Changes of posted ones may lag."""
    first_posts = (OPEN, _DELIVERIES.c.reference.is_(None))
    return tx.execute(select(func.min(_DELIVERIES.c.due_at)).where(*first_posts)).scalar_one_or_none()


def lost(tx: Transaction, since: datetime) -> Lost | None:
    """Return the messages that were given up for good at or after `since`; None where there are none."""
    # A bound value would not always let the planner take the index of the dead alone.
    dead = _DELIVERIES.c.state == literal_column(f"'{DeliveryState.DEAD.value}'")
    given_up = func.coalesce(_DELIVERIES.c.last_tried_at, _DELIVERIES.c.due_at) >= since
    count = func.count().over().label("count")
    columns = (count, _DELIVERIES.c.key, _DELIVERIES.c.channel, _DELIVERIES.c.error.label("why"))
    query = select(*columns).where(dead, given_up).order_by(_DELIVERIES.c.id.desc()).limit(1)
    row = tx.execute(query).one_or_none()
    return None if row is None else Lost(**row._mapping)


def longest_pause(tx: Transaction, source_id: int, now: datetime) -> timedelta | None:
    """Return the longest pause between polls of a source that brought something new, in the past four weeks.

    None where there were too few of them to tell.
    """
    fruitful = (_POLLS.c.source_id == source_id, _POLLS.c.new > 0, _POLLS.c.started_at >= now - MEMORY)
    before = func.lag(_POLLS.c.started_at, type_=Instant).over(order_by=_POLLS.c.started_at).label("before")
    rows = tx.execute(select(_POLLS.c.started_at, before).where(*fruitful)).all()
    pauses = [at - earlier for at, earlier in rows if earlier is not None]
    return max(pauses) if len(rows) >= ENOUGH else None
