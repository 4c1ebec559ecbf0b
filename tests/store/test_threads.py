"""Threads: each event is told once below each message of its case, in as few replies as can be."""

from datetime import timedelta

from sqlalchemy import select

from connectors.contract import OwnReply
from monitor.domain import world
from monitor.domain.act import Assign, Note, Take
from monitor.store import cases, outbox, threads
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.erasure import erase_author
from monitor.store.outbox_tables import DeliveryRow
from tests.store.seeds import LATER, Wanted, open_case

ROWS = table(DeliveryRow)


def stories(db: Database) -> list[list[str]]:
    """What each story tells, in order."""
    with db.read() as tx:
        rows = tx.execute(select(ROWS).where(ROWS.c.kind == "story").order_by(ROWS.c.id)).all()
        return [[event.kind.value for event in threads.events(tx, row.case_id, row.subject)] for row in rows]


def act(db: Database, *acts: object) -> None:
    for one in acts:
        with db.write() as tx:
            cases.act(tx, 1, one, by="ana", now=LATER)  # type: ignore[arg-type]


def test_what_happens_while_a_story_waits_joins_it(db: Database) -> None:
    open_case(db)
    act(db, Take(), Note(text="Called."), Assign(owner="ben"))
    assert stories(db) == [["acknowledged", "noted", "assigned"]]


def test_what_happens_once_it_is_being_sent_is_another(db: Database) -> None:
    open_case(db)
    act(db, Take())
    with db.write() as tx:
        later = LATER + threads.SETTLED
        alert = outbox.claim(tx, "cx", later)
        story = outbox.claim(tx, "cx", later)
    assert alert is not None
    assert story is not None
    assert story.thread is not None
    assert story.thread.reference == "ts1"
    act(db, Note(text="Called."))
    assert stories(db) == [["acknowledged"], ["noted"]]


def test_a_story_that_was_given_back_unsent_is_joined_again(db: Database) -> None:
    open_case(db)
    act(db, Take())
    with db.write() as tx:
        claimed = [outbox.claim(tx, "cx", LATER + threads.SETTLED) for _ in range(2)]
        for one in claimed:
            assert one is not None
            outbox.give_back(tx, one)
    act(db, Note(text="Called."))
    assert stories(db) == [["acknowledged", "noted"]]


def test_what_people_do_settles_first_and_what_the_world_does_is_told_at_once(db: Database) -> None:
    case = open_case(db)
    act(db, Take())
    with db.write() as tx:
        reply = OwnReply(native_id="o1", text="Sorry.", posted_at=LATER)
        before = cases.get(tx, case.id)
        assert outbox.claim(tx, "cx", LATER) is not None, "the alert itself"
        assert outbox.claim(tx, "cx", LATER) is None
        after, event = world.replied(before, reply, now=LATER)
        cases.change(tx, before, after, [event], now=LATER + timedelta(minutes=1))
    assert stories(db) == [["acknowledged", "responded"]]


def test_nothing_is_told_below_what_was_never_posted(db: Database) -> None:
    open_case(db, Wanted(posted=False))
    act(db, Take())
    assert stories(db) == []


def test_where_there_is_no_workspace_there_are_no_threads(db: Database) -> None:
    open_case(db)
    with db.write() as tx:
        tx.execute(ROWS.update().values(workspace=""))
    act(db, Take())
    assert stories(db) == []


def test_an_erasure_reaches_what_threads_told(db: Database) -> None:
    open_case(db)
    act(db, Note(text="Her number is 555 1234."))
    with db.write() as tx:
        tx.execute(ROWS.update().where(ROWS.c.kind == "story").values(state="posted", sent=1, reference="ts2"))
    erase_author(db, "google_play", "u1", by="ana", now=LATER)
    with db.read() as tx:
        row = tx.execute(select(ROWS).where(ROWS.c.kind == "story")).one()
        told = threads.events(tx, row.case_id, row.subject)
    assert row.state == "waiting"
    assert [event.text for event in told] == [None]
