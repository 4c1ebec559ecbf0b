"""A whole store copied into another one, on the other database or the same: everything, verified, or nothing."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from sqlalchemy import Table, select, text

from monitor.store import migrate, streams
from monitor.store.database import Database, StoreError, Transaction
from monitor.store.instance import alone
from monitor.store.schema import METADATA
from monitor.store.streams import Count, Digest, Digesting


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What was copied of one table. The digest is that of both sides."""

    table: str
    digest: Digest


def move(source: Database, target: Database, count: Count) -> list[Copied]:
    """Copy `source`, which nobody may use meanwhile, into the empty `target`; both stay what they are.

    Raises `StoreError` where one of them is in use, not of this version's schema, or `target` holds anything: then
    nothing was written.
    """
    _refuse_same(source, target)
    for db, which in ((source, "the store that is copied"), (target, "the target")):
        refuse_other_schema(db, which)
    with alone(source), alone(target), snapshot(source) as original, target.write() as copy:
        return fill(original, copy, count)


def fill(original: Transaction, copy: Transaction, count: Count) -> list[Copied]:
    """Copy every table within these two transactions, and compare what came with what was there.

    `count` is told of each row twice: when it is written and when it is read again. Raises `StoreError` where the
    target is not empty or what came differs; the caller's transaction is undone by it.
    """
    _hold(copy)
    refuse_filled(copy)
    return [_copy(original, copy, table, count) for table in ordered()]


def ordered() -> list[Table]:
    """Return the tables of a store, each behind those that its rows point at."""
    return METADATA.sorted_tables


def rows_in(tx: Transaction) -> int:
    """Count all rows of a store."""
    return sum(streams.size(tx, table) for table in ordered())


@contextmanager
def snapshot(db: Database) -> Iterator[Transaction]:
    """One transaction that sees the store as it was at one moment, whoever goes on writing."""
    with db.read() as tx:
        if tx.dialect.name == "postgresql":
            tx.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            _wait_for_the_other(tx)
        yield tx


def refuse_filled(tx: Transaction) -> None:
    """Raise `StoreError` where a store holds anything."""
    filled = [table.name for table in ordered() if tx.execute(select(1).select_from(table).limit(1)).first()]
    if filled:
        raise StoreError(
            f"the target is not empty (it has {', '.join(filled[:3])}); make an empty database, have it made ready by "
            "`monitor migrate --store URL`, and copy into that"
        )


def refuse_other_schema(db: Database, which: str) -> None:
    """Raise `StoreError` where a store's schema is not that of this version."""
    if not migrate.is_current(db):
        raise StoreError(f"{which} is not made ready for this version; run `monitor migrate --store URL` with its URL")


def _refuse_same(source: Database, target: Database) -> None:
    same_file = source.file is not None and target.file is not None and source.file.resolve() == target.file.resolve()
    if same_file or source.url == target.url:
        raise StoreError("the store cannot be copied into itself; name another one")


def _hold(tx: Transaction) -> None:
    """Let nobody else write meanwhile; on SQLite this transaction is the only one that writes anyway."""
    if tx.dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in ordered())
        tx.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
        _wait_for_the_other(tx)


def _wait_for_the_other(tx: Transaction) -> None:
    """Each side stands still while the other one works; PostgreSQL would end that by its idle timeout."""
    tx.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))


def _copy(original: Transaction, copy: Transaction, table: Table, count: Count) -> Copied:
    taking = Digesting()

    def counted(chunks: Iterable[streams.Rows]) -> Iterator[streams.Rows]:
        for chunk in taking.through(chunks):
            yield chunk
            count(len(chunk))

    with closing(streams.read(original, table)) as chunks:
        streams.write(copy, table, counted(chunks))
    streams.continue_after(copy, table, streams.last_number(original, table))
    sent, came = taking.digest(), streams.digest(copy, table, count)
    if sent != came:
        raise StoreError(
            f"the table {table.name} did not come as it was sent ({sent.rows} rows {sent.sha256[:12]}, came "
            f"{came.rows} rows {came.sha256[:12]}); nothing was copied"
        )
    return Copied(table=table.name, digest=sent)
