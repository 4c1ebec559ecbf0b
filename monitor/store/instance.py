"""Which processes share a store: whoever comes first after a crash frees what the dead had taken."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.store import duties, outbox, sources
from monitor.store.database import Database


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
                duties.release_leases(tx)
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield
