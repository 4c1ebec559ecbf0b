"""Deliver: each channel is told what waits for it, one message at a time, at the pace that it allows."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from alerts.contract import ChannelError, Notice, Probeable
from monitor.domain.delivery import Delivery, DeliveryKind, DeliveryState
from monitor.guard import Bug, guarded
from monitor.stages.clock import Clock
from monitor.stages.keeping import Keeper
from monitor.stages.report import StageReport
from monitor.stages.sending import Sender, Voice
from monitor.store import channels, crowds, incident_outbox, outbox
from monitor.store.channels import ChannelHealth
from monitor.store.database import Database, LeaseLost, StoreError, Transaction
from monitor.store.leases import Lease, Leased

CLICKS_WAIT = timedelta(seconds=10)
"""How long a channel waits with everything else for the turn of what somebody did."""

Wording = Callable[[Transaction, Delivery, datetime], Notice | None]
"""Words a message as it should read now; None where what it told of is gone."""

_log = structlog.get_logger("deliver")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """The next thing to do for a channel: wait until `at`, then send `notice` (None: look for it; a bug: count it).

    `to` is whom a message is for that is looked for.
    """

    delivery: Delivery
    notice: Notice | Bug | None
    at: datetime
    to: str | None = None


class DeliverStage:
    """Speaks to every channel at once, to each in its turn."""

    def __init__(self, db: Database, voices: Mapping[str, Voice], wording: Wording, sender: Sender, clock: Clock):
        self._db = db
        self._voices = voices
        self._wording = wording
        self._sender = sender
        self._clock = clock
        self._keeper = Keeper(db)
        self._speaking: set[str] = set()
        self._unrecorded: dict[str, Delivery] = {}  # by channel, what became of it while the store did not answer
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(max(len(voices), 1), thread_name_prefix="deliver")

    def begin_due(self, now: datetime) -> list[Future[int]]:
        """Serve each channel that something is due for and that nobody serves yet, without waiting."""
        due = self.due(now)
        with self._lock:
            fresh = [name for name in due if name not in self._speaking]
            self._speaking.update(fresh)
        return [self._pool.submit(self._serve_and_leave, self._voices[name]) for name in fresh]

    def due(self, now: datetime) -> list[str]:
        """Name the channels that something is due for."""
        with self._db.read() as tx:
            return [name for name in outbox.due_channels(tx, now) if name in self._voices]

    def serve(self, name: str) -> int:
        """Serve one channel in this thread; return how many messages were posted for the first time."""
        voice = self._voices.get(name)  # None: whoever asks has another configuration
        return 0 if voice is None else self._serve(voice)

    def run_once(self, now: datetime) -> StageReport:
        """Deliver what is due and can be delivered now."""
        begun = self.begin_due(now)
        wait(begun)
        with self._db.read() as tx:
            troubles = [f"{one.name}: {one.trouble}" for one in self._healths(tx) if one.trouble is not None]
        return StageReport(stage="deliver", done=sum(future.result() for future in begun), failed=tuple(troubles))

    def next_due(self, now: datetime) -> datetime | None:
        """Return when there is something to deliver and its channel may be spoken to."""
        with self._db.read() as tx:
            due = outbox.next_due(tx)
            free = {health.name: health.rests_until(now) or now for health in self._healths(tx) if not health.refused}
        return min((max(at, free[name]) for name, at in due.items() if name in free), default=None)

    def close(self) -> None:
        """Let what is being sent be recorded; send nothing else."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._keeper.close()

    def _healths(self, tx: Transaction) -> list[ChannelHealth]:
        return [channels.health(tx, name) for name in sorted(self._voices)]

    def _serve_and_leave(self, voice: Voice) -> int:
        try:
            result = guarded(lambda: self._serve(voice))
        finally:
            with self._lock:
                self._speaking.discard(voice.name)
        if isinstance(result, Bug):
            _log.error("bug", channel=voice.name, what=result.summary, details=result.details)
            return 0
        return result.value

    def _serve(self, voice: Voice) -> int:
        """Deliver until nothing is due or the channel wants a pause; return how many were posted anew."""
        posted = 0
        step: _Step | None = None
        try:
            while not self._clock.stopping():
                now = self._clock.now()
                with self._db.read() as tx:
                    health = channels.health(tx, voice.name)
                if health.rests_until(now) is not None:
                    break
                admitted = self._probed(voice, health) if health.refused else health
                if admitted is None:
                    break
                step = self._next(voice, now)
                if step is None:
                    break
                with self._keeper.keep(Lease(on=Leased.DELIVERY, id=step.delivery.id, token=step.delivery.token)):
                    self._clock.wait((step.at - now).total_seconds())
                    if self._clock.stopping():  # its turn has not come: whoever starts next takes it at once
                        with self._db.write() as tx:
                            outbox.give_back(tx, step.delivery)
                        break
                    went_well = self._do(voice, admitted, step)
                is_new = step.delivery.posted is None and step.delivery.kind is not DeliveryKind.STORY
                posted += went_well and step.notice is not None and is_new
                if not went_well:
                    break
        except (LeaseLost, StoreError) as error:
            _log.warning("delivery stopped", channel=voice.name, why=str(error))
            if step is not None:
                self._unrecorded[voice.name] = step.delivery
        return posted

    def _next(self, voice: Voice, now: datetime) -> _Step | None:
        with self._db.write() as tx:
            if voice.name in self._unrecorded:
                outbox.give_back(tx, self._unrecorded[voice.name])
            crowds.gather(tx, voice.name, now)
            changes = True
            while (delivery := outbox.claim(tx, voice.name, now, changes=changes)) is not None:
                if delivery.doubtful:
                    return _Step(delivery=delivery, notice=None, at=now, to=self._to(tx, delivery, now))
                worded = _guarded_wording(self._wording, tx, delivery, now)
                if isinstance(worded, Bug):
                    return _Step(delivery=delivery, notice=worded, at=now)
                if worded is not None:
                    if delivery.kind is DeliveryKind.INCIDENT:
                        incident_outbox.list_members(tx, delivery, now)
                    step = _in_turn(tx, voice, delivery, worded, now)
                    if step is not None or delivery.posted is None:
                        return step
                    changes = False  # they have to wait: what is new need not
                    continue
                outbox.close(tx, delivery, DeliveryState.WITHDRAWN, error="what it told of is gone")
        return None

    def _to(self, tx: Transaction, delivery: Delivery, now: datetime) -> str | None:
        if delivery.kind is not DeliveryKind.PERSONAL:
            return None
        worded = _guarded_wording(self._wording, tx, delivery, now)
        return worded.to if isinstance(worded, Notice) else None

    def _do(self, voice: Voice, health: ChannelHealth, step: _Step) -> bool:
        if step.notice is None:
            return self._sender.look(voice, health, step.delivery, to=step.to)
        if isinstance(step.notice, Bug):
            return self._sender.stumble(health, step.delivery, step.notice)
        return self._sender.send(voice, health, step.delivery, step.notice)

    def _probed(self, voice: Voice, health: ChannelHealth) -> ChannelHealth | None:
        """Ask a channel that refused whether it works by now, without posting; None where it does not."""
        if not isinstance(voice.channel, Probeable):
            return health  # the next post is the only question it understands
        try:
            voice.channel.probe()
        except ChannelError as error:
            self._sender.probe_failed(health, error)
            return None
        self._sender.works_again(health)
        return ChannelHealth(name=voice.name)


def _in_turn(tx: Transaction, voice: Voice, delivery: Delivery, notice: Notice, now: datetime) -> _Step | None:
    """Send a message when its turn comes.

    A change that nobody waits for takes no turn behind others, so what somebody does in another channel of the
    workspace is at most one turn away, however many channels have something to change; it is asked for again soon.
    What somebody did waits a little: where changes have to rest for longer, first posts go on meanwhile.
    """
    name, pause = voice.limit(delivery)
    patience = channels.LONGEST_TURN
    if delivery.posted is not None:
        patience = max(CLICKS_WAIT, pause) if delivery.acted else pause
    at = channels.reserve(tx, name, now, pause, patience=patience)
    if at is None:
        outbox.give_back(tx, delivery)
        return None
    return _Step(delivery=delivery, notice=notice, at=at)


def _guarded_wording(wording: Wording, tx: Transaction, delivery: Delivery, now: datetime) -> Notice | Bug | None:
    result = guarded(lambda: wording(tx, delivery, now))
    return result if isinstance(result, Bug) else result.value
