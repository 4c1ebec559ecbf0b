"""A store moved to the other database: every row, the numbers that go on, or nothing at all."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import Table, delete, insert, text

from monitor.store import copying, outbox, streams
from monitor.store.columns import table
from monitor.store.database import NAME, Database, StoreError, Transaction
from monitor.store.instance import present
from monitor.store.outbox_tables import SettingRow
from monitor.store.rows import next_ids
from monitor.store.tables import CaseRow, MentionRow
from tests.store.history import five_weeks
from tests.store.seeds import Wanted, mention, open_many

Stores = tuple[Database, Database]
WAYS = [("sqlite", "postgresql"), ("postgresql", "sqlite"), ("sqlite", "sqlite"), ("postgresql", "postgresql")]


@pytest.fixture(params=WAYS, ids="-to-".join)
def stores(request: pytest.FixtureRequest, a_store: Callable[[str], Database]) -> Iterator[Stores]:
    """A source and an empty target."""
    source, target = request.param
    return a_store(source), a_store(target)


@pytest.fixture
def moved(a_store: Callable[[str], Database]) -> Stores:
    """A SQLite store with a past, and an empty PostgreSQL one."""
    source, target = a_store("sqlite"), a_store("postgresql")
    five_weeks(source, cases=4)
    return source, target


def digests(db: Database) -> dict[str, streams.Digest]:
    with db.read() as tx:
        return {one.name: streams.digest(tx, one, int) for one in copying.ordered()}


def rows(db: Database) -> int:
    with db.read() as tx:
        return copying.rows_in(tx)


def test_every_table_arrives_as_it_was(stores: Stores) -> None:
    source, target = stores
    five_weeks(source, cases=4)
    open_many(source, [Wanted(mention=mention("ü\\N\t\n'\"", text="emoji 😀, a\ttab, \\N and \\. too", title=""))])
    copied = copying.move(source, target, int)
    assert {one.table: one.digest for one in copied} == digests(source) == digests(target)
    assert sum(one.digest.rows for one in copied) == rows(source) > 1_000


def test_each_row_is_counted_when_it_is_written_and_when_it_is_read_again(moved: Stores) -> None:
    told: list[int] = []
    copying.move(*moved, told.append)
    assert sum(told) == 2 * rows(moved[0])


def test_a_number_that_was_given_out_is_never_given_out_again(stores: Stores) -> None:
    source, target = stores
    [first, last] = open_many(source, [Wanted(mention=mention(name)) for name in ("a", "b")])
    with source.write() as tx:
        tx.execute(delete(table(CaseRow)).where(table(CaseRow).c.id == last.id))
    copying.move(source, target, int)
    [opened] = open_many(target, [Wanted(mention=mention("c"))])
    assert (first.id, last.id, opened.id) == (1, 2, 3)
    with target.write() as tx:
        assert next_ids(tx, table(MentionRow), 1) == [4]


def test_what_waits_to_be_sent_is_sent_from_the_new_place(moved: Stores) -> None:
    source, target = moved
    open_many(source, [Wanted(mention=mention("last"), posted=False)])
    with source.read() as tx:
        waiting = outbox.counts(tx)
    copying.move(source, target, int)
    with target.read() as tx:
        assert outbox.counts(tx) == waiting


def test_a_message_may_point_at_a_later_one(stores: Stores) -> None:
    source, target = stores
    open_many(source, [Wanted(mention=mention("a")), Wanted(mention=mention("b"))])
    with source.write() as tx:
        tx.execute(text("UPDATE deliveries SET group_id = 2 WHERE id = 1"))
    copying.move(source, target, int)
    assert digests(target) == digests(source)


def test_a_target_that_holds_anything_is_refused(stores: Stores) -> None:
    source, target = stores
    with target.write() as tx:
        tx.execute(insert(table(SettingRow)).values(name="began", value="yesterday"))
    with pytest.raises(StoreError, match=r"not empty \(it has settings\).*monitor migrate --store"):
        copying.move(source, target, int)
    assert rows(target) == 1


def test_a_target_without_our_schema_is_refused(a_store: Callable[[str], Database], bare_db: Database) -> None:
    with pytest.raises(StoreError, match=r"the target is not made ready.*`monitor migrate --store URL`"):
        copying.move(a_store("sqlite"), bare_db, int)


def test_a_store_in_use_is_refused(stores: Stores) -> None:
    source, target = stores
    with another_process(source), pytest.raises(StoreError, match=r"in use.*stop"):
        copying.move(source, target, int)
    with another_process(target), pytest.raises(StoreError, match=r"in use.*stop"):
        copying.move(source, target, int)


@contextmanager
def another_process(db: Database) -> Iterator[None]:
    """A second `monitor` on this store, as far as it can be seen."""
    seen = present(Database(db.url)) if db.is_sqlite else psycopg.connect(db.url, application_name=f"{NAME} 7@there")
    with seen:
        yield


def test_a_store_is_not_copied_into_itself(a_store: Callable[[str], Database]) -> None:
    store = a_store("sqlite")
    with pytest.raises(StoreError, match="into itself"):
        copying.move(store, Database(store.url), int)


def test_what_arrives_changed_is_noticed_and_undone(moved: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = moved
    write = streams.write

    def lossy(tx: Transaction, into: Table, chunks: Iterable[streams.Rows]) -> None:
        write(tx, into, (chunk[1:] if into.name == "polls" else chunk for chunk in chunks))

    monkeypatch.setattr(streams, "write", lossy)
    with pytest.raises(StoreError, match=r"the table polls did not come as it was sent .*nothing was copied"):
        copying.move(source, target, int)
    assert rows(target) == 0


def test_a_row_that_the_target_does_not_take_undoes_everything(moved: Stores) -> None:
    source, target = moved
    with source.write() as tx:
        tx.execute(text("UPDATE mentions SET revision = 'seven' WHERE id = 3"))  # SQLite takes it, and only SQLite
    with pytest.raises(StoreError, match=r"the table mentions cannot be written \(invalid input syntax.*nothing was"):
        copying.move(source, target, int)
    assert rows(target) == 0


def test_a_copy_that_is_stopped_half_way_leaves_nothing(stores: Stores) -> None:
    source, target = stores
    five_weeks(source, cases=2)

    def stopped(_rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copying.move(source, target, stopped)
    assert rows(target) == 0
    copying.move(source, target, int)
    assert digests(target) == digests(source)


def test_a_copy_is_of_one_moment(a_store: Callable[[str], Database]) -> None:
    source = a_store("postgresql")
    open_many(source, [Wanted()])
    with copying.snapshot(source) as tx:
        before = streams.size(tx, table(CaseRow))
        open_many(source, [Wanted(mention=mention("later"))])
        assert streams.size(tx, table(CaseRow)) == before
