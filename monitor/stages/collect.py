"""Collect: what is due is polled, each source in a thread of a bounded pool."""

import threading
from collections.abc import Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime

from monitor.domain.poll import Poll
from monitor.stages.clock import Clock
from monitor.stages.keeping import Keeper
from monitor.stages.poll import Poller, SourceJob
from monitor.stages.report import StageReport
from monitor.store import sources
from monitor.store.database import Database
from monitor.store.leases import Lease, Leased
from monitor.store.sources import Claim

MOST_DUE = 5_000
"""Sources named as due at once: more than a second's worth for any set-up."""


class CollectStage:
    """Polls due sources; a slow one holds its own thread and nobody else.

    With `among`, only these. Those `apart` are polled by another process, and here only where they are named.
    """

    def __init__(
        self,
        db: Database,
        jobs: Mapping[str, SourceJob],
        clock: Clock,
        poller: Poller,
        *,
        workers: int = 16,
        among: Collection[str] | None = None,
        apart: Collection[str] = (),
    ) -> None:
        self._db = db
        self._jobs = jobs
        self._clock = clock
        self._poller = poller
        self._keeper = Keeper(db)
        self._workers = workers
        self._among = among
        self._apart = apart
        self._busy = 0
        self._unrecorded: list[Claim] = []  # polls that ended while the store did not answer: their leases are no use
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="collect")

    def begin_due(
        self, now: datetime, *, names: Collection[str] | None = None, skip: Collection[str] = ()
    ) -> list[tuple[str, Future[Poll | None]]]:
        """Claim as many due sources as threads are free, and poll them without waiting for them."""
        with self._lock:
            free = self._workers - self._busy
            if free <= 0:
                return []
            with self._db.write() as tx:
                for claim in self._unrecorded:
                    sources.give_back(tx, claim)
                skip = skip if names else [*skip, *self._apart]
                claims = sources.claim_due(tx, now, limit=free, names=names, among=self._among, skip=skip)
            self._unrecorded.clear()
            self._busy += len(claims)
        return [(claim.name, self._pool.submit(self._poll, claim)) for claim in claims]

    def keep_up(self, now: datetime) -> None:
        """Begin what is due, and as each poll ends what is due by then: the next tick may be a second away."""
        for _, poll in self.begin_due(now):
            poll.add_done_callback(self._next)

    def run_once(self, now: datetime, *, names: Collection[str] | None = None) -> StageReport:
        """Poll everything that is due, once each; with `names`, just those, whether due or not."""
        polls: dict[str, Poll | None] = {}
        while not self._clock.stopping():
            begun = self.begin_due(now, names=names, skip=polls.keys())
            if not begun:
                break
            wait([future for _, future in begun])
            polls |= {name: future.result() for name, future in begun}
        return _report(polls)

    def due(self, now: datetime) -> list[str]:
        """Name the sources that are due and that nobody polls."""
        with self._db.read() as tx:
            return [name for name in sources.due(tx, now, limit=MOST_DUE) if name not in self._apart]

    def poll(self, name: str, now: datetime) -> Poll | None:
        """Poll one source in this thread, where it is due and nobody else does."""
        if name not in self._jobs:
            return None  # whoever asks has another configuration
        with self._lock:
            unrecorded, self._unrecorded = self._unrecorded, []
        with self._db.write() as tx:
            for claim in unrecorded:
                sources.give_back(tx, claim)
            claims = sources.claim_due(tx, now, limit=1, among=[name])
        with self._lock:
            self._busy += len(claims)
        return self._poll(claims[0]) if claims else None

    def close(self) -> None:
        """Let polls that run finish their page; begin no other."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._keeper.close()

    def _next(self, ended: Future[Poll | None]) -> None:
        if not self._clock.stopping() and not ended.cancelled():
            self.keep_up(self._clock.now())

    def _poll(self, claim: Claim) -> Poll | None:
        poll = None
        try:
            poll = self._kept(claim)
        finally:
            with self._lock:
                self._busy -= 1
                if poll is None:
                    self._unrecorded.append(claim)
        return poll

    def _kept(self, claim: Claim) -> Poll | None:
        with self._keeper.keep(Lease(on=Leased.SOURCE, id=claim.source_id, token=claim.token)):
            return self._poller.poll(self._jobs[claim.name], claim)


def _report(polls: Mapping[str, Poll | None]) -> StageReport:
    ended = {name: poll for name, poll in polls.items() if poll is not None}
    failed = [f"{name}: {poll.error}" for name, poll in ended.items() if poll.outcome.failed]
    failed += [f"{name}: the poll was lost" for name in polls if name not in ended]
    figures = {name: sum(getattr(poll, name) for poll in ended.values()) for name in ("new", "edited", "rejected")}
    heard = sum(poll.heard for poll in ended.values())
    return StageReport(stage="collect", done=heard, failed=tuple(sorted(failed)), figures=figures)
