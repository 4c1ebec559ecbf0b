"""A SQLite store saved to a file while it is in use, and brought back; both verified before they count."""

import sqlite3
from contextlib import closing
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


def restore(db: Database, source: Path) -> None:
    """Make the store what `source` holds. Nothing else may use the store meanwhile.

    Raises `StoreError` where the store is no SQLite file, or `source` is missing or damaged: then it is
    untouched.
    """
    if db.file is None:
        raise StoreError("only a SQLite store is a file; restore a PostgreSQL store with pg_restore")
    db.close()
    _copy(source, db.file)
    for leftover in ("-wal", "-shm"):
        db.file.with_name(db.file.name + leftover).unlink(missing_ok=True)


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
