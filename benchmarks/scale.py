"""Several workers on one PostgreSQL: polls, judgements and trivial jobs a second with 1, 2 and 4 of them.

Beside them a plain loop of `FOR UPDATE SKIP LOCKED` in as many processes on the same trivial jobs, and the embedded
engine on the same polls and judgements. PostgreSQL, the local server, the workers and this process share the machine's
cores: the ratios say as much of those as of the engine, so the number of cores stands above the table.
"""

import multiprocessing
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event as LocalEvent
from urllib.parse import urlsplit, urlunsplit

import psycopg
from rich.console import Console
from rich.table import Table

from benchmarks.pipeline import mention
from benchmarks.polls import server as local_servers
from benchmarks.texts import posts
from connectors.contract import Cursor, Mention, Page
from connectors.kit.http import Door, Http
from monitor.domain.brand import BrandTerms
from monitor.domain.lane import Line
from monitor.domain.listening import Listening
from monitor.domain.routing import Routing
from monitor.engines import distributed
from monitor.engines.contract import Work
from monitor.scoring.judge import Judge
from monitor.scoring.relevance import Brands
from monitor.stages.clock import SystemClock
from monitor.stages.collect import CollectStage
from monitor.stages.judge import JudgeStage, Rules
from monitor.stages.poll import Poller, SourceJob
from monitor.store import judgements, migrate, pages, sources
from monitor.store.database import Database
from monitor.store.pages import Hearing
from monitor.store.sources import SourceName
from tests import postgres

WORKERS = (1, 2, 4)
JOBS, SOURCES, MENTIONS = 3_000, 500, 6_000
THREADS = 8
NAMES = tuple(f"source-{number}" for number in range(SOURCES))
_context = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Asking:
    """A connector that asks its place and hears nothing: what is left is the cost of a poll."""

    http: Http
    url: str

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Ask once."""
        del since
        self.http.get(self.url).json()
        yield Page(mentions=(), cursor=Cursor("1"))


def main() -> None:
    """Print a second's worth of each, and the ratios."""
    table = Table("what", "embedded", *(f"{n} workers" for n in WORKERS), "4 against 1", title="Several workers")
    with TemporaryDirectory() as folder, postgres.fragile(Path(folder) / "pg") as server, local_servers() as urls:
        kinds: dict[str, tuple[str, int, tuple[str, ...]]] = {
            "trivial jobs/s, PgQueuer": ("trivial", JOBS, ()),
            "trivial jobs/s, SKIP LOCKED loop": ("loop", JOBS, ()),
            "polls/s": ("collect", SOURCES, tuple(urls)),
            "judged mentions/s": ("judge", MENTIONS, ()),
        }
        for name, (kind, count, places) in kinds.items():
            ran = [_ran(_fresh(server.address, f"{kind}{n}"), kind, n, count, places) for n in WORKERS]
            alone = (
                f"{_embedded(_fresh(server.address, f'{kind}0'), kind, count, places):,.0f}" if kind in _ALONE else ""
            )
            table.add_row(name, alone, *(f"{each:,.0f}" for each in ran), f"{ran[-1] / ran[0]:.1f}x")
    console = Console()
    console.print(f"{os.cpu_count()} cores, shared by workers, PostgreSQL and local servers")
    console.print(table)


_ALONE = {"collect", "judge"}


