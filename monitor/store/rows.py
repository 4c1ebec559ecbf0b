"""Writing rows: numbers taken beforehand, and inserts that may meet a row that is there already."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Table, func, insert, select, text
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


def insert_new(
    tx: Transaction, target: Table, rows: Sequence[dict[str, Any]], *key: Column[Any]
) -> set[tuple[Any, ...]]:
    """Insert rows that were not there when this was looked at; return the `key` of those that are ours.

    A row that another transaction inserts in the same moment is waited for, and left to it. Rows that others may insert
    too come in an order that all share, or they wait for each other. SQLite has one writer: all are ours.
    """
    if not rows:
        return set()
    if tx.dialect.name == "sqlite":
        tx.execute(insert(target), rows)
        return {tuple(row[column.name] for column in key) for row in rows}
    fresh = postgresql.insert(target).on_conflict_do_nothing().returning(*key)
    return {tuple(row) for row in tx.execute(fresh, rows)}
