"""Sending: one message to one channel, and an honest record of what became of it."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import structlog

from alerts.contract import (
    Channel,
    ChannelError,
    Findable,
    Gone,
    Invalid,
    Notice,
    Receipt,
    Refused,
    Revisable,
    Unavailable,
    Uncertain,
    Unsearchable,
)
from monitor.domain.backoff import delay
from monitor.domain.delivery import Delivery, DeliveryKind, DeliveryState, Posted
from monitor.guard import Bug, Done, guarded
from monitor.stages.clock import Clock
from monitor.store import channels, counters, crowds, outbox, suspects, troubles
from monitor.store.channels import ChannelHealth
from monitor.store.database import Database, LeaseLost, Transaction

T = TypeVar("T")
Looks = tuple[float, ...]

FIRST_RETRY = timedelta(seconds=2)
LONGEST_DOUBLING = 4  # 2 s doubled to 16 s: the first post follows a recovery within 30 s
PROBE_EVERY = timedelta(seconds=20)
BUGS_UNTIL_DEAD = 5
ANEW = counters.KINDS | {DeliveryKind.INCIDENT}
"""What counts up is posted anew where its message was deleted."""

_log = structlog.get_logger("deliver")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A configured channel, ready to speak, and how fast it may.

    `post_pause` is the least time between two posts to this channel; `revise_pause` that between two changes of
    messages anywhere in its workspace.
    """

    name: str
    channel: Channel
    post_pause: timedelta
    revise_pause: timedelta

    def limit(self, delivery: Delivery) -> tuple[str, timedelta]:
        """Return the limiter that a message comes under, and its pause."""
        if delivery.posted is None:
            return f"{self.name}/post", self.post_pause
        return f"{delivery.posted.workspace or self.name}/revise", self.revise_pause


