"""Whole tables read and written as streams of plain rows, the same on both databases: how a store is moved.

A row is a tuple of None, int, float and str, its columns sorted by name, and a table's rows come in the order of its
key. So the same rows give the same digest wherever they are.
"""

import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Column, Table, Text, func, select, text

from monitor.store.database import StoreError, Transaction

CHUNK = 2_000
"""Rows in memory at a time."""
Count = Callable[[int], object]
"""Is told of so many rows more."""
Rows = Sequence[tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """How many rows a table has, and the SHA-256 of all of them in the order of its key."""

    rows: int
    sha256: str


class Digesting:
    """Takes the digest of the rows that pass through."""

    def __init__(self) -> None:
        self._rows = 0
        self._hash = hashlib.sha256()

    def through(self, chunks: Iterable[Rows]) -> Iterator[Rows]:
        """Yield the same chunks; where they are cut makes no difference to the digest."""
        for chunk in chunks:
            self._rows += len(chunk)
            self._hash.update("".join(f"{row!r}\n" for row in chunk).encode(errors="surrogatepass"))
            yield chunk

    def digest(self) -> Digest:
        """Return the digest of what has passed."""
        return Digest(rows=self._rows, sha256=self._hash.hexdigest())


def read(tx: Transaction, table: Table) -> Generator[Rows, None, None]:
    """Yield a whole table in chunks. Close it within the transaction where it is not read to its end."""
    columns = ", ".join(_plain(tx, column) for column in _columns(table))
    order = ", ".join(_bytewise(tx, column) for column in table.primary_key.columns)
    query = text(f'SELECT {columns} FROM "{table.name}" ORDER BY {order}')  # noqa: S608  (names of our own schema)
    with tx.execute(query, execution_options={"stream_results": True, "max_row_buffer": CHUNK}) as found:
        for part in found.partitions(CHUNK):
            yield [tuple(row) for row in part]


def digest(tx: Transaction, table: Table, count: Count) -> Digest:
    """Read a whole table for its digest."""
    taking = Digesting()
    with closing(read(tx, table)) as chunks:
        for chunk in taking.through(chunks):
            count(len(chunk))
    return taking.digest()


def size(tx: Transaction, table: Table) -> int:
    """Count a table's rows."""
    return int(tx.execute(select(func.count()).select_from(table)).scalar_one())


def write(tx: Transaction, table: Table, chunks: Iterable[Rows]) -> None:
    """Fill an empty table. Raises `StoreError` where the database does not take a row.

    Its rows may point at later rows of the same table: PostgreSQL checks them when the one COPY ends, SQLite when the
    transaction does.
    """
    names = [f'"{column.name}"' for column in _columns(table)]
    try:
        if tx.dialect.name == "postgresql":
            _copy_in(tx, f'COPY "{table.name}" ({", ".join(names)}) FROM STDIN', chunks)
        else:
            places = ", ".join("?" * len(names))
            _insert(tx, f'INSERT INTO "{table.name}" ({", ".join(names)}) VALUES ({places})', chunks)  # noqa: S608
    except _driver_error(tx) as error:
        said = str(error).strip().splitlines()[0]
        raise StoreError(f"the table {table.name} cannot be written ({said}); nothing was copied") from error


def last_number(tx: Transaction, table: Table) -> int:
    """Return the last number that the table gave to a row, which may be gone by now; 0 where it gives none."""
    column = table.autoincrement_column
    if column is None:
        return 0
    highest = int(tx.execute(select(func.coalesce(func.max(column), 0))).scalar_one())
    if tx.dialect.name == "postgresql":
        row = tx.execute(text(f"SELECT last_value, is_called FROM {table.name}_id_seq")).one()  # noqa: S608
        return max(highest, row.last_value if row.is_called else 0)
    given = text("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = :name")
    return max(highest, int(tx.execute(given, {"name": table.name}).scalar_one()))


def continue_after(tx: Transaction, table: Table, last: int) -> None:
    """Have the table's next number be higher than `last`."""
    if not last:
        return
    if tx.dialect.name == "postgresql":
        tx.execute(select(func.setval(f"{table.name}_id_seq", last)))
    elif table.dialect_options["sqlite"]["autoincrement"]:
        named = {"name": table.name, "last": last}
        tx.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), named)
        tx.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), named)


def _columns(table: Table) -> list[Column[Any]]:
    return sorted(table.columns, key=lambda column: column.name)


def _plain(tx: Transaction, column: Column[Any]) -> str:
    is_truth = tx.dialect.name == "postgresql" and isinstance(column.type, Boolean)
    return f'"{column.name}"::int' if is_truth else f'"{column.name}"'


def _bytewise(tx: Transaction, column: Column[Any]) -> str:
    is_text = tx.dialect.name == "postgresql" and isinstance(column.type, Text)
    return f'"{column.name}" COLLATE "C"' if is_text else f'"{column.name}"'


def _copy_in(tx: Transaction, command: str, chunks: Iterable[Rows]) -> None:
    """COPY as the driver has it: several times as fast as inserts."""
    cursor: Any = tx.connection.cursor()
    with cursor, cursor.copy(command) as copy:
        for chunk in chunks:
            for row in chunk:
                copy.write_row(row)


def _insert(tx: Transaction, command: str, chunks: Iterable[Rows]) -> None:
    tx.execute(text("PRAGMA defer_foreign_keys = ON"))
    cursor = tx.connection.cursor()
    for chunk in chunks:
        cursor.executemany(command, chunk)


def _driver_error(tx: Transaction) -> type[Exception]:
    """What the driver raises: below SQLAlchemy's statements nobody translates it."""
    errors: type[Exception] = tx.dialect.loaded_dbapi.Error
    return errors
