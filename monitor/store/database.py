"""The one door to the database: SQLite for one process, PostgreSQL for several."""

import os
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, create_engine, event, literal, literal_column, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    DisconnectionError,
    InterfaceError,
    OperationalError,
    PendingRollbackError,
)
from sqlalchemy.exc import TimeoutError as NoneFreeError

from monitor.store.columns import Instant, from_instant

Transaction = Connection
"""An open transaction: what the functions of the store take. Others hand it through and never look inside."""

NAME = "complaint-monitor"
PROCESS = f"{NAME} {os.getpid()}@{socket.gethostname()}"[:63]
"""What PostgreSQL calls the connections of this process (63 characters at most)."""

SKEW = timedelta(minutes=1)
"""A time so far ahead is one of a neighbour, or of a moment ago, and no sign that the clock went back."""

BUSY_SECONDS = 30
STANDING_SECONDS = 20
"""A transaction whose process was stopped or cut off in the middle is undone after this long, and its rows are free."""
_INSTANT = Instant()  # one for all: what is known of a type is looked up anew for each that is made
_RANDOM_PAGE_COST = 1.1
"""Of a page in order: PostgreSQL thinks of disks that turn, and read ten million verdicts to spare 20,000 looks."""
_POOL = 8
_FRESH_SECONDS = 1.0
_WITHIN_SECONDS = {"connect_timeout": 5, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}


class StoreError(Exception):
    """The store cannot be used as it is; the message says what a person should do."""


class StoreOutdated(StoreError):
    """The store's schema is not that of this version, and a person decides when it becomes so."""


class StoreUnavailable(StoreError):
    """The store does not answer now (locked, full, restarting): the transaction is undone and may be tried again."""


class LeaseLost(Exception):
    """Another worker has taken this over; nothing was written and nothing more may be."""


class Database:
    """Transactions on one store. One database is one tenant."""

    def __init__(self, url: str) -> None:
        self.url = url
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise StoreError(
                f"store: {url.rsplit('@', maxsplit=1)[-1]!r} is no database address; write sqlite:///FILE"
            ) from error
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.file: Path | None = Path(parsed.database or "")
            self._writer = _sqlite(url, begin="BEGIN IMMEDIATE", size=1)
            self._reader = _sqlite(url, begin="BEGIN", size=_POOL, query_only=True)
        else:
            self.file = None
            parsed = parsed.set(drivername="postgresql+psycopg")
            self._writer = _postgresql(parsed, standing=STANDING_SECONDS)
            self._reader = _postgresql(parsed)
        self._lock = threading.Lock()

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """One transaction that writes; on SQLite one at a time in this process, begun as IMMEDIATE.

        Raises `StoreUnavailable` where the database does not answer, and everything in it is undone.
        """
        if not self.is_sqlite:
            with translated(), self._writer.begin() as tx:
                yield tx
            return
        with self._lock, translated(), self._writer.begin() as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """One transaction that only reads; never waits for a writer on SQLite."""
        with translated(), self._reader.connect() as tx, tx.begin():
            yield tx

    @contextmanager
    def lend(self) -> Iterator[Any]:
        """Lend PostgreSQL's own connection, out of any transaction, to what brings its own statements.

        Raises `StoreUnavailable` where there is none to be had.
        """
        with translated(), self._writer.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT").connection.driver_connection

    @property
    def engine(self) -> Engine:
        """The engine that writes, for migrations."""
        return self._writer

    def persist(self) -> None:
        """Have what was committed outlive a power cut, too. Raises `StoreUnavailable` where the disk fails.

        For what somebody is told is done, and will not do again. Whatever a process reads or decides anew after losing
        its last seconds needs none: without it a commit on SQLite outlives any crash, and takes 0.05 ms instead of 5.
        PostgreSQL does it at each commit.
        """
        if self.file is not None:
            with _on_disk():
                _sync(self.file.with_name(f"{self.file.name}-wal"))
                _sync(self.file.absolute().parent)

    def close(self) -> None:
        """Close every connection."""
        self._writer.dispose()
        self._reader.dispose()


