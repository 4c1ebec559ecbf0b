"""A store saved to one file while it is in use, and brought back; both verified before they count.

The file is itself a SQLite store, whichever database it came from, with a manifest of counts and checksums in it: it
can be opened and looked into, carried to the other database, and brought up to date by a newer version.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.store import copying, manifest, migrate
from monitor.store.database import Database, StoreError
from monitor.store.filecopy import copy_file, stand_alone
from monitor.store.instance import alone
from monitor.store.streams import Count


def save(db: Database, target: Path, count: Count = int) -> None:
    """Save the store to `target`, as it was at one moment; what was there is replaced once the copy is verified.

    Raises `StoreError` where the store is missing, damaged or of another version's schema, or the copy fails its check.
    """
    saving = target.with_name(f"{target.name}.saving")
    try:
        if db.file is None:
            _unload(db, saving, count)
        else:
            copy_file(db.file, saving)
        with _opened(saving) as saved:
            manifest.add(saved, count)
        stand_alone(saving, called=target)
        saving.replace(target)
    except OSError as error:
        raise StoreError(f"the store cannot be saved to {target}: {error.strerror}") from error
    finally:
        _remove(saving)


def restore(db: Database, source: Path, count: Count = int) -> Path | None:
    """Make the store what `source` holds; return where the store as it was is kept (beside it), if there was one.

    A PostgreSQL store must be empty and of this version's schema. Raises `StoreError` where it is not, where the store
    is in use, or where `source` is missing, damaged or changed: then the store is untouched.
    """
    if db.file is None:
        _load(db, source, count)
        return None
    db.close()
    with alone(db):
        incoming = db.file.with_name(f"{db.file.name}.incoming")
        try:
            _take(source, incoming, count)
            return _put(incoming, db.file)
        finally:
            _remove(incoming)


def _unload(db: Database, saving: Path, count: Count) -> None:
    copying.refuse_other_schema(db, "the store")
    _remove(saving)
    with _opened(saving) as saved:
        migrate.upgrade(saved)
        with copying.snapshot(db) as original, saved.write() as copy:
            copying.fill(original, copy, count)


def _load(db: Database, source: Path, count: Count) -> None:
    copying.refuse_other_schema(db, "the store")
    with db.read() as tx:
        copying.refuse_filled(tx)
    with TemporaryDirectory(prefix="monitor-restore-") as folder:
        incoming = Path(folder) / "incoming.db"
        _take(source, incoming, count)
        with _opened(incoming) as saved:
            migrate.upgrade(saved)
            copying.move(saved, db, count)


def _take(source: Path, incoming: Path, count: Count) -> None:
    copy_file(source, incoming)
    with _opened(incoming) as saved:
        manifest.verify_and_remove(saved, source, count)
    stand_alone(incoming, called=source)


def _put(incoming: Path, file: Path) -> Path | None:
    replaced = file.with_name(f"{file.name}.replaced") if file.exists() else None
    for ending in ("-wal", "-shm", ""):
        part = file.with_name(file.name + ending)
        if replaced is not None and part.exists():
            part.replace(replaced.with_name(replaced.name + ending))
    incoming.replace(file)
    return replaced


@contextmanager
def _opened(file: Path) -> Iterator[Database]:
    saved = Database(f"sqlite:///{file}")
    try:
        yield saved
    finally:
        saved.close()


def _remove(file: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
