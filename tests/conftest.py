"""What every test may ask for."""

import gc
import os
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import settings

from tests.databases import (
    a_store,
    bare_db,
    bare_postgres,
    db,
    migrated,
    postgres_server,
    postgres_store,
    sqlite_db,
    sqlite_template,
)
from tests.hasty import engine_of_tests, parameter_of_tests, real_migrations, upgrade_of_tests

__all__ = [
    "a_store",
    "bare_db",
    "bare_postgres",
    "db",
    "migrated",
    "postgres_server",
    "postgres_store",
    "real_migrations",
    "sqlite_db",
    "sqlite_template",
]

# Suites that others inherit say what went wrong as tests do.
pytest.register_assert_rewrite("tests.connectors.contract", "tests.connectors.replying", "tests.stories.sources.story")

# The same examples each time; what explores further is part of the soak and says so itself.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")

# Eight thousand collected tests are for ever: looking through them again and again took a quarter of the time.
gc.set_threshold(100_000, 20, 20)

_ALWAYS = pytest.MonkeyPatch()
_ALWAYS.setattr("monitor.store.database.create_engine", engine_of_tests)
_ALWAYS.setattr("monitor.store.migrate.upgrade", upgrade_of_tests)
_ALWAYS.setattr("os.fsync", lambda _: None)
_ALWAYS.setattr("fastapi.dependencies.utils.analyze_param", parameter_of_tests)

_TESTS = Path(__file__).parent
_STORE = _TESTS / "store"
_WAITING = (_TESTS / "engines", _TESTS / "browser", _TESTS / "stories" / "test_kill", _TESTS / "stories" / "test_pro")
_ONE_IN = 3


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: a tenth of the time of a run is waiting for others."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What rests on the store is tried on PostgreSQL one time in three, and in the soak always.

    The store itself is tried on both databases by every run. What waits for other processes goes first, while there
    is something else to be done.
    """
    items.sort(key=lambda item: not str(item.path).startswith(tuple(map(str, _WAITING))))
    for item in items:
        database = getattr(item, "callspec", None) and item.callspec.params.get("db")  # type: ignore[attr-defined]
        if database == "postgresql" and _STORE not in item.path.parents and crc32(item.nodeid.encode()) % _ONE_IN:
            item.add_marker(pytest.mark.soak)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Leave what was collected out of further looks for garbage."""
    gc.collect()
    gc.freeze()
