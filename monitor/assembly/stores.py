"""The store of this installation, ready to be used."""

import os

from monitor.config.schema import Config
from monitor.store import migrate
from monitor.store.database import Database, StoreError, StoreOutdated, translated


def open_store(config: Config) -> Database:
    """Return the store that `config` names, up to date.

    A SQLite store is migrated, after a copy beside it. Raises `StoreOutdated` where a PostgreSQL store
    wants `monitor migrate` first, and `StoreError` where it cannot be used.
    """
    db = Database(config.store)
    try:
        if db.is_sqlite:
            _check_folder(db)
            with translated():
                migrate.upgrade(db)
        elif not migrate.is_current(db):
            raise StoreOutdated("the store's schema is not that of this version; run `monitor migrate` first")
    except StoreError:
        db.close()
        raise
    return db


def _check_folder(db: Database) -> None:
    """SQLite makes a file, but no folder, and needs to write beside its file."""
    folder = db.file.parent if db.file else None
    if folder is not None and not folder.is_dir():
        raise StoreError(f"there is no folder {folder} for the store {db.file}; make it, or change `store`")
    if folder is not None and not os.access(folder, os.W_OK):
        raise StoreError(f"nothing can be written in {folder.absolute()}, where the store lies; change its permissions")
