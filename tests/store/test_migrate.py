"""The schema: brought up to date on both databases, never at the price of what is in it."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from monitor.store import migrate
from monitor.store.database import Database, StoreError

pytestmark = pytest.mark.usefixtures("real_migrations")


def set_revision(db: Database, revision: str) -> None:
    with db.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_an_empty_database_has_no_revision_and_gets_the_newest(bare_db: Database) -> None:
    assert migrate.current(bare_db) is None
    assert migrate.upgrade(bare_db) is None
    assert migrate.current(bare_db) == migrate.HEAD
    assert migrate.is_current(bare_db)


def test_the_revisions_make_the_schema_that_the_code_expects(bare_db: Database) -> None:
    migrate.upgrade(bare_db)
    with bare_db.write() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True, "include_name": is_compared})
        assert compare_metadata(context, SQLModel.metadata) == []


def is_compared(name: str | None, *_: object) -> bool:
    """Whether it is a table or an index as both databases have them; the index of words is not, see below."""
    return not (name or "").startswith("mention_words")


def test_partial_indexes_and_numbering_are_those_of_the_code(tmp_path: Path, sqlite_template: Path) -> None:
    """What Alembic does not compare: SQLite keeps the words of each index and table."""
    migrated = Database(f"sqlite:///{tmp_path / 'migrated.db'}")
    migrate.upgrade(migrated)
    migrated.close()
    assert definitions(tmp_path / "migrated.db") == definitions(sqlite_template)


def definitions(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as store:
        rows = store.execute("SELECT type, name, sql FROM sqlite_master WHERE name != 'alembic_version'").fetchall()
    return {
        f"{name} autoincrement={'AUTOINCREMENT' in (sql or '')}" if kind == "table" else sql for kind, name, sql in rows
    }


def test_upgrading_twice_changes_nothing(bare_db: Database) -> None:
    migrate.upgrade(bare_db)
    assert migrate.upgrade(bare_db) is None


def test_the_named_head_is_the_newest_revision_in_the_package() -> None:
    scripts = ScriptDirectory(str(Path(migrate.__file__).parent / "migrations"))
    assert scripts.get_heads() == [migrate.HEAD]


def test_looking_at_a_store_that_is_not_there_makes_no_file(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'none.db'}")
    assert migrate.current(db) is None
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_is_newer_than_the_code_is_refused_and_left_alone(bare_db: Database) -> None:
    migrate.upgrade(bare_db)
    set_revision(bare_db, "9999")
    with pytest.raises(StoreError, match=r"newer version.*9999.*monitor restore"):
        migrate.upgrade(bare_db)
    assert migrate.current(bare_db) == "9999"


def test_a_database_of_another_program_is_refused(bare_db: Database) -> None:
    with bare_db.write() as tx:
        tx.execute(text("CREATE TABLE theirs (n INTEGER)"))
    with pytest.raises(StoreError, match=r"theirs.*a database of its own"):
        migrate.upgrade(bare_db)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    file.write_bytes(b"these are holiday pictures, not a store" * 100)
    with pytest.raises(StoreError, match=r"damaged.*monitor restore"):
        migrate.upgrade(Database(f"sqlite:///{file}"))
    assert file.read_bytes().startswith(b"these are")


def test_the_file_is_copied_before_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = Database(f"sqlite:///{tmp_path / 'store.db'}")
    migrate.upgrade(db)
    with db.write() as tx:
        tx.execute(text("INSERT INTO settings (name, value) VALUES ('kept', 'yes')"))
    before = migrate.HEAD
    monkeypatch.setattr(migrate, "HEAD", "9998")
    copy = migrate.upgrade(db)
    assert copy == tmp_path / f"store.db.backup-{before}"
    with closing(sqlite3.connect(copy)) as saved:
        assert saved.execute("SELECT value FROM settings WHERE name = 'kept'").fetchone() == ("yes",)


def test_foreign_keys_hold_again_after_an_upgrade(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'store.db'}")
    migrate.upgrade(db)
    with db.write() as tx:
        assert tx.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_a_failed_upgrade_leaves_nothing_behind(bare_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_tx: object) -> None:
        raise StoreError("undone")

    monkeypatch.setattr(migrate, "_check_references", fail)
    with pytest.raises(StoreError, match="undone"):
        migrate.upgrade(bare_db)
    with bare_db.read() as tx:
        assert inspect(tx).get_table_names() == []


def test_a_current_store_is_known_without_loading_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    migrate.upgrade(Database(url))
    program = (
        "import sys; from monitor.store import migrate; from monitor.store.database import Database; "
        f"migrate.upgrade(Database({url!r})); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
