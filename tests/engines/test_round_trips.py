"""A poll that finds nothing asks PostgreSQL little: most polls are such polls."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from connectors.contract import Cursor, Page
from monitor.domain.poll import PollOutcome
from monitor.stages.clock import SystemClock
from monitor.stages.collect import CollectStage
from monitor.stages.poll import Poller, SourceJob
from monitor.store import sources
from monitor.store.database import Database
from monitor.store.pacing import SharedTurns
from monitor.store.sources import SourceName

MOST = 10
"""Claim, turn at the host and record: each begins, asks, and ends."""


class Quiet:
    """Asks its host once, as every connector does, and hears nothing new."""

    def __init__(self, turns: SharedTurns) -> None:
        self._turns = turns

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        self._turns.take("quiet.example", interval=0.0, patience=5.0)
        yield Page(cursor=Cursor("top"))


@pytest.mark.parametrize("db", ["postgresql"], indirect=True)
def test_a_quiet_poll_takes_few_round_trips(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, trips = SystemClock(threading.Event()), list[int]()
    connector = Quiet(SharedTurns(db))
    job = SourceJob(name="quiet", connector=connector, every=timedelta(0), max_pages=2, baseline=False)
    with db.write() as tx:
        sources.configure(tx, [SourceName(name="quiet", kind="rss", settings_hash="")], clock.now())
    stage = CollectStage(db, {"quiet": job}, clock, Poller(db, clock, operators="ops"))
    for _ in range(3):
        assert stage.poll("quiet", clock.now())

    real = psycopg.Connection.wait

    def counted(connection: Any, *given: Any, **named: Any) -> Any:
        trips.append(1)
        return real(connection, *given, **named)

    monkeypatch.setattr(psycopg.Connection, "wait", counted)
    poll = stage.poll("quiet", clock.now())
    assert poll is not None
    assert (poll.outcome, poll.pages) == (PollOutcome.OK, 1)
    assert len(trips) <= MOST + 2  # on a busy machine a connection rests long enough to be asked whether it lives
    stage.close()
