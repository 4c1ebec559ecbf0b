"""The schema brought up to date; a SQLite file is copied beside itself before anything in it changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import inspect, text

from monitor.store.database import Database, StoreError, Transaction
from monitor.store.filecopy import copy_file

HEAD = "0029"
"""The newest revision. Named here so that a store that is current is known without loading Alembic (0.2 s)."""
_REVISIONS = Path(__file__).parent / "migrations"
_VERSION_TABLE = "alembic_version"
_LOCK = 4_717_203  # any number that no other advisory lock of this store has


def current(db: Database) -> str | None:
    """Return the revision of the store; None where nothing is in it yet.

    Raises `StoreError` where it is damaged or holds tables that no revision of ours made.
    """
    if db.file is not None and not db.file.exists():
        return None  # looking must not make an empty file
    with db.read() as tx:
        return _revision(tx)


def is_current(db: Database) -> bool:
    """Return whether the schema is the one that this code expects; takes a millisecond."""
    return current(db) == HEAD


def upgrade(db: Database) -> Path | None:
    """Bring the schema up to date in one transaction; return the copy made before, if there was anything to copy.

    Does nothing where it is up to date. Raises `StoreError` where the store is newer than this code, is damaged, or
    is not ours.
    """
    before = current(db)
    if before == HEAD:
        return None
    if before is not None:
        _refuse_unknown(before)
    copy = _copy(db, before)
    with _without_foreign_keys(db), db.write() as tx:
        _one_at_a_time(tx)
        if _revision(tx) != HEAD:
            _run(tx)
            _check_references(tx)
    return copy


def _revision(tx: Transaction) -> str | None:
    names = inspect(tx).get_table_names()
    if _VERSION_TABLE in names:
        found = tx.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar_one_or_none()  # noqa: S608
        if found is not None:
            return str(found)
        names.remove(_VERSION_TABLE)
    if names:
        raise StoreError(
            f"the store holds tables ({', '.join(sorted(names)[:3])}, ...) but no revision of this program; "
            "point `store:` at a database of its own"
        )
    return None


def _refuse_unknown(revision: str) -> None:
    from alembic.script import ScriptDirectory  # noqa: PLC0415  (0.2 s that a current store never pays)

    if revision not in {one.revision for one in ScriptDirectory(str(_REVISIONS)).walk_revisions()}:
        raise StoreError(
            f"the store was written by a newer version (its schema is {revision}, this code knows up to {HEAD}); "
            "install that version, or restore the copy made before its upgrade with `monitor restore FILE`"
        )


def _copy(db: Database, before: str | None) -> Path | None:
    if db.file is None or before is None:
        return None
    copy = db.file.with_name(f"{db.file.name}.backup-{before}")
    copy_file(db.file, copy)
    return copy


@contextmanager
def _without_foreign_keys(db: Database) -> Iterator[None]:
    """SQLite alters a table by dropping the old one, which would delete every row that points at it.

    The switch has no effect inside a transaction, and the writer's pool holds one connection: this is the one.
    """
    if not db.is_sqlite:
        yield
        return
    _set_foreign_keys(db, "OFF")
    try:
        yield
    finally:
        _set_foreign_keys(db, "ON")


def _set_foreign_keys(db: Database, value: str) -> None:
    connection = db.engine.raw_connection()
    try:
        connection.cursor().execute(f"PRAGMA foreign_keys = {value}")
    finally:
        connection.close()


def _one_at_a_time(tx: Transaction) -> None:
    if tx.dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _run(tx: Transaction) -> None:
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": tx})
    config.set_main_option("script_location", str(_REVISIONS).replace("%", "%%"))
    command.upgrade(config, "head")


def _check_references(tx: Transaction) -> None:
    if tx.dialect.name == "sqlite" and (broken := tx.execute(text("PRAGMA foreign_key_check")).first()):
        raise StoreError(f"the upgrade was undone: it would leave rows of {broken[0]} that point at nothing")
