"""Tests of the store take `db` from `tests/conftest.py`: each runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from monitor.store.database import Database
from monitor.store.schema import METADATA
from tests.databases import create
from tests.store.history import five_weeks


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def past(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A store with five weeks behind it, once on each database. It is only read: who takes it changes nothing."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path_factory.mktemp('past') / 'store.db'}"
    else:
        address = create(request.getfixturevalue("postgres_server"), "past")
    database = Database(address)
    METADATA.create_all(database.engine)
    five_weeks(database)
    yield database
    database.close()
