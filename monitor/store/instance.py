"""Which processes share a store: whoever comes first after a crash frees what the dead had taken."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from monitor.store import answers, duties, hooks, outbox, sources
from monitor.store.database import NAME, PROCESS, Database, StoreError

_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE :any"


@contextmanager
def present(db: Database) -> Iterator[None]:
    """Be a process of this store while inside.

    On SQLite each process holds a shared lock on a file beside the store, which the kernel drops however the process
    ends. Whoever can lock it alone knows that nobody else lives, and frees every lease at once. On PostgreSQL leases
    simply end.
    """
    if db.file is None:
        yield
        return
    with Path(f"{db.file}.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            with db.write() as tx:
                sources.release_leases(tx)
                outbox.release_leases(tx)
                answers.release_leases(tx)
                duties.release_leases(tx)
                hooks.release_leases(tx)
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


@contextmanager
def alone(db: Database) -> Iterator[None]:
    """Be the only process of this store while inside. Raises `StoreError` where another one is there.

    On SQLite no other can come meanwhile; on PostgreSQL it is looked for once, by the name that every process of ours
    gives to its connections.
    """
    if db.file is None:
        _refuse_others(db)
        yield
        return
    with Path(f"{db.file}.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(f"{db.file} is in use: stop `monitor run` first") from error
        yield


def _refuse_others(db: Database) -> None:
    with db.read() as tx:
        mine = text(f"{_OTHERS} AND application_name <> :mine")
        others = tx.execute(mine, {"any": f"{NAME} %", "mine": PROCESS}).scalar_one()
    if others:
        raise StoreError(f"the store is in use ({others} connections of other processes): stop every `monitor` first")
