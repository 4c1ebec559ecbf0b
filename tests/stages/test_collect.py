"""Collect: all that is due is polled at once, however few threads there are."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from connectors.contract import Cursor, Page
from monitor.stages.clock import FrozenClock
from monitor.stages.collect import CollectStage
from monitor.stages.poll import Poller, SourceJob
from monitor.store import sources
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.sources import SourceName
from monitor.store.tables import PollRow
from tests.store.seeds import NOON

NAMES = tuple(f"s{number}" for number in range(7))


@dataclass(frozen=True, slots=True)
class Silent:
    """A source with nothing to say."""

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        return iter([Page(cursor=since)])


def test_a_look_polls_all_that_is_due(db: Database) -> None:
    clock = FrozenClock(NOON, threading.Event())
    with db.write() as tx:
        sources.configure(tx, [SourceName(name=name, kind="file", settings_hash="") for name in NAMES], NOON)
    every = timedelta(minutes=5)
    jobs = {name: SourceJob(name=name, connector=Silent(), every=every, max_pages=1, baseline=False) for name in NAMES}
    stage = CollectStage(db, jobs, clock, Poller(db, clock, operators="ops"), workers=2)
    stage.keep_up(NOON)
    ends = time.monotonic() + 10
    while polled(db) < len(NAMES) and time.monotonic() < ends:
        time.sleep(0.01)
    stage.close()
    assert polled(db) == len(NAMES)


def polled(db: Database) -> int:
    with db.read() as tx:
        return tx.execute(select(func.count()).select_from(table(PollRow))).scalar_one()


def test_what_was_polled_a_moment_later_is_not_due_again(db: Database) -> None:
    clock = FrozenClock(NOON + timedelta(seconds=1), threading.Event())
    with db.write() as tx:
        sources.configure(tx, [SourceName(name="s", kind="file", settings_hash="")], NOON)
    job = SourceJob(name="s", connector=Silent(), every=timedelta(minutes=5), max_pages=1, baseline=False)
    stage = CollectStage(db, {"s": job}, clock, Poller(db, clock, operators="ops"))
    stage.run_once(clock.now())
    stage.run_once(NOON)  # whoever asked the time first had to wait for the store
    stage.close()
    assert polled(db) == 1
