"""The store of this installation, ready to be used."""

from monitor.config.schema import Config
from monitor.store import migrate
from monitor.store.database import Database, StoreError, StoreOutdated


def open_store(config: Config) -> Database:
    """Return the store that `config` names, up to date.

    A SQLite store is migrated, after a copy beside it. Raises `StoreOutdated` where a PostgreSQL store
    wants `monitor migrate` first, and `StoreError` where it cannot be used.
    """
    db = Database(config.store)
    try:
        if db.is_sqlite:
            migrate.upgrade(db)
        elif not migrate.is_current(db):
            raise StoreOutdated("the store's schema is not that of this version; run `monitor migrate` first")
    except StoreError:
        db.close()
        raise
    return db
