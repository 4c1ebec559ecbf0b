"""Presses: what somebody does in a channel is kept before it is acknowledged, and acted on once.

A press is written down in the transport's own thread; only then is the channel told that it arrived. What follows from
it is done in the transaction that marks it as done, so a crash at any point leaves it either waiting (and it is acted
on by whoever looks next) or done. Words for the person go out after that: losing them loses nothing.
"""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from alerts.contract import ChannelError, Notice
from alerts.interactive import Faults, Form, Interactive, Press, PressKind, Screen, Take
from monitor.domain.act import NotAllowed
from monitor.guard import Bug, guarded
from monitor.stages.clock import Clock
from monitor.stages.people import People
from monitor.stages.reactions.contract import MORE, Answer, Later, Pressed, Reaction, Reactions
from monitor.stages.report import StageReport
from monitor.stages.showing import Shown, shown
from monitor.store import people, posted, presses
from monitor.store.cases import NoSuchCase
from monitor.store.database import Database, StoreError, StoreUnavailable, Transaction
from monitor.store.people import Stranger
from monitor.store.presses import Kept, PressState
from monitor.wording import presses as words

GRACE = timedelta(seconds=5)
"""A press that waits for longer is not in hand any more: whoever had it is gone, or stumbled."""
OPENS_WITHIN = timedelta(seconds=10)
"""A form can surely not be opened later than this."""
THREADS = 4
BUGS_UNTIL_FAILED = 3
_TRIES = 3

_log = structlog.get_logger("presses")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ended:
    """A press that is over, and what its person is to be shown."""

    kept: Kept
    shown: Shown