def clock(tx: Transaction) -> datetime:
    """Return the database's own time, by which leases are measured wherever the caller runs."""
    if tx.dialect.name == "sqlite":
        return datetime.now(UTC)
    micros = tx.execute(text("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")).scalar_one()
    return from_instant(micros)


def clock_plus(tx: Transaction, length: timedelta = timedelta(0)) -> ColumnElement[datetime]:
    """Return the database's own time `length` from now as part of a statement: it costs no question of its own."""
    if tx.dialect.name == "sqlite":
        return literal(datetime.now(UTC) + length, _INSTANT)
    micros = length // timedelta(microseconds=1)
    return literal_column(f"((extract(epoch FROM clock_timestamp()) * 1000000)::bigint + {micros})", _INSTANT)


def take_turns(tx: Transaction, what: str) -> None:
    """Wait until no other transaction does `what`; let none do it until this one ends.

    For rows that may not be there yet, which no lock can hold. SQLite has one writer anyway.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(hashtext(:what))"), {"what": what})


def _postgresql(url: URL, *, standing: float | None = None) -> Engine:
    """Return an engine on which a transaction that stands still for `standing` seconds is undone.

    Statements are written as PostgreSQL reads them (`$1`): to find `%(name)s` in a statement of many rows took the
    driver a third of the time of judging. Asking for hstore, which is not used, knows the other style only.
    """
    raw = url.get_dialect().import_dbapi().RawCursor
    engine = create_engine(
        url,
        pool_size=_POOL,
        hide_parameters=True,
        connect_args={"application_name": PROCESS, "cursor_factory": raw, **_WITHIN_SECONDS},
        paramstyle="numeric_dollar",
        use_native_hstore=False,
    )
    _look_whether_it_lives(engine)

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.execute(f"SET random_page_cost = {_RANDOM_PAGE_COST}")
        if standing is not None:
            connection.execute(f"SET idle_in_transaction_session_timeout = '{standing}s'")
        connection.commit()

    if standing is None:
        return engine

    # PostgreSQL does not watch over a transaction in the middle of a pipeline, which the driver makes of many rows:
    # inserts become one statement of many rows instead, and the rest goes row by row
    engine.dialect.use_insertmanyvalues_wo_returning = True

    @event.listens_for(engine, "do_executemany")
    def _each(cursor: Any, statement: str, rows: Sequence[Any], _context: Any) -> bool:
        for row in rows:
            cursor.execute(statement, row)
        return True

    return engine


def _look_whether_it_lives(engine: Engine) -> None:
    """Ask a connection that nobody used for a while whether it still lives: always to ask costs a fifth of a poll."""

    @event.listens_for(engine, "checkin")
    def _given_back(_connection: Any, record: Any) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _taken(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("used", 0.0) <= _FRESH_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError("the connection is gone") from error  # the pool opens another


def _sqlite(url: str, *, begin: str, size: int, query_only: bool = False) -> Engine:
    waiting = {"timeout": BUSY_SECONDS}
    engine = create_engine(url, pool_size=size, max_overflow=0, connect_args=waiting, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late: 295 of 360 updates were lost with it
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA query_only = {int(query_only)}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _sync(path: Path) -> None:
    """Have the disk keep what was written to a file, or which files are in a folder; whoever wrote it."""
    try:
        opened = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return  # all of it is in the store's own file
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def _on_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(f"the disk did not keep what was written: {error.strerror}") from error


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the driver says of a database that does not answer, or is damaged, into a `StoreError`."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise StoreUnavailable(f"the store does not answer: {_first_line(error)}") from error
    except PendingRollbackError as error:
        raise StoreUnavailable("the store ended the transaction") from error
    except NoneFreeError as error:
        raise StoreUnavailable("the store does not answer: every connection is in use") from error
    except DatabaseError as error:
        if error.connection_invalidated:
            raise StoreUnavailable(f"the store ended the connection: {_first_line(error)}") from error
        if "malformed" in str(error.orig) or "not a database" in str(error.orig):
            remedy = "restore it with `monitor restore FILE`"
            raise StoreError(f"the store is damaged ({_first_line(error)}); {remedy}") from error
        raise


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
