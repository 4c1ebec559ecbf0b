"""Inserts that may meet a row that is there already."""

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from monitor.store.database import Transaction


def upsert(tx: Transaction, target: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insert into `target` that knows `ON CONFLICT` in the database's own dialect."""
    return sqlite.insert(target) if tx.dialect.name == "sqlite" else postgresql.insert(target)
