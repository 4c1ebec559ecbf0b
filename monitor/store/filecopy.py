"""A SQLite file copied while it is in use, as it was at one moment, and checked before it counts."""

import sqlite3
from contextlib import closing
from pathlib import Path

from monitor.store.database import StoreError

_PAGES = 1_000  # at a time: a writer waits for one piece, not for the whole copy


def copy_file(source: Path, target: Path) -> None:
    """Copy a store; what was at `target` is replaced once the copy is verified.

    Raises `StoreError` where `source` is missing or damaged, or `target` cannot be written.
    """
    if not source.is_file() or source.stat().st_size == 0:
        raise StoreError(f"there is no store at {source}")
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(part)) as copy:
            original.backup(copy, pages=_PAGES, sleep=0.01)
        stand_alone(part, called=source)
        part.replace(target)
    except sqlite3.Error as error:
        raise StoreError(f"{source} cannot be copied to {target}: {error}") from error
    finally:
        part.unlink(missing_ok=True)


def stand_alone(file: Path, *, called: Path) -> None:
    """Make a store one file that needs none beside it, and check it. Raises `StoreError` where it is damaged.

    `called` is what a person knows it by.
    """
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise StoreError(f"{called} is damaged: {found}")