class Presses:
    """Takes presses from every channel that can be acted in, and acts on them. `changed` is called behind each."""

    def __init__(
        self,
        db: Database,
        reactions: Reactions,
        known: People,
        channels: Mapping[str, Interactive],
        clock: Clock,
        *,
        changed: Callable[[], object] = lambda: None,
    ) -> None:
        self._db = db
        self._reactions = reactions
        self._people = known
        self._channels = channels
        self._clock = clock
        self._changed = changed
        self._closed = False
        self._lock = threading.Lock()
        self._in_hand: set[Future[None]] = set()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="presses")

    def taker(self, channel: str) -> Take:
        """Return what the channel of that name hands its presses to."""
        return partial(self.take, channel)

    def take(self, channel: str, press: Press) -> Faults:
        """Keep a press and begin to act on it, or say what is wrong with a form. Raises `StoreError`: not kept."""
        press = _unfolded(press)
        faults = self._faults(channel, press)
        if faults:
            return faults
        with self._db.write() as tx:
            number = presses.keep(tx, press, channel, self._clock.now())
        self._db.persist()
        with self._lock:
            if number is not None and not self._closed:
                self._in_hand = {one for one in self._in_hand if not one.done()}
                self._in_hand.add(self._pool.submit(self._act, number))
        return {}

    def run_once(self, now: datetime) -> StageReport:
        """Act on what was kept and left: by a crash, a store that did not answer, a bug."""
        with self._db.read() as tx:
            left = presses.waiting(tx, before=now - GRACE)
        for number in left:
            if self._clock.stopping():
                break
            self._act(number)
        return StageReport(stage="presses", done=len(left))

    def drain(self) -> None:
        """Wait for what is in hand now."""
        with self._lock:
            in_hand = list(self._in_hand)
        wait(in_hand)

    def close(self) -> None:
        """Finish what is in hand; begin nothing else. What is kept from now on waits for the next start."""
        with self._lock:
            self._closed = True
        self._pool.shutdown(wait=True)

    def _faults(self, channel: str, press: Press) -> Faults:
        """Say what is wrong with a form; of one that was kept before nothing is, however the case stands by now."""
        reaction = self._reactions.get(press.action)
        if press.kind is not PressKind.FORM or reaction is None or reaction.check is None:
            return {}
        while True:
            try:
                with self._db.read() as tx:
                    if presses.is_kept(tx, press):
                        return {}
                    pressed = self._pressed(tx, press, channel)
                    return {} if pressed.actor.outside or _forbidden(reaction, pressed) else reaction.check(tx, pressed)
            except Stranger as stranger:
                self._people.introduce(stranger, channel)
            except (NotAllowed, NoSuchCase):
                return {}  # it is kept, and refused in words when it is acted on

    def _act(self, number: int) -> None:
        result = guarded(lambda: self._ended(number))
        if isinstance(result, Bug):
            _log.error("bug", press=number, what=result.summary, details=result.details)
            result = guarded(partial(self._stumbled, number, result.summary))
        if not isinstance(result, Bug) and result.value is not None:
            self._follow(result.value)

    def _ended(self, number: int) -> _Ended | None:
        """Act on a press that waits; None where nobody has to be told anything."""
        for attempt in range(1, _TRIES + 1):
            try:
                return self._acted(number)
            except StoreUnavailable as error:
                _log.warning("press waits", press=number, why=str(error), attempt=attempt)
            except StoreError as error:
                _log.error("press waits", press=number, why=str(error))
                break
        return None

    def _acted(self, number: int) -> _Ended | None:
        while True:
            channel = ""
            try:
                with self._db.write() as tx:
                    kept = presses.claim(tx, number)
                    if kept is None:
                        return None
                    channel = kept.channel
                    pressed = self._pressed(tx, kept.press, channel)
                    answer = self._react(tx, _key(number), pressed)
                    people.seen(tx, pressed.actor.workspace, pressed.actor.person, pressed.now)
                    presses.end(tx, number, PressState.DONE, pressed.now)
                    seen = shown(tx, self._reactions, pressed, answer)
                return _Ended(kept=kept, shown=seen)
            except Stranger as stranger:
                self._people.introduce(stranger, channel)
            except (NotAllowed, NoSuchCase) as error:
                return self._over(number, PressState.REFUSED, words.refused(_key(number), str(error)))

    def _react(self, tx: Transaction, key: str, pressed: Pressed) -> Answer:
        reaction = self._reactions.get(pressed.press.action)
        if pressed.actor.outside:
            who, action = pressed.actor.person, pressed.press.action
            _log.warning("somebody of another workspace was refused", person=who, action=action)
            raise NotAllowed(words.OUTSIDE)
        if reaction is None:
            return words.unknown(key, refreshed=posted.refresh(tx, pressed.press.receipt, pressed.now))
        if _forbidden(reaction, pressed):
            leads = self._people.staff.leads()
            return words.not_yours(key, needs=reaction.role, has=pressed.actor.role, ask=leads)
        return reaction.react(tx, pressed)

    def _pressed(self, tx: Transaction, press: Press, channel: str) -> Pressed:
        now = self._clock.now()
        return Pressed(press=press, actor=self._people.actor(tx, press, now), channel=channel, now=now)

    def _over(self, number: int, state: PressState, notice: Notice) -> _Ended | None:
        """End a press of which nothing stays but its end."""
        with self._db.write() as tx:
            kept = presses.claim(tx, number)
            if kept is None:
                return None
            presses.end(tx, number, state, self._clock.now(), error=notice.body)
            seen = self._shown(tx, kept, notice)
        return _Ended(kept=kept, shown=seen)

    def _shown(self, tx: Transaction, kept: Kept, notice: Notice) -> Shown:
        try:
            return shown(tx, self._reactions, self._pressed(tx, kept.press, kept.channel), notice)
        except Stranger:
            return Shown(answer=notice)

    def _stumbled(self, number: int, summary: str) -> _Ended | None:
        with self._db.write() as tx:
            attempts = presses.stumbled(tx, number, summary)
        if attempts < BUGS_UNTIL_FAILED:
            return None
        return self._over(number, PressState.FAILED, words.failed(_key(number)))

    def _follow(self, ended: _Ended) -> None:
        """Show what there is to show, and have the messages sent that changed."""
        for step in (lambda: self._tell(ended), self._changed):
            result = guarded(step)
            if isinstance(result, Bug):
                _log.error("bug", press=ended.kept.id, what=result.summary, details=result.details)

    def _tell(self, ended: _Ended) -> None:
        kept, seen = ended.kept, ended.shown
        channel = self._channels.get(kept.channel)
        for answer in (seen.answer, seen.home):
            if channel is None or answer is None:
                continue
            try:
                self._show(channel, kept, answer)
            except (ChannelError, StoreError) as error:
                _log.warning("answer not shown", channel=kept.channel, press=kept.id, why=str(error))

    def _show(self, channel: Interactive, kept: Kept, answer: Form | Notice | Screen | Later) -> None:
        match answer:
            case Form():
                self._open(channel, kept, answer)
            case Screen():
                channel.show_home(answer, kept.press.person)
            case Later():
                found = answer.tell(self._db)
                if found is not None:
                    self._show(channel, kept, found)
            case _:
                channel.answer(answer, kept.press)

    def _open(self, channel: Interactive, kept: Kept, form: Form) -> None:
        """Open a form, or say that it is too late for that."""
        in_time = self._clock.now() - kept.kept_at <= OPENS_WITHIN
        if kept.press.trigger is not None and in_time:
            try:
                channel.show(form, kept.press)
            except ChannelError as error:
                _log.warning("form not opened", channel=kept.channel, press=kept.id, why=str(error))
            else:
                return
        with self._db.write() as tx:
            presses.end(tx, kept.id, PressState.LATE, self._clock.now())
        channel.answer(words.late(_key(kept.id)), kept.press)


def _unfolded(press: Press) -> Press:
    """Return what was chosen from a menu of several actions as the press of that one."""
    if press.action != MORE:
        return press
    action, _, value = press.value.partition(" ")
    return replace(press, action=action, value=value)


def _forbidden(reaction: Reaction, pressed: Pressed) -> bool:
    return pressed.actor.role.rank < reaction.role.rank


def _key(number: int) -> str:
    return f"press:{number}"