def _fresh(server: str, name: str) -> str:
    """Return the address of a new, migrated store."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    address = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    with _store(address) as db:
        migrate.upgrade(db)
    distributed.install(address)
    return address


@contextmanager
def _store(address: str) -> Iterator[Database]:
    db = Database(address)
    try:
        yield db
    finally:
        db.close()


def _ran(address: str, kind: str, workers: int, count: int, places: Sequence[str]) -> float:
    """Return pieces a second of `workers` processes, from the first wake-up until all `count` are done."""
    _fill(address, kind, count)
    ready, stop = _context.Barrier(workers + 1), _context.Event()
    target = _loop if kind == "loop" else _work
    processes = [
        _context.Process(target=target, args=(address, kind, tuple(places), ready, stop)) for _ in range(workers)
    ]
    for process in processes:
        process.start()
    ready.wait()
    began = time.perf_counter()
    if kind != "loop":
        _wake(address, kind, places)
    _until_done(address, kind)
    took = time.perf_counter() - began
    stop.set()
    for process in processes:
        process.join()
    return count / took


def _wake(address: str, kind: str, places: Sequence[str]) -> None:
    """Send the wake-ups of one tick: everything is due at once."""
    with _store(address) as db:
        [dispatch] = distributed.dispatches([_as_work(db, kind, places)], db.lend)
        dispatch.run(datetime.now(UTC))


def _work(address: str, kind: str, places: Sequence[str], ready: Barrier, stop: Event) -> None:
    """Be a worker."""
    with _store(address) as db:
        engine = distributed.Workers([_as_work(db, kind, places)], address, lambda: datetime.now(UTC))
        engine.start()
        time.sleep(1.0)  # until it listens
        ready.wait()
        stop.wait()
        engine.stop()


def _loop(address: str, kind: str, places: Sequence[str], ready: Barrier, stop: Event) -> None:
    """Be a worker of the simplest kind: take one row, do it, delete it, in one transaction."""
    del kind, places
    take = "DELETE FROM loop_jobs WHERE id = (SELECT id FROM loop_jobs ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 1)"
    with psycopg.connect(address, autocommit=True) as connection:
        ready.wait()
        while not stop.is_set():
            if connection.execute(take).rowcount == 0:
                time.sleep(0.01)


def _as_work(db: Database, kind: str, places: Sequence[str]) -> Work:
    """Return the work of a kind, as the service has it."""
    if kind == "collect":
        stage = _collect(db, places)
        return Work(
            name=kind, every=timedelta(seconds=1), due=stage.due, do=stage.poll, lane="collect", threads=THREADS
        )
    if kind == "judge":
        judge = _judge(db)
        return Work(
            name=kind,
            every=timedelta(seconds=1),
            due=partial(judge.due, Line.LIVE),
            do=partial(judge.judge_part, Line.LIVE),
            lane="judge",
        )
    jobs = [str(number) for number in range(JOBS)]
    return Work(
        name=kind,
        every=timedelta(seconds=1),
        due=lambda _: jobs,
        do=lambda _job, _now: None,
        lane="jobs",
        threads=THREADS,
    )


def _collect(db: Database, places: Sequence[str]) -> CollectStage:
    clock = SystemClock(LocalEvent())
    door = Door().bind(timeout=30, allow_private=True)
    jobs = {
        name: SourceJob(
            name=name,
            connector=Asking(door, places[number % len(places)]),
            every=timedelta(hours=1),
            max_pages=1,
            baseline=False,
        )
        for number, name in enumerate(NAMES)
    }
    return CollectStage(db, jobs, clock, Poller(db, clock, operators="terminal"), workers=THREADS)


def _judge(db: Database) -> JudgeStage:
    rules = Rules(
        listening={1: Listening(source=NAMES[0], brands=("Acme",), about="us")},
        routing=Routing(fallback="terminal"),
    )
    judge = Judge(Brands([BrandTerms(name="Acme", keywords=("acme",))]))
    return JudgeStage(db, judge, rules, stopping=lambda: False)


def _fill(address: str, kind: str, count: int) -> None:
    now = datetime.now(UTC)
    with _store(address) as db, db.write() as tx:
        if kind == "loop":
            tx.exec_driver_sql("CREATE TABLE loop_jobs (id bigint PRIMARY KEY)")
            tx.exec_driver_sql(f"INSERT INTO loop_jobs SELECT generate_series(1, {count})")
        if kind in _ALONE:
            sources.configure(tx, [SourceName(name=name, kind="bench", settings_hash="") for name in NAMES], now)
        if kind == "judge":
            heard: list[Mention] = [mention(number, text) for number, text in enumerate(posts(count))]
            hearing = Hearing(source_id=1, source=NAMES[0], now=now)
            for start in range(0, count, 500):
                pages.add_page(tx, Page(mentions=tuple(heard[start : start + 500])), hearing)


def _until_done(address: str, kind: str) -> None:
    left = {
        "trivial": "SELECT 1 FROM pgqueuer LIMIT 1",
        "loop": "SELECT 1 FROM loop_jobs LIMIT 1",
        "collect": "SELECT 1 FROM sources WHERE last_polled_at IS NULL LIMIT 1",
    }
    with _store(address) as db, psycopg.connect(address, autocommit=True) as connection:
        while _waiting(db) if kind == "judge" else connection.execute(left[kind]).fetchone():
            time.sleep(0.02)


def _waiting(db: Database) -> int:
    with db.read() as tx:
        return judgements.waiting(tx, limit=1)


def _embedded(address: str, kind: str, count: int, places: Sequence[str]) -> float:
    """Return pieces a second of one process without a queue, on the same store."""
    _fill(address, kind, count)
    with _store(address) as db:
        stage = _collect(db, places) if kind == "collect" else _judge(db)
        began = time.perf_counter()
        stage.run_once(datetime.now(UTC))
        return count / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
