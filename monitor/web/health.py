"""Health: what `/healthz` answers, computed from the store and from when each stage ran last."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.store import crises, hooks, listeners, presses, pushes, sources, wellbeing
from monitor.store.database import Database, StoreError, Transaction
from monitor.store.sources import SourceHealth
from monitor.store.wellbeing import Lost
from monitor.wording import health as words

OVERDUE = timedelta(minutes=10)
"""A source that should have been asked so long ago is overdue; one that fails for so long is in trouble."""
WAITING = timedelta(minutes=2)
"""A message that is due for longer is overdue."""
STAGE_LATE = timedelta(minutes=5)
UNTOUCHED = timedelta(minutes=1)
"""What somebody pressed and nobody acted on for longer is in trouble."""
TOLD_FOR = timedelta(days=1)
"""How long a message that was given up is told: nobody can mend it, so it must not stay red for ever."""
QUIET = timedelta(days=1)
"""A source that brought something within a day is never silent."""
UNLIKELY = 1.5
"""Silence is this much longer than the longest pause that a source made before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at; `says` is a sentence for whoever operates the monitor."""

    name: str
    ok: bool
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """All that was looked at."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is in trouble."""
        return all(check.ok for check in self.checks)


def health(db: Database, now: datetime, heartbeat: Mapping[str, datetime]) -> Health:
    """Look at everything. `heartbeat` has when each stage of this process ran last."""
    stages = [
        Check(name="stage", ok=now - last <= STAGE_LATE, says=words.stage(name, last, now))
        for name, last in sorted(heartbeat.items())
    ]
    try:
        with db.read() as tx:
            checks = [Check(name="store", ok=True, says=words.store(None)), *_of_store(tx, now)]
    except StoreError as error:
        checks = [Check(name="store", ok=False, says=words.store(str(error)))]
    return Health(checks=(*checks, *stages))


def _of_store(tx: Transaction, now: datetime) -> Iterator[Check]:
    yield from _sources(tx, sources.health(tx), now)
    yield from _pushed(tx, now)
    troubled = wellbeing.channels_in_trouble(tx)
    for channel in troubled:
        says = words.channel_failing(channel.name, channel.trouble, refused=channel.refused)
        yield Check(name="channel", ok=False, says=says)
    if not troubled:
        yield Check(name="channel", ok=True, says=words.channels_well())
    oldest = wellbeing.longest_due(tx)
    on_time = oldest is None or now - oldest <= WAITING
    yield Check(name="delivery", ok=on_time, says=words.deliveries(oldest, now))
    yield _lost(wellbeing.lost(tx, now - TOLD_FOR))
    yield from _heard(tx, now)
    yield from _hooks(tx, now)
    if (crisis := crises.acting(tx)) is not None:
        yield Check(name="crisis", ok=True, says=words.crisis(crisis.by, crisis.began_at, now))


def _heard(tx: Transaction, now: datetime) -> Iterator[Check]:
    """Whether what people press arrives and is acted on; nothing where no channel can be acted in."""
    for channel in listeners.heard(tx):
        trouble = listeners.trouble_of(tx, channel, now)
        yield Check(name="socket", ok=trouble is None, says=words.socket(channel, trouble and trouble[1], now))
    oldest = presses.oldest_waiting(tx)
    if oldest is not None:
        yield Check(name="press", ok=now - oldest <= UNTOUCHED, says=words.press(oldest, now))


def _hooks(tx: Transaction, now: datetime) -> Iterator[Check]:
    """Webhooks that take nothing; what fails for a moment is no trouble. Nothing where all is well."""
    for one in hooks.troubled(tx):
        if one.paused or now - one.since > OVERDUE:
            says = words.webhook_failing(one.name, one.trouble, one.since, now, paused=one.paused)
            yield Check(name="webhook", ok=False, says=says)


def _lost(lost: Lost | None) -> Check:
    says = words.lost(lost.count, lost.key, lost.channel, lost.why) if lost else words.none_lost()
    return Check(name="refused", ok=lost is None, says=says)


def _sources(tx: Transaction, known: Sequence[SourceHealth], now: datetime) -> Iterator[Check]:
    troubles = [says for source in known if (says := _trouble(tx, source, now)) is not None]
    yield from (Check(name="source", ok=False, says=says) for says in troubles)
    if not troubles:
        yield Check(name="source", ok=True, says=words.sources_well(len(known)))


def _pushed(tx: Transaction, now: datetime) -> Iterator[Check]:
    """What platforms delivered in vain. That strangers were refused is told, and is no trouble."""
    for name, lost in pushes.lost(tx, now).items():
        told = words.deliveries_lost(lost.failed, lost.failed_why, lost.refused_why)
        says = words.source(name, told, remedy="`monitor sources list` shows it, too")
        yield Check(name="push", ok=not lost.failed, says=says)


def _trouble(tx: Transaction, source: SourceHealth, now: datetime) -> str | None:
    if source.paused:
        return words.source_paused(source.name, source.trouble)
    if source.trouble_since is not None and now - source.trouble_since > OVERDUE:
        return words.source_failing(source.name, source.trouble, source.trouble_since, now)
    if now - source.due_at > OVERDUE:
        return words.source_overdue(source.name, now - source.due_at)
    if source.last_new_at is not None and now - source.last_new_at > QUIET:
        return _silence(tx, source, source.last_new_at, now)
    return None


def _silence(tx: Transaction, source: SourceHealth, last_new_at: datetime, now: datetime) -> str | None:
    usual = wellbeing.longest_pause(tx, source.id, now)
    if usual is None or now - last_new_at <= max(QUIET, UNLIKELY * usual):
        return None
    return words.source_silent(source.name, last_new_at, usual, now)
