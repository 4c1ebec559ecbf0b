"""What a poll leaves behind: what was there before anyone listened stays history, however many polls it takes."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from connectors.contract import Connector, Cursor, Page, Postponed, Refused, Rejected
from connectors.kit.query.field import Query
from monitor.domain.lane import Lane
from monitor.stages.clock import FrozenClock
from monitor.stages.poll import Poller, SourceJob
from monitor.store import happenings, outbox, sources
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.sources import SourceName
from monitor.store.tables import MentionRow, PollRow, RejectedRow
from tests.store.seeds import LATER, NOON, mention

LONG_AGO = NOON - timedelta(days=9)
BROKEN = Rejected(reason="no id", payload='{"text": "?"}')


@dataclass(frozen=True, slots=True)
class Book:
    """A source of numbered pages, each of which says that there are more but the last."""

    pages_of: tuple[Page, ...]

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        yield from self.pages_of[int(since or 0) :]


def book(*mentions: datetime) -> Book:
    last = len(mentions) - 1
    return Book(
        tuple(
            Page(
                mentions=(mention(f"r{number}", posted_at=posted_at),),
                cursor=Cursor(str(number + 1)),
                rejected=(BROKEN,),
                more=number < last,
            )
            for number, posted_at in enumerate(mentions)
        )
    )


def poll(db: Database, connector: Connector, now: datetime, *, query: Query | None = None, pages: int = 1) -> None:
    """Poll so many pages of it."""
    with db.write() as tx:
        sources.configure(tx, [SourceName(name="book", kind="file", settings_hash="")], now)
        [claim] = sources.claim_due(tx, now, limit=1, names=["book"])
    job = SourceJob(
        name="book",
        connector=connector,
        every=timedelta(minutes=5),
        max_pages=pages,
        baseline=True,
        keeps=query and query.matches,
    )
    poller = Poller(db, FrozenClock(now, threading.Event()), operators="ops")
    assert poller.poll(job, claim) is not None


def test_a_first_poll_that_is_cut_short_goes_on_as_the_first(db: Database) -> None:
    connector = book(LONG_AGO, LONG_AGO, LATER, LATER)
    for at in (NOON, LATER, LATER, LATER):
        poll(db, connector, at)
    with db.read() as tx:
        lanes = list(tx.execute(select(table(MentionRow).c.lane).order_by("id")).scalars())
    assert lanes == [Lane.HISTORY, Lane.HISTORY, Lane.LIVE, Lane.LIVE]


class Closed:
    def pages(self, since: Cursor | None) -> Iterator[Page]:
        raise Refused("closed")


def test_the_trouble_of_a_source_that_was_resumed_is_over_once_it_is_heard(db: Database) -> None:
    poll(db, Closed(), NOON)
    with db.write() as tx:
        told = outbox.due_channels(tx, NOON)
        sources.resume(tx, "book", LATER)
    poll(db, book(NOON), LATER)
    with db.read() as tx:
        wanted = tx.execute(select(table(DeliveryRow).c.wanted).where(table(DeliveryRow).c.kind == "trouble"))
        assert (told, wanted.scalar_one()) == (["ops"], 2)


def test_programs_are_told_once_that_a_source_fails_and_once_that_it_is_back(sqlite_db: Database) -> None:
    for hour in range(3):
        poll(sqlite_db, Closed(), NOON + timedelta(hours=hour))
    poll(sqlite_db, book(LATER), LATER + timedelta(hours=3))
    poll(sqlite_db, book(LATER), LATER + timedelta(hours=4))
    told = happenings.after(sqlite_db, 0, now=LATER)
    assert [(one.kind, one.subject) for one in told] == [("source.failing", "book"), ("source.back", "book")]


def test_what_is_not_understood_again_and_again_is_kept_once(db: Database) -> None:
    connector = book(LONG_AGO, LONG_AGO)
    for at in (NOON, LATER):
        poll(db, connector, at)
    with db.read() as tx:
        kept = tx.execute(select(table(RejectedRow))).all()
    assert [(row.reason, row.heard_at.astimezone(UTC)) for row in kept] == [("no id", LATER)]


def test_what_a_query_does_not_keep_is_dropped_but_for_an_edit_of_what_is_known(db: Database) -> None:
    def heard(*texts: str, at: datetime) -> list[str]:
        page = Page(mentions=tuple(mention(f"r{number}", text) for number, text in enumerate(texts)))
        poll(db, Book((page,)), at, query=Query("refund -job"))
        with db.read() as tx:
            return list(tx.execute(select(table(MentionRow).c.text).order_by("native_id")).scalars())

    assert heard("no refund", "a job", "a refund job", at=NOON) == ["no refund"]
    assert heard("they paid", "a job", at=LATER) == ["they paid"]


@dataclass
class Metered:
    """A source whose budget ends after some pages."""

    left: int

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        for number in range(self.left):
            yield Page(mentions=(mention(str(number)),), cursor=Cursor("1"), more=True)
        raise Postponed("spent", retry_after=600)


def test_a_poll_that_its_budget_does_not_allow_is_put_off_and_has_not_failed(db: Database) -> None:
    poll(db, Metered(left=0), NOON)
    with db.read() as tx:
        [health] = sources.health(tx)
        polls = tx.execute(select(table(PollRow))).all()
    assert (health.failures, health.trouble, health.last_ok_at, polls) == (0, None, None, [])
    assert health.due_at == NOON + timedelta(minutes=10)


def test_a_poll_that_its_budget_cuts_short_keeps_what_it_has_and_goes_on_later(db: Database) -> None:
    poll(db, Metered(left=1), NOON, pages=5)
    with db.read() as tx:
        [health] = sources.health(tx)
        [made] = tx.execute(select(table(PollRow))).all()
    assert (made.outcome, made.new) == ("ok", 1)
    assert (health.cursor, health.due_at) == ("1", NOON + timedelta(minutes=10))


def test_each_edit_is_seen_though_nobody_tells_when_it_was(sqlite_db: Database) -> None:
    for number, text in enumerate(("First words", "Second words", "Third words")):
        page = Page(mentions=(mention("r1", text=text),), cursor=Cursor(str(number + 1)))
        poll(sqlite_db, Book((Page(),) * number + (page,)), NOON + number * timedelta(hours=1))
    with sqlite_db.read() as tx:
        (row,) = tx.execute(select(table(MentionRow))).all()
    assert (row.text, row.revision) == ("Third words", 3)
