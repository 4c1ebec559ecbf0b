"""Stores and pages of tests: what is the same for each of them is done once, and nothing is forced to the disk."""

import atexit
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fastapi.dependencies import utils
from sqlalchemy import Engine, create_engine
from sqlalchemy.util import LRUCache

from monitor.store import migrate
from monitor.store.database import Database

_Key = tuple[Any, ...]


class Compiled(MutableMapping[_Key, Any]):
    """What was compiled, whichever engine it was for: a key begins with its dialect, and all here speak the same.

    Each test opens its own store, and compiling every statement anew took a quarter of the time.
    """

    def __init__(self) -> None:
        self._kept: LRUCache[_Key, Any] = LRUCache(5000)

    def __getitem__(self, key: _Key) -> Any:
        return self._kept[key[1:]]

    def __setitem__(self, key: _Key, statement: Any) -> None:
        self._kept[key[1:]] = statement

    def __delitem__(self, key: _Key) -> None:
        del self._kept[key[1:]]

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


_SQLITE = Compiled()


class Unforced(sqlite3.Connection):
    """Waits for no disk: no store of a test outlives the machine, and a process that is killed loses nothing by it."""

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        return super().execute(statement.replace("synchronous = NORMAL", "synchronous = OFF"), *values)


def engine_of_tests(url: Any, **options: Any) -> Engine:
    """Make an engine as the store does; on SQLite what is compiled is shared, and no disk is waited for."""
    if str(url).startswith("sqlite"):
        options["execution_options"] = {"compiled_cache": _SQLITE}
        options["connect_args"] = options.get("connect_args", {}) | {"factory": Unforced}
    return create_engine(url, **options)


_UPGRADE = migrate.upgrade


def upgrade_of_tests(db: Database) -> Path | None:
    """Bring a store up to date as the store does; where there is no file yet, it becomes a copy of an empty one."""
    if db.file is None or db.file.exists() or not db.file.parent.is_dir():
        return _UPGRADE(db)
    shutil.copyfile(empty_store(), db.file)
    return None


@cache
def empty_store() -> Path:
    """A SQLite store as all migrations leave it, made once in this process: it takes longer than many a test."""
    folder = Path(tempfile.mkdtemp(prefix="stores-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    db = Database(f"sqlite:///{folder / 'empty.db'}")
    _UPGRADE(db)
    db.close()
    return folder / "empty.db"


_ANALYZE = utils.analyze_param
_analyzed: dict[tuple[str, Any, int, bool], tuple[Any, Any]] = {}


def parameter_of_tests(*, param_name: str, annotation: Any, value: Any, path_param_names: set[str]) -> Any:
    """Return what FastAPI makes of a parameter: the pages of each test have the same hundreds, which took two thirds
    of the time that it takes to put them together.
    """
    key = param_name, annotation, id(value), param_name in path_param_names
    if key not in _analyzed:
        made = _ANALYZE(param_name=param_name, annotation=annotation, value=value, path_param_names=path_param_names)
        _analyzed[key] = value, made  # with the value: no other is given its id
    return _analyzed[key][1]


@pytest.fixture
def real_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every store be made by its migrations."""
    monkeypatch.setattr(migrate, "upgrade", _UPGRADE)
