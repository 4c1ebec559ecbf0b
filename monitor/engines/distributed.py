"""The distributed engine: wake-ups in PostgreSQL (PgQueuer), sent by any number of schedulers to any number of workers.

A wake-up says only that something may be due: the rows' own state says what is. One that is lost is sent again by the
next tick, one that comes late or twice finds nothing to do.
"""

import asyncio
import logging
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from pgqueuer.adapters.connections import connect_asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.drivers.psycopg import SyncPsycopgDriver
from pgqueuer.adapters.persistence.queries import Queries, SyncQueries
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.settings import ConnectionSettings
from pgqueuer.models import Job as WakeUp

from monitor.engines.clock import EmbeddedEngine
from monitor.engines.contract import Job, Work, Works
from monitor.engines.record import Record
from monitor.guard import Bug, guarded

HEARTBEAT = timedelta(seconds=5)
"""A wake-up whose worker shows no life for so long is given to another."""
RECONNECT_EVERY = 1.0
PING_EVERY, ANSWER_WITHIN = 2.0, 4.0
"""Seconds: a connection that does not answer is given up, so that a cut network is no endless wait."""
TIDY_EVERY = 300.0
_LOOK_EVERY = 0.1
_WAIT = timedelta(seconds=5)  # for a wake-up whose notification was lost

Lend = Callable[[], AbstractContextManager[Any]]
"""Lends a connection of PostgreSQL's own driver, out of any transaction."""

_log = structlog.get_logger("engine")


def install(address: str) -> None:
    """Make the engine's own tables, or bring them up to date. May be called by several at once."""
    asyncio.run(_install(address))


def is_installed(address: str) -> bool:
    """Return whether the engine's own tables are there."""
    return asyncio.run(_is_installed(address))


def dispatches(works: Works, lend: Lend) -> list[Job]:
    """Return the jobs of a scheduler: each wakes a worker for every piece that is due and not woken for already."""
    return [Job(name=work.name, every=work.every, run=partial(_dispatch, work, lend)) for work in works]


class Workers:
    """Does pieces of work as it is woken for them, each lane in threads of its own; comes back when PostgreSQL does."""

    def __init__(self, works: Works, address: str, now: Callable[[], datetime]) -> None:
        self._record = Record()
        self._stopping = threading.Event()
        lanes: dict[str, list[Work]] = defaultdict(list)
        for work in works:
            lanes[work.lane].append(work)
        self._lanes = [_Lane(address, lane, now, self._record, self._stopping) for lane in lanes.values()]
        self._threads = [threading.Thread(target=lane.live, name="engine") for lane in self._lanes]

    def start(self) -> None:
        """Begin; returns at once."""
        logging.getLogger("pgqueuer").setLevel(logging.CRITICAL)  # its troubles are told below, once
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Take no more wake-ups; return when what runs has ended."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def last_runs(self) -> dict[str, datetime]:
        """Return when each kind of work last ended well."""
        return self._record.last_runs()


class Together:
    """A scheduler and a worker in one process."""

    def __init__(self, scheduler: EmbeddedEngine, workers: Workers) -> None:
        self._scheduler = scheduler
        self._workers = workers

    def start(self) -> None:
        """Begin both."""
        self._workers.start()
        self._scheduler.start()

    def stop(self) -> None:
        """Stop both."""
        self._scheduler.stop()
        self._workers.stop()

    def last_runs(self) -> dict[str, datetime]:
        """Return when the scheduler looked: work is done only when there is some."""
        return self._scheduler.last_runs()


