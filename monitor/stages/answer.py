"""Answer: what was approved is sent by its source, once; what may have arrived is looked for first."""

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from connectors.contract import (
    Changed,
    Mention,
    OwnReply,
    Refused,
    Replier,
    ReplyReceipt,
    SourceError,
    Unavailable,
    Uncertain,
)
from monitor.domain import answer as steps
from monitor.domain.answer import Answer, Obstacle
from monitor.domain.backoff import delay
from monitor.domain.promise import same_words
from monitor.guard import Bug, guarded
from monitor.stages.clock import Clock
from monitor.stages.desk import Desk, obstacle
from monitor.stages.keeping import Keeper
from monitor.stages.report import StageReport
from monitor.store import answered, answers, case_files, cases
from monitor.store.answers import Claimed
from monitor.store.database import Database, LeaseLost, StoreError, Transaction
from monitor.store.leases import Lease, Leased
from monitor.wording.answer_ends import OBSTACLES

T = TypeVar("T")

FIRST_RETRY = timedelta(seconds=5)
GIVE_UP = timedelta(hours=6)
"""An answer that could not be sent for so long may have been overtaken: a person reads it again."""
BUGS_UNTIL_FAILED = 3
SKEW = timedelta(minutes=10)
"""A platform's clock may be so far behind ours: what was posted before that is no answer of this try."""
MOST = 20
"""Answers a round; more wait for the next."""

_log = structlog.get_logger("answer")


