"""A SQLite store saved to a file while it is in use, and brought back; both verified before they count."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from monitor.store.database import Database, StoreError

_PAGES = 1_000  # at a time: a writer waits for one piece, not for the whole copy


def save(db: Database, target: Path) -> None:
    """Copy the store to `target`, as it was at one moment; what was there is replaced once the copy is verified.

    Raises `StoreError` where the store is no SQLite file, or the copy fails its check.
    """
    if db.file is None:
        raise StoreError("only a SQLite store is a file; save a PostgreSQL store with pg_dump")
    _copy(db.file, target)


def restore(db: Database, source: Path) -> Path | None:
    """Make the store what `source` holds; return where the store as it was is kept (beside it), if there was one.

    Raises `StoreError` where the store is no SQLite file or is in use, or `source` is missing or damaged: then it is
    untouched.
    """
    if db.file is None:
        raise StoreError("only a SQLite store is a file; restore a PostgreSQL store with pg_restore")
    db.close()
    with _alone(db.file):
        incoming = db.file.with_name(f"{db.file.name}.incoming")
        _copy(source, incoming)
        replaced = db.file.with_name(f"{db.file.name}.replaced") if db.file.exists() else None
        for ending in ("-wal", "-shm", ""):
            file = db.file.with_name(db.file.name + ending)
            if replaced is not None and file.exists():
                file.replace(replaced.with_name(replaced.name + ending))
        incoming.replace(db.file)
    return replaced


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Hold the lock that every process of a store shares (`instance.present`), or say that one is there."""
    with Path(f"{file}.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(f"{file} is in use: stop `monitor run` first") from error
        yield


def _copy(source: Path, target: Path) -> None:
    if not source.is_file() or source.stat().st_size == 0:
        raise StoreError(f"there is no store at {source}")
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(part)) as copy:
            original.backup(copy, pages=_PAGES, sleep=0.01)
            copy.execute("PRAGMA journal_mode = DELETE")
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise StoreError(f"{source} is damaged: {found}")
        part.replace(target)
    except sqlite3.Error as error:
        raise StoreError(f"{source} cannot be copied to {target}: {error}") from error
    finally:
        part.unlink(missing_ok=True)
