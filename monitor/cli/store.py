"""The store of a command: opened as the configuration says, up to date, closed at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

from monitor.cli.failure import WRONG, CommandError
from monitor.config.schema import Config
from monitor.store import migrate
from monitor.store.database import Database, StoreError


@contextmanager
def opened(config: Config) -> Iterator[Database]:
    """Open the store; a SQLite file is brought up to date, a PostgreSQL store must be already.

    What the store cannot do ends the command with what it says.
    """
    with _told(), _open(config) as db:
        if db.is_sqlite:
            migrate.upgrade(db)
        elif not migrate.is_current(db):
            raise CommandError("the store's schema is not up to date; run `monitor migrate` first", code=WRONG)
        yield db


@contextmanager
def as_it_is(config: Config) -> Iterator[Database]:
    """Open the store without looking at its schema."""
    with _told(), _open(config) as db:
        yield db


@contextmanager
def _told() -> Iterator[None]:
    """End the command with what the store says of its trouble."""
    try:
        yield
    except StoreError as error:
        raise CommandError(str(error)) from error


@contextmanager
def _open(config: Config) -> Iterator[Database]:
    db = Database(config.store)
    try:
        yield db
    finally:
        db.close()
