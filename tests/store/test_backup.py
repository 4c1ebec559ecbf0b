"""A SQLite store saved while in use, and brought back."""

from pathlib import Path

import pytest
from sqlalchemy import text

from monitor.store import backup
from monitor.store.database import Database, StoreError


def put(db: Database, value: str) -> None:
    with db.write() as tx:
        tx.execute(text("DELETE FROM settings"))
        tx.execute(text("INSERT INTO settings (name, value) VALUES ('it', :value)"), {"value": value})


def got(db: Database) -> str:
    with db.read() as tx:
        return str(tx.execute(text("SELECT value FROM settings")).scalar_one())


def test_what_was_saved_comes_back(sqlite_db: Database, tmp_path: Path) -> None:
    put(sqlite_db, "then")
    backup.save(sqlite_db, tmp_path / "saved.db")
    put(sqlite_db, "now")
    backup.restore(sqlite_db, tmp_path / "saved.db")
    assert got(sqlite_db) == "then"


def test_a_copy_is_one_file_that_stands_alone(sqlite_db: Database, tmp_path: Path) -> None:
    put(sqlite_db, "then")
    (tmp_path / "elsewhere").mkdir()
    backup.save(sqlite_db, tmp_path / "elsewhere" / "saved.db")
    assert [file.name for file in (tmp_path / "elsewhere").iterdir()] == ["saved.db"]
    assert got(Database(f"sqlite:///{tmp_path / 'elsewhere' / 'saved.db'}")) == "then"


@pytest.mark.parametrize("broken", [None, b"", b"not a store at all" * 400])
def test_a_missing_or_damaged_copy_leaves_the_store_as_it_is(
    sqlite_db: Database, tmp_path: Path, broken: bytes | None
) -> None:
    put(sqlite_db, "kept")
    copy = tmp_path / "saved.db"
    if broken is not None:
        copy.write_bytes(broken)
    with pytest.raises(StoreError, match=r"saved\.db"):
        backup.restore(sqlite_db, copy)
    assert got(sqlite_db) == "kept"


def test_only_a_file_can_be_copied(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="pg_dump"):
        backup.save(Database("postgresql://nobody@localhost/none"), tmp_path / "saved.db")