class AnswerStage:
    """Sends answers. `paused` tells, in the transaction that would take one, whether none may be sent now."""

    def __init__(
        self,
        db: Database,
        repliers: Mapping[str, Replier],
        desk: Desk,
        clock: Clock,
        *,
        paused: Callable[[Transaction], bool] = lambda _: False,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._db = db
        self._repliers = repliers
        self._desk = desk
        self._clock = clock
        self._paused = paused
        self._jitter = jitter
        self._keeper = Keeper(db)

    def due(self, now: datetime) -> list[str]:
        """Name the work that is due, for several processes."""
        with self._db.read() as tx:
            return ["answers"] if answers.is_due(tx, now) else []

    def run_once(self, now: datetime) -> StageReport:
        """Send and look for what is due."""
        sent, failed = 0, list[str]()
        for _ in range(MOST):
            if self._clock.stopping():
                break
            try:
                claimed = self._claim(now)
                if claimed is None:
                    break
                with self._keeper.keep(Lease(on=Leased.ANSWER, id=claimed.answer.id, token=claimed.token)):
                    trouble = self._do(claimed)
            except (LeaseLost, StoreError) as error:
                _log.warning("answer stopped", why=str(error))
                break
            sent += trouble is None
            failed += [f"C-{claimed.answer.case_id}: {trouble}"] if trouble else []
        return StageReport(stage="answer", done=sent, failed=tuple(failed))

    def serve(self, _piece: str, now: datetime) -> StageReport:
        """Do the work that `due` named."""
        return self.run_once(now)

    def close(self) -> None:
        """Keep no lease any more."""
        self._keeper.close()

    def _claim(self, now: datetime) -> Claimed | None:
        """Take the next answer; what should not be sent any more is ended on the way."""
        while True:
            with self._db.write() as tx:
                claimed = answers.claim(tx, now, paused=self._paused(tx))
                if claimed is None or claimed.doubtful:
                    return claimed
                stop = self._stopped_by(tx, claimed, now)
                if stop is None:
                    return claimed
                self._fail(tx, claimed.answer, stop, now)

    def _stopped_by(self, tx: Transaction, claimed: Claimed, now: datetime) -> Obstacle | None:
        if claimed.answer.source not in self._repliers:
            return Obstacle.NO_WAY
        if now - claimed.first_tried_at > GIVE_UP:
            return Obstacle.TOO_LATE
        return obstacle(tx, claimed.answer)

    def _do(self, claimed: Claimed) -> str | None:
        """Send or look; return what went wrong."""
        with self._db.read() as tx:
            mention = case_files.file(tx, claimed.answer.case_id).mention
        replier = self._repliers.get(claimed.answer.source)
        if replier is None:
            return self._end(claimed, Obstacle.UNSEEN)
        return self._look(replier, claimed, mention) if claimed.doubtful else self._send(replier, claimed, mention)

    def _send(self, replier: Replier, claimed: Claimed, mention: Mention) -> str | None:
        self._db.persist()
        result = guarded(lambda: _answer(lambda: replier.reply(mention.key, claimed.answer.text)))
        if isinstance(result, Bug):
            return self._after_bug(claimed, result)
        outcome = result.value
        if isinstance(outcome, ReplyReceipt):
            reply = OwnReply(native_id=outcome.native_id, text=claimed.answer.text, posted_at=outcome.posted_at)
            self._settle(claimed, reply, url=outcome.url)
            return None
        now = self._clock.now()
        match outcome:
            case Uncertain() | Changed():
                self._doubt(claimed, str(outcome), now, looks=replier.looks)
            case Refused():
                return self._fail_now(claimed, str(outcome))
            case _:
                with self._db.write() as tx:
                    answers.put_back(tx, claimed, due_at=now + self._wait(claimed.attempts, outcome))
        return str(outcome)

    def _look(self, replier: Replier, claimed: Claimed, mention: Mention) -> str | None:
        """Look for an answer that may stand there; what no look finds was not posted, and is sent again."""
        result = guarded(lambda: _answer(lambda: replier.replies_to(mention.key)))
        if isinstance(result, Bug):
            return self._after_bug(claimed, result)
        now, found = self._clock.now(), result.value
        if isinstance(found, SourceError):
            if isinstance(found, Refused) or now - claimed.last_tried_at > GIVE_UP:
                return self._end(claimed, Obstacle.UNSEEN)
            with self._db.write() as tx:
                wait = self._wait(claimed.attempts, found)
                answers.doubt(tx, claimed, looks=claimed.looks, due_at=now + wait)
            return str(found)
        since = claimed.first_tried_at - SKEW
        theirs = [one for one in found if one.posted_at >= since and same_words(one.text, claimed.answer.text)]
        if theirs:
            self._settle(claimed, theirs[-1], url=None)
            return None
        return self._not_seen(claimed, replier.looks, now)

    def _not_seen(self, claimed: Claimed, looks: tuple[float, ...], now: datetime) -> str:
        done = claimed.looks + 1
        with self._db.write() as tx:
            if done < len(looks):
                due_at = claimed.last_tried_at + timedelta(seconds=looks[done])
                answers.doubt(tx, claimed, looks=done, due_at=due_at)
            else:
                answers.put_back(tx, claimed, due_at=now)
        return "not seen on the platform yet"

    def _settle(self, claimed: Claimed, reply: OwnReply, *, url: str | None) -> None:
        now = self._clock.now()
        with self._db.write() as tx:
            answers.fenced(tx, claimed, lease_until=None)
            answered.settle(tx, answers.get(tx, claimed.answer.id), reply, url=url, now=now)
        _log.info("answered", case=claimed.answer.case_id, source=claimed.answer.source)

    def _doubt(self, claimed: Claimed, why: str, now: datetime, *, looks: tuple[float, ...]) -> None:
        _log.warning("answer in doubt", case=claimed.answer.case_id, source=claimed.answer.source, why=why)
        first = timedelta(seconds=looks[0] if looks else 0)
        with self._db.write() as tx:
            answers.doubt(tx, claimed, looks=0, due_at=now + first)
            after, event = steps.doubted(answers.get(tx, claimed.answer.id), why=why, now=now)
            answered.note(tx, after, [event], now)
            self._desk.tell(tx, after, cases.get(tx, after.case_id), now)

    def _after_bug(self, claimed: Claimed, bug: Bug) -> str:
        """It may have been posted before the bug: look, a few times, then leave it to a person."""
        _log.error("bug", case=claimed.answer.case_id, what=bug.summary, details=bug.details)
        if claimed.attempts + claimed.looks >= BUGS_UNTIL_FAILED:
            return self._end(claimed, Obstacle.BUG)
        now = self._clock.now()
        with self._db.write() as tx:
            wait = delay(claimed.looks + 1, first=FIRST_RETRY, jitter=self._jitter())
            answers.doubt(tx, claimed, looks=claimed.looks + 1, due_at=now + wait)
        return f"a bug of the monitor: {bug.summary}"

    def _end(self, claimed: Claimed, why: Obstacle) -> str:
        return self._fail_now(claimed, OBSTACLES[why])

    def _fail_now(self, claimed: Claimed, why: str) -> str:
        now = self._clock.now()
        with self._db.write() as tx:
            answers.fenced(tx, claimed, lease_until=None)
            self._failed(tx, answers.get(tx, claimed.answer.id), why, now)
        return why

    def _fail(self, tx: Transaction, answer: Answer, why: Obstacle, now: datetime) -> None:
        self._failed(tx, answer, OBSTACLES[why], now)

    def _failed(self, tx: Transaction, answer: Answer, why: str, now: datetime) -> None:
        _log.warning("answer failed", case=answer.case_id, source=answer.source, why=why)
        after, event = steps.failed(answer, why=why, now=now)
        answered.tell(tx, answer, after, [event], now)
        self._desk.tell(tx, after, cases.get(tx, answer.case_id), now)

    def _wait(self, attempts: int, error: SourceError) -> timedelta:
        asked = error.retry_after if isinstance(error, Unavailable) else None
        return delay(max(attempts, 1), first=FIRST_RETRY, jitter=self._jitter(), retry_after=asked)


def _answer(call: Callable[[], T]) -> T | SourceError:
    try:
        return call()
    except SourceError as error:
        return error
