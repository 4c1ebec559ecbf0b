"""Condition: what of sources, channels and connections is in trouble, for people who ask from a channel."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from monitor.store import listeners, sources, wellbeing
from monitor.store.database import Transaction
from monitor.store.sources import SourceHealth
from monitor.wording import health as words

FAILING = timedelta(minutes=10)
"""A source that fails for so long is in trouble."""


def troubles(tx: Transaction, found: list[SourceHealth], now: datetime) -> Iterator[str]:
    """Say what is in trouble at `now`, a sentence each. `found` is how the sources fare."""
    for source in found:
        if source.paused:
            yield words.source_paused(source.name, source.trouble)
        elif source.trouble_since and now - source.trouble_since >= FAILING:
            yield words.source_failing(source.name, source.trouble, source.trouble_since, now)
    for channel in wellbeing.channels_in_trouble(tx):
        yield words.channel_failing(channel.name, channel.trouble, refused=channel.refused)
    for name in listeners.heard(tx):
        down = listeners.trouble_of(tx, name, now)
        if down is not None:
            yield words.socket(name, down[1], now)


def of_all(tx: Transaction, now: datetime) -> tuple[int, list[str]]:
    """Return how many sources are listened to, and everything that is in trouble."""
    found = sources.health(tx)
    return len(found), list(troubles(tx, found, now))
