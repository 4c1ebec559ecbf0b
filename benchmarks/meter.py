"""A meter on a real PostgreSQL: what a piece of work costs us, and what it costs the server.

The server's processor time is read from /proc: it runs on this machine. Its durability is as shipped (fsync on).
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

import psycopg

from monitor.store import migrate
from monitor.store.database import Database
from tests import postgres

_TICKS = os.sysconf("SC_CLK_TCK")
_STATS = """
SELECT xact_commit, tup_inserted + tup_updated + tup_deleted,
       pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint, pg_database_size(current_database())
FROM pg_stat_database WHERE datname = current_database()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What was spent: seconds of our processor, of PostgreSQL's, and on the clock; commits, rows written, bytes."""

    ours: float = 0.0
    postgres: float = 0.0
    clock: float = 0.0
    commits: float = 0.0
    rows: float = 0.0
    log: float = 0.0
    stored: float = 0.0

    def each(self, count: float) -> "Cost":
        """Return the cost of one of `count`."""
        return Cost(**{one.name: getattr(self, one.name) / count for one in fields(self)})

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})

    def __sub__(self, other: "Cost") -> "Cost":
        return Cost(**{one.name: max(getattr(self, one.name) - getattr(other, one.name), 0.0) for one in fields(self)})

    def __mul__(self, times: float) -> "Cost":
        return self.each(1 / times) if times else Cost()


@dataclass(slots=True)
class Meter:
    """Measures what happens in `spent`, on the store `db`."""

    db: Database
    found: dict[str, Cost] = field(default_factory=dict)

    @contextmanager
    def spent(self, name: str, count: float) -> Iterator[None]:
        """Note under `name` what one of `count` costs."""
        before, ours, clock = self._read(), time.process_time(), time.perf_counter()
        yield
        clock, ours = time.perf_counter() - clock, time.process_time() - ours
        after = self._read()
        told = Cost(ours=ours, clock=clock) + (after - before)
        self.found[name] = told.each(count)

    def _read(self) -> Cost:
        self.db.close()  # its connections tell what they did when they end
        time.sleep(0.2)
        with psycopg.connect(self.db.url, autocommit=True) as connection:
            commits, rows, log, stored = connection.execute(_STATS).fetchone() or (0, 0, 0, 0)
            postmaster = int(_stat(connection.info.backend_pid)[1])
        return Cost(postgres=_cpu_of(postmaster), commits=commits, rows=rows, log=float(log), stored=stored)


@contextmanager
def metered() -> Iterator[Meter]:
    """Start a server with an empty store of ours."""
    with TemporaryDirectory() as folder, postgres.server(Path(folder)) as address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM RESET ALL")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE DATABASE capacity")
        db = Database(urlunsplit(urlsplit(address)._replace(path="/capacity")))
        migrate.upgrade(db)
        try:
            yield Meter(db)
        finally:
            db.close()


def _cpu_of(postmaster: int) -> float:
    """Seconds of processor time of the server and all its processes, those that have ended among them."""
    ticks = sum(map(int, _stat(postmaster)[11:15]))  # its own, and that of children that ended
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = _stat(int(folder.name))
            except OSError:
                continue  # it ended meanwhile
            if int(stat[1]) == postmaster:
                ticks += sum(map(int, stat[11:13]))
    return ticks / _TICKS


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the name: state, parent, ..., utime, stime, cutime, cstime at 11 to 14."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
