"""Fixtures: an empty store on SQLite and on PostgreSQL. A test that takes `db` is one on each of them."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from monitor.store import migrate
from monitor.store.database import Database
from monitor.store.schema import METADATA
from tests import postgres
from tests.hasty import empty_store


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the run's server."""
    base = tmp_path_factory.getbasetemp()
    with postgres.server(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) as address:
        yield address


@pytest.fixture(scope="session")
def postgres_store(postgres_server: str) -> Iterator[Database]:
    """This worker's own database on the run's server, with the schema; tests take turns with it."""
    database = Database(create(postgres_server, "store"))
    METADATA.create_all(database.engine)
    _make_emptier(database)
    yield database
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the schema, to be copied."""
    file = tmp_path_factory.mktemp("template") / "store.db"
    database = Database(f"sqlite:///{file}")
    METADATA.create_all(database.engine)
    database.close()
    return file


@pytest.fixture
def sqlite_db(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    """An empty store in a file of its own."""
    file = shutil.copy(sqlite_template, tmp_path / "store.db")
    database = Database(f"sqlite:///{file}")
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest) -> Database:
    """An empty store, once on each database."""
    if request.param == "sqlite":
        store: Database = request.getfixturevalue("sqlite_db")
        return store
    store = request.getfixturevalue("postgres_store")
    with store.write() as tx:
        tx.exec_driver_sql("SELECT empty_all()")
    return store


@pytest.fixture(scope="session")
def bare_postgres(postgres_server: str) -> str:
    """The address of this worker's database that has no tables."""
    return create(postgres_server, "bare")


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table, once on each."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'bare.db'}"
    else:
        address = request.getfixturevalue("bare_postgres")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(_ALONE)
            connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    database = Database(address)
    yield database
    database.close()


class Migrated:
    """PostgreSQL stores as migrations leave them, empty whenever they are asked for.

    To make a database takes the server a third of a second of processor, to empty one a hundredth.
    """

    def __init__(self, server: str) -> None:
        self._server = server
        self._addresses: dict[str, str] = {}

    def store(self, name: str) -> Database:
        """Return this worker's store called `name`, which nobody else has open."""
        if name not in self._addresses:
            self._addresses[name] = create(self._server, name, self._template())
        database = Database(self._addresses[name])
        with database.write() as tx:
            tx.exec_driver_sql(_ALONE)
            tx.exec_driver_sql("SELECT empty_all()")
        return database

    def _template(self) -> str:
        name = "migrated"
        if name not in self._addresses:
            self._addresses[name] = create(self._server, name)
            database = Database(self._addresses[name])
            migrate.upgrade(database)
            _make_emptier(database)
            database.close()
        return name


@pytest.fixture(scope="session")
def migrated(postgres_server: str) -> Migrated:
    """This worker's stores on the run's server, as migrations leave them."""
    return Migrated(postgres_server)


@pytest.fixture
def a_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Database]]:
    """Makes stores of a kind, each in a database of its own, as migrations leave them."""
    made: list[Database] = []

    def make(kind: str) -> Database:
        name = f"store{len(made)}"
        if kind == "sqlite":
            made.append(Database(f"sqlite:///{shutil.copy(empty_store(), tmp_path / f'{name}.db')}"))
        else:
            made.append(request.getfixturevalue("migrated").store(name))
        return made[-1]

    yield make
    for database in made:
        database.close()


_ALONE = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid != pg_backend_pid() AND backend_type = 'client backend'
"""


def create(server: str, name: str, template: str = "template0") -> str:
    """Make the database `name` of this worker anew, as a copy of its `template`; return its address."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name, template = f"{name}_{worker}", template if template == "template0" else f"{template}_{worker}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def _make_emptier(store: Database) -> None:
    """Let the database empty itself when asked, ids included. Truncating every table takes thirty times as long."""
    checks = "\n".join(
        f'IF EXISTS (SELECT FROM "{name}") THEN DELETE FROM "{name}"; END IF;' for name in METADATA.tables
    )
    with store.write() as tx:
        tx.exec_driver_sql(
            f"""
            CREATE FUNCTION empty_all() RETURNS void LANGUAGE plpgsql AS $$
            DECLARE used record;
            BEGIN
                SET LOCAL session_replication_role = replica;
                {checks}
                FOR used IN SELECT schemaname, sequencename FROM pg_sequences WHERE last_value IS NOT NULL LOOP
                    EXECUTE format('ALTER SEQUENCE %I.%I RESTART', used.schemaname, used.sequencename);
                END LOOP;
            END $$
            """
        )