class Sender:
    """Sends claimed messages. Each outcome leaves the message with a next step of its own."""

    def __init__(self, db: Database, clock: Clock, *, operators: str, jitter: Callable[[], float] = random.random):
        self._db = db
        self._clock = clock
        self._operators = operators
        self._jitter = jitter

    def send(self, voice: Voice, health: ChannelHealth, delivery: Delivery, notice: Notice) -> bool:
        """Post or revise; return whether the channel took it. Raises `LeaseLost` and `StoreError`."""
        with self._db.write() as tx:
            outbox.mark_sending(tx, delivery, self._clock.now())
        self._db.persist()
        result = guarded(lambda: _answer(lambda: _say(voice.channel, delivery, notice)))
        try:
            return self._settle(voice, health, delivery, result)
        except LeaseLost:
            if delivery.posted is None:  # we were too slow, and another may have posted it as well
                with self._db.write() as tx:
                    suspects.suspect(tx, delivery.id, self._clock.now())
            raise

    def _settle(
        self, voice: Voice, health: ChannelHealth, delivery: Delivery, result: Done[Receipt | ChannelError] | Bug
    ) -> bool:
        if isinstance(result, Bug):
            self._after_bug(health, delivery, result)
            return False
        if isinstance(result.value, ChannelError):
            self._after_error(voice, health, delivery, result.value)
            return False
        self._record(health, delivery, result.value, sent=delivery.wanted)
        return True

    def stumble(self, health: ChannelHealth, delivery: Delivery, bug: Bug) -> bool:
        """Count an attempt at a message that could not be worded; always false. Raises `LeaseLost` and `StoreError`."""
        with self._db.write() as tx:
            outbox.mark_sending(tx, delivery, self._clock.now())
        self._after_bug(health, delivery, bug)
        return False

    def look(self, voice: Voice, health: ChannelHealth, delivery: Delivery, *, to: str | None = None) -> bool:
        """Look for a message that may have been posted (`to` one person alone); return whether the channel answered.

        What is found is recorded as showing no revision yet: which one was sent is not known. What no look finds is
        posted anew. Where history may not be read, that comes at once: at least once is then all that can be had.
        """
        channel, since = voice.channel, delivery.first_tried_at
        if not isinstance(channel, Findable) or since is None:
            self._not_seen(delivery, ())
            return True
        thread = None if delivery.thread is None else receipt_of(delivery.thread)
        result = guarded(lambda: _answer(lambda: channel.find(delivery.key, since, thread_of=thread, to=to)))
        if isinstance(result, Bug):
            self._after_bug(health, delivery, result)
            return False
        found = result.value
        if isinstance(found, Receipt):
            self._record(health, delivery, found, sent=0)
        elif found is None:
            self._not_seen(delivery, channel.looks)
        elif isinstance(found, Unsearchable):
            self._not_seen(delivery, ())
        else:
            self._look_later(health, delivery, found)
            return False
        return True

    def _look_later(self, health: ChannelHealth, delivery: Delivery, error: ChannelError) -> None:
        """A history that asks to wait is read later, and the channel told of everything else meanwhile."""
        retry_after = error.retry_after if isinstance(error, Unavailable) else None
        wait = timedelta(seconds=min(max(retry_after or 0.0, 0.0), channels.LONGEST_PAUSE.total_seconds()))
        with self._db.write() as tx:
            outbox.doubt(tx, delivery, looks=delivery.looks, due_at=self._clock.now() + wait)
            if isinstance(error, Refused):
                self._refused(tx, health, error)
            elif retry_after is None:
                self._failed(tx, health, error, retry_after=None)

    def probe_failed(self, health: ChannelHealth, error: ChannelError) -> None:
        """Record that a refused channel refuses still."""
        with self._db.write() as tx:
            self._refused(tx, health, error)

    def works_again(self, health: ChannelHealth) -> None:
        """Record that a channel that was in trouble is well."""
        with self._db.write() as tx:
            self._well(tx, health)

    def _record(self, health: ChannelHealth, delivery: Delivery, receipt: Receipt, *, sent: int) -> None:
        posted = Posted(
            place=receipt.channel,
            workspace=receipt.workspace,
            reference=receipt.reference,
            posted_at=receipt.posted_at,
        )
        with self._db.write() as tx:
            outbox.record(tx, delivery, posted, sent=sent, now=self._clock.now())
            self._well(tx, health)

    def _well(self, tx: Transaction, health: ChannelHealth) -> None:
        if health.trouble is None:
            return
        channels.worked(tx, health)
        troubles.over(tx, f"channel:{health.name}", self._clock.now())
        _log.info("channel is back", channel=health.name)

    def _after_error(self, voice: Voice, health: ChannelHealth, delivery: Delivery, error: ChannelError) -> None:
        """Give the message its next step, and the channel a pause where more would only fail as well.

        A channel that asks to wait with changes is not asked to change anything, and told of what is new meanwhile.
        """
        now, looks = self._clock.now(), _looks(voice.channel)
        with self._db.write() as tx:
            match error:
                case Gone() if delivery.subject == crowds.OPEN or delivery.kind in ANEW:
                    outbox.post_anew(tx, delivery, now, error=str(error))
                case Gone():
                    outbox.close(tx, delivery, DeliveryState.WITHDRAWN, error=str(error))
                case Invalid():
                    _log.error("message refused for good", channel=health.name, key=delivery.key, why=str(error))
                    outbox.close(tx, delivery, DeliveryState.DEAD, error=str(error))
                case Refused():
                    outbox.put_back(tx, delivery, due_at=now, error=str(error))
                    self._refused(tx, health, error)
                case Uncertain() if delivery.posted is None and looks:
                    due_at = now + timedelta(seconds=looks[0])
                    outbox.doubt(tx, delivery, looks=0, due_at=due_at, error=str(error))
                    self._failed(tx, health, error, retry_after=None)
                case Unavailable(retry_after=float() as seconds) if delivery.posted is not None:
                    outbox.put_back(tx, delivery, due_at=now, error=str(error))
                    wait = delay(1, first=FIRST_RETRY, jitter=self._jitter(), retry_after=seconds)
                    channels.hold(tx, voice.limit(delivery)[0], now + wait, now)
                    _log.info("changes have to wait", channel=health.name, why=str(error))
                case _:
                    retry_after = error.retry_after if isinstance(error, Unavailable) else None
                    outbox.put_back(tx, delivery, due_at=now, error=str(error))
                    self._failed(tx, health, error, retry_after=retry_after)

    def _after_bug(self, health: ChannelHealth, delivery: Delivery, bug: Bug) -> None:
        """Try again a few times: the bug may lie in what this one message shows, and others must go on."""
        _log.error("bug", channel=health.name, key=delivery.key, what=bug.summary, details=bug.details)
        error = f"a bug of the monitor: {bug.summary}"
        with self._db.write() as tx:
            if delivery.attempts + 1 >= BUGS_UNTIL_DEAD:
                outbox.close(tx, delivery, DeliveryState.DEAD, error=error)
            else:
                wait = delay(delivery.attempts + 1, first=FIRST_RETRY, jitter=self._jitter())
                outbox.put_back(tx, delivery, due_at=self._clock.now() + wait, error=error)

    def _not_seen(self, delivery: Delivery, looks: Looks) -> None:
        """Look again where another look is left; after the last one it was surely not posted."""
        now = self._clock.now()
        done = delivery.looks + 1
        tried_at = delivery.last_tried_at or now
        with self._db.write() as tx:
            if done < len(looks):
                outbox.doubt(tx, delivery, looks=done, due_at=tried_at + timedelta(seconds=looks[done]))
            else:
                outbox.put_back(tx, delivery, due_at=now)

    def _refused(self, tx: Transaction, health: ChannelHealth, error: ChannelError) -> None:
        now = self._clock.now()
        if not health.refused:
            _log.error("channel refuses", channel=health.name, why=str(error))
        channels.failed(tx, health, trouble=str(error), free_at=now + PROBE_EVERY, refused=True, now=now)
        if health.name != self._operators:
            troubles.tell(tx, f"channel:{health.name}", self._operators, now)

    def _failed(self, tx: Transaction, health: ChannelHealth, error: ChannelError, retry_after: float | None) -> None:
        now = self._clock.now()
        if health.trouble is None:
            _log.warning("channel failed", channel=health.name, why=str(error))
        answers = retry_after is not None  # it is there, and says itself when to come back
        failures = 1 if answers else min(health.failures + 1, LONGEST_DOUBLING)
        wait = delay(failures, first=FIRST_RETRY, jitter=self._jitter(), retry_after=retry_after)
        channels.failed(tx, health, trouble=str(error), free_at=now + wait, refused=False, now=now)


def _say(channel: Channel, delivery: Delivery, notice: Notice) -> Receipt:
    if delivery.posted is None:
        return channel.post(notice)
    receipt = receipt_of(delivery.posted)
    if isinstance(channel, Revisable):
        channel.revise(receipt, notice)
    return receipt


def receipt_of(posted: Posted) -> Receipt:
    """Return the channel's own proof of what is recorded."""
    return Receipt(
        channel=posted.place, workspace=posted.workspace, reference=posted.reference, posted_at=posted.posted_at
    )


def _looks(channel: Channel) -> Looks:
    return channel.looks if isinstance(channel, Findable) else ()


def _answer(call: Callable[[], T]) -> T | ChannelError:
    try:
        return call()
    except ChannelError as error:
        return error
