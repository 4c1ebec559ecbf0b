"""A store saved while in use, and brought back: the same drill on both databases."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from monitor.store import backup, copying, migrate, streams
from monitor.store.database import Database, StoreError
from monitor.store.instance import present
from tests.store.history import five_weeks
from tests.store.seeds import Wanted, mention, open_many

Make = Callable[[str], Database]
KINDS = ("sqlite", "postgresql")


def put(db: Database, value: str) -> None:
    with db.write() as tx:
        tx.execute(text("DELETE FROM settings"))
        tx.execute(text("INSERT INTO settings (name, value) VALUES ('it', :value)"), {"value": value})


def got(db: Database) -> str:
    with db.read() as tx:
        return str(tx.execute(text("SELECT value FROM settings")).scalar_one())


def digests(db: Database) -> dict[str, streams.Digest]:
    with db.read() as tx:
        return {one.name: streams.digest(tx, one, int) for one in copying.ordered()}


@pytest.mark.parametrize(
    ("saved_from", "back_to"),
    [pytest.param(saved, back, marks=pytest.mark.soak if saved == back else ()) for saved in KINDS for back in KINDS],
)
def test_the_drill_a_lost_store_is_brought_back_whole(
    a_store: Make, tmp_path: Path, saved_from: str, back_to: str
) -> None:
    store, file = a_store(saved_from), tmp_path / "saved.db"
    five_weeks(store, cases=2)
    last = open_many(store, [Wanted(mention=mention("last"))])[-1]
    backup.save(store, file)
    before = digests(store)
    open_many(store, [Wanted(mention=mention("after the backup"))])
    fresh = a_store(back_to)
    backup.restore(fresh, file)
    assert digests(fresh) == before
    assert migrate.is_current(fresh)
    [following] = open_many(fresh, [Wanted(mention=mention("the next"))])
    assert following.id == last.id + 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_is_one_file_that_is_a_store(a_store: Make, tmp_path: Path, kind: str) -> None:
    store = a_store(kind)
    put(store, "then")
    (tmp_path / "elsewhere").mkdir()
    backup.save(store, tmp_path / "elsewhere" / "saved.db")
    assert [file.name for file in (tmp_path / "elsewhere").iterdir()] == ["saved.db"]
    with closing(sqlite3.connect(tmp_path / "elsewhere" / "saved.db")) as saved:
        assert saved.execute("SELECT value FROM settings").fetchall() == [("then",)]
        assert ("settings", 1) in saved.execute("SELECT name, rows FROM backup_manifest").fetchall()


def test_a_file_takes_the_place_of_the_store_which_is_kept_beside(sqlite_db: Database, tmp_path: Path) -> None:
    put(sqlite_db, "then")
    backup.save(sqlite_db, tmp_path / "saved.db")
    put(sqlite_db, "now")
    replaced = backup.restore(sqlite_db, tmp_path / "saved.db")
    assert got(sqlite_db) == "then"
    assert replaced is not None
    assert got(Database(f"sqlite:///{replaced}")) == "now"


def test_nothing_is_left_of_the_manifest_in_the_store(sqlite_db: Database, tmp_path: Path) -> None:
    backup.save(sqlite_db, tmp_path / "saved.db")
    backup.restore(sqlite_db, tmp_path / "saved.db")
    backup.save(sqlite_db, tmp_path / "again.db")
    backup.restore(sqlite_db, tmp_path / "again.db")


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


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_in_which_one_letter_changed_is_refused(a_store: Make, tmp_path: Path, kind: str) -> None:
    store, file = a_store(kind), tmp_path / "saved.db"
    put(store, "then")
    backup.save(store, file)
    file.write_bytes(file.read_bytes().replace(b"then", b"than"))
    with pytest.raises(StoreError, match=r"saved\.db is not what was saved: settings changed"):
        backup.restore(a_store(kind), file)


def test_a_copy_made_by_hand_is_taken_as_it_is(a_store: Make) -> None:
    by_hand, store = a_store("sqlite"), a_store("sqlite")
    put(by_hand, "then")
    assert by_hand.file is not None
    backup.restore(store, by_hand.file)
    assert got(store) == "then"


def test_a_postgresql_store_that_holds_anything_is_not_replaced(a_store: Make, tmp_path: Path) -> None:
    store = a_store("postgresql")
    put(store, "then")
    backup.save(store, tmp_path / "saved.db")
    put(store, "now")
    with pytest.raises(StoreError, match="not empty"):
        backup.restore(store, tmp_path / "saved.db")
    assert got(store) == "now"


def test_a_store_in_use_is_saved_but_not_replaced(sqlite_db: Database, tmp_path: Path) -> None:
    put(sqlite_db, "then")
    with present(Database(sqlite_db.url)):
        backup.save(sqlite_db, tmp_path / "saved.db")
        with pytest.raises(StoreError, match="in use"):
            backup.restore(sqlite_db, tmp_path / "saved.db")


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_that_cannot_be_made_leaves_the_last_one(
    a_store: Make, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    store, file = a_store(kind), tmp_path / "elsewhere" / "saved.db"
    file.parent.mkdir()
    file.write_text("the last one")
    monkeypatch.setattr(backup.manifest, "add", no_space)
    with pytest.raises(StoreError, match=r"saved\.db: No space left"):
        backup.save(store, file)
    assert [one.name for one in file.parent.iterdir()] == ["saved.db"]
    assert file.read_text() == "the last one"
