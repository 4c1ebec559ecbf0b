"""Writing rows: numbers taken beforehand, and inserts that may meet a row that is there already."""

from sqlalchemy import Table, func, select, text
from sqlalchemy.dialects import postgresql, sqlite

from monitor.store.database import Transaction


def upsert(tx: Transaction, target: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insert into `target` that knows `ON CONFLICT` in the database's own dialect."""
    return sqlite.insert(target) if tx.dialect.name == "sqlite" else postgresql.insert(target)


def next_ids(tx: Transaction, target: Table, count: int) -> list[int]:
    """Take `count` numbers of `target` that were never used.

    Known before the insert, they spare an answer row by row.
    """
    if tx.dialect.name == "sqlite":
        query = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        last = tx.execute(query, {"name": target.name}).scalar_one_or_none() or 0
        return list(range(last + 1, last + count + 1))
    numbers = select(func.nextval(f"{target.name}_id_seq")).select_from(func.generate_series(1, count))
    return list(tx.execute(numbers).scalars())
