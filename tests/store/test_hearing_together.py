"""Several workers hear the same posts in the same moment: one mention each, a sighting a source, nothing waits long."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from connectors.contract import Mention, OwnReply, Page
from monitor.store import pages
from monitor.store.columns import table
from monitor.store.database import Database, Transaction
from monitor.store.outbox_tables import DeltaRow
from monitor.store.pages import Saved
from monitor.store.tables import MentionRow, ReplyRow, RevisionRow, SightingRow
from tests.store.seeds import LATER, NOON, add_source, mention

pytestmark = pytest.mark.parametrize("db", ["postgresql"], indirect=True)  # SQLite has one writer
SOURCES = ("alpha", "beta", "gamma", "delta")
EDITED = NOON + timedelta(minutes=30)


@pytest.fixture
def server(db: Database) -> Database:
    with db.write() as tx:
        for name in SOURCES:
            add_source(tx, name)
    return db


def save(tx: Transaction, source: str, *mentions: Mention) -> Saved:
    hearing = pages.Hearing(source_id=add_source(tx, source), source=source, now=LATER)
    return pages.add_page(tx, Page(mentions=mentions), hearing)


def heard(db: Database, source: str, *mentions: Mention) -> Saved:
    with db.write() as tx:
        return save(tx, source, *mentions)


def meanwhile(db: Database, first: Callable[[Transaction], object], second: Callable[[], Saved]) -> Saved:
    """Do `second` while the transaction of `first` is open; end that when the other waits for it."""
    with ThreadPoolExecutor(1) as pool:
        with db.write() as tx:
            first(tx)
            later = pool.submit(second)
            until_one_waits(db, later)
        return later.result(10)


def until_one_waits(db: Database, later: Future[Saved]) -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    for _ in range(500):
        with db.read() as tx:
            if later.done() or tx.exec_driver_sql(waiting).scalar_one():
                return
        wait([later], timeout=0.01)
    pytest.fail("it neither waits nor ends")


def counted(db: Database, rows: type) -> int:
    with db.read() as tx:
        return int(tx.execute(select(func.count()).select_from(table(rows))).scalar_one())


def figure(db: Database) -> int:
    """How many were heard, by the figures."""
    with db.read() as tx:
        return int(tx.execute(select(func.sum(table(DeltaRow).c.count))).scalar_one())


def test_a_post_heard_by_two_at_once_is_one_mention_with_both_sightings(server: Database) -> None:
    saved = meanwhile(
        server,
        lambda tx: save(tx, "alpha", mention("p1"), mention("p2")),
        lambda: heard(server, "beta", mention("p2"), mention("p3")),
    )
    assert saved.new == 1
    assert (counted(server, MentionRow), counted(server, SightingRow), figure(server)) == (3, 4, 3)


def test_a_post_whose_first_hearing_is_undone_belongs_to_who_waited(server: Database) -> None:
    with ThreadPoolExecutor(1) as pool:
        with server.engine.connect() as tx:
            save(tx, "alpha", mention("p1"))
            later = pool.submit(lambda: heard(server, "beta", mention("p1")))
            until_one_waits(server, later)
            tx.rollback()
        assert later.result(10).new == 1
    assert (counted(server, MentionRow), counted(server, SightingRow), figure(server)) == (1, 1, 1)


def test_an_edit_heard_by_two_at_once_is_one_revision(server: Database) -> None:
    before = mention("p1")
    after = replace(before, text="Refunded at last, thank you.", edited_at=EDITED)
    heard(server, "alpha", before)
    heard(server, "beta", before)
    saved = meanwhile(server, lambda tx: save(tx, "alpha", after), lambda: heard(server, "beta", after))
    assert saved.edited == 0
    assert counted(server, RevisionRow) == 1


def test_an_answer_seen_by_two_at_once_is_followed_once(server: Database) -> None:
    before = mention("p1")
    heard(server, "alpha", before)
    heard(server, "beta", before)
    after = replace(before, own_replies=(OwnReply(native_id="a1", text="Sorry.", posted_at=EDITED),))
    saved = meanwhile(server, lambda tx: save(tx, "alpha", after), lambda: heard(server, "beta", after))
    assert saved.replies == ()
    assert counted(server, ReplyRow) == 1


def test_pages_of_one_platform_with_different_posts_do_not_wait_for_each_other(server: Database) -> None:
    with server.write() as tx, ThreadPoolExecutor(1) as pool:
        save(tx, "alpha", mention("p1"))
        assert pool.submit(lambda: heard(server, "beta", mention("p2"))).result(5).new == 1


def test_many_who_hear_the_same_in_any_order_never_stop_each_other(server: Database) -> None:
    posts = [mention(f"p{number:03}") for number in range(60)]
    begin = threading.Barrier(len(SOURCES))

    def listens(source: str) -> list[Saved]:
        shuffled, order = list(posts), random.Random(source)
        begin.wait()
        saved = []
        for round_ in range(8):
            order.shuffle(shuffled)
            at = EDITED + timedelta(minutes=round_)
            told = [replace(one, text=f"Still no refund, day {round_}.", edited_at=at) for one in shuffled[:30]]
            saved.append(heard(server, source, *told))
        return saved

    with ThreadPoolExecutor(len(SOURCES)) as pool:
        saved = [one for each in pool.map(listens, SOURCES) for one in each]
    assert sum(one.new for one in saved) == counted(server, MentionRow) == figure(server)
    assert sum(one.edited for one in saved) == counted(server, RevisionRow)
    with server.read() as tx:
        wrong = (
            select(func.count())
            .select_from(table(MentionRow))
            .where(
                table(MentionRow).c.revision
                != select(func.count() + 1)
                .where(table(RevisionRow).c.mention_id == table(MentionRow).c.id)
                .correlate(table(MentionRow))
                .scalar_subquery()
            )
        )
        assert tx.execute(wrong).scalar_one() == 0