class _Lane:
    """A connection of its own and a number of threads. As many wake-ups as run also wait here: no thread is idle."""

    def __init__(
        self,
        address: str,
        works: Sequence[Work],
        now: Callable[[], datetime],
        record: Record,
        stopping: threading.Event,
    ) -> None:
        self._address = address
        self._works = works
        self._now = now
        self._record = record
        self._stopping = stopping
        self._threads = max(work.threads for work in works)
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix=works[0].lane)

    def live(self) -> None:
        """Serve until told to stop; where PostgreSQL goes away, come back when it does."""
        is_down = False
        while not self._stopping.is_set():
            ended = guarded(lambda: asyncio.run(self._serve()))
            if isinstance(ended, Bug):
                if not is_down:
                    _log.warning("the queue is lost", lane=self._works[0].lane, why=ended.summary)
                is_down = True
                self._stopping.wait(RECONNECT_EVERY)
            else:
                is_down = False
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def _serve(self) -> None:
        lost = asyncio.Event()
        async with connect_asyncpg(self._address, _settings()) as connection:
            connection.add_termination_listener(lambda _: lost.set())
            queries = Queries(AsyncpgDriver(connection))
            manager = QueueManager(queries)
            for work in self._works:
                manager.entrypoint(work.name)(self._handler(work, lost))
            watches = [
                asyncio.create_task(self._watch(manager, lost)),
                asyncio.create_task(_ping(queries, connection.terminate)),
                asyncio.create_task(_tidy(queries, [work.name for work in self._works])),
            ]
            try:
                await manager.run(
                    dequeue_timeout=_WAIT,
                    batch_size=self._threads,
                    max_concurrent_tasks=2 * self._threads,
                    heartbeat_timeout=HEARTBEAT,
                    log_aggregation_interval=timedelta(0),
                )
            finally:
                for watch in watches:
                    watch.cancel()
                await asyncio.gather(*watches, return_exceptions=True)

    def _handler(self, work: Work, lost: asyncio.Event) -> Callable[[WakeUp], Awaitable[None]]:
        async def handle(wake_up: WakeUp) -> None:
            piece = (wake_up.payload or b"").decode()
            doing = asyncio.get_running_loop().run_in_executor(self._pool, self._do, work, piece)
            losing = asyncio.ensure_future(lost.wait())
            either: set[asyncio.Future[Any]] = {doing, losing}
            # what runs is not waited for where its wake-up is lost: its rows have leases, and others want the lane
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            losing.cancel()

        return handle

    def _do(self, work: Work, piece: str) -> None:
        if not self._stopping.is_set():
            now = self._now()
            self._record.run(work.name, lambda: work.do(piece, now), now)

    async def _watch(self, manager: QueueManager, lost: asyncio.Event) -> None:
        """End the session when the process stops, or where its connection is gone: a listener is not told so."""
        while not self._stopping.is_set() and not lost.is_set():
            await asyncio.sleep(_LOOK_EVERY)
        manager.shutdown.set()


def _dispatch(work: Work, lend: Lend, now: datetime) -> int:
    """Send the wake-ups of what is due; return how many were new."""
    pieces = list(work.due(now))
    if not pieces:
        return 0
    with lend() as connection:
        sent = SyncQueries(SyncPsycopgDriver(connection)).enqueue(
            [work.name] * len(pieces),
            [piece.encode() for piece in pieces],
            [0] * len(pieces),
            dedupe_key=[f"{work.name}/{piece}" for piece in pieces],
            on_conflict="skip",
        )
    return sum(number is not None for number in sent)


async def _ping(queries: Queries, give_up: Callable[[], None]) -> None:
    try:
        while True:
            await asyncio.wait_for(queries.driver.fetch("SELECT 1"), ANSWER_WITHIN)
            await asyncio.sleep(PING_EVERY)
    except TimeoutError:
        give_up()


async def _tidy(queries: Queries, names: list[str]) -> None:
    """Forget wake-ups that are done: what was done stands in the rows."""
    while True:
        await queries.clear_queue_log(names)
        await asyncio.sleep(TIDY_EVERY)


async def _install(address: str) -> None:
    async with connect_asyncpg(address, _settings()) as connection:
        queries = Queries(AsyncpgDriver(connection))
        async with queries.schema_lock():
            if await queries.schema_is_installed():
                await queries.upgrade()
            else:
                await queries.install()


async def _is_installed(address: str) -> bool:
    async with connect_asyncpg(address, _settings()) as connection:
        queries = Queries(AsyncpgDriver(connection))
        return await queries.has_table(queries.qbe.settings.queue_table)


def _settings() -> ConnectionSettings:
    return ConnectionSettings(connect_timeout=ANSWER_WITHIN)
