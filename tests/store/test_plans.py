"""What comes round every second reads what waits, not all that ever was: its queries go by an index."""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from monitor.domain.access import UNLIMITED
from monitor.domain.case import LIVE_STATES
from monitor.domain.week import parse
from monitor.store import cases, crowds, hourly, insight_counts, insights, judgements, operations, outbox, wellbeing
from monitor.store.case_search import CaseQuery
from monitor.store.database import Database, Transaction
from monitor.store.insights import View
from monitor.store.mention_search import Flagged, MentionQuery, search
from monitor.store.open_choices import open_choices
from monitor.store.urgency import most_urgent
from tests.store.seeds import NOON

WEEK = parse("2026-W47")


@pytest.fixture
def plans(sqlite_db: Database) -> Iterator[list[str]]:
    """The plan of every SELECT, step by step."""
    steps: list[str] = []

    def explain(connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            raw: sqlite3.Connection = connection.connection.dbapi_connection
            steps.extend(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    event.listen(sqlite_db.engine, "before_cursor_execute", explain)
    yield steps
    event.remove(sqlite_db.engine, "before_cursor_execute", explain)


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda tx: outbox.due_channels(tx, NOON), "deliveries_due"),
        (lambda tx: outbox.claim(tx, "cx", NOON), "deliveries_due"),
        (outbox.next_due, "deliveries_due"),
        (outbox.oldest_waiting, "deliveries_due"),
        (lambda tx: crowds.gather(tx, "cx", NOON), "deliveries_due"),
        (wellbeing.channels_in_trouble, "deliveries_due"),
        (lambda tx: judgements.pending(tx, limit=1), "mentions_to_judge"),
        (lambda tx: cases.asleep_until(tx, NOON), "cases_asleep"),
        (lambda tx: most_urgent(tx, CaseQuery(states=LIVE_STATES), now=NOON), "cases_waiting"),
        (lambda tx: search(tx, MentionQuery(brand="Acme")), "mentions_by_time"),
        (lambda tx: search(tx, MentionQuery(flagged=Flagged.EYES)), "mentions_need_eyes"),
        (lambda tx: insight_counts.count(tx, WEEK, zone=ZoneInfo("UTC"), now=NOON), "mentions_rated"),
        (lambda tx: insight_counts.count(tx, WEEK, zone=ZoneInfo("UTC"), now=NOON), "cases_by_time"),
        (lambda tx: insights.load(tx, WEEK, WEEK, View()), "sqlite_autoindex_insights_1 (week>? AND week<?)"),
        (lambda tx: hourly.polled(tx, [1], NOON), "polls_by_source (source_id=? AND started_at>?)"),
        (lambda tx: operations.outgoing(tx, NOON), "deliveries_due"),
        *(
            (lambda tx: open_choices(tx, UNLIMITED), f"INDEX cases_live_by_{name} ({name}>?)")
            for name in ("brand", "department", "owner", "language")
        ),
        (lambda tx: operations.lost(tx, NOON), "deliveries_dead"),
    ],
)
def test_what_comes_round_often_goes_by_an_index(
    sqlite_db: Database, plans: list[str], ask: Callable[[Transaction], object], index: str
) -> None:
    with sqlite_db.write() as tx:
        ask(tx)
    assert any(index in step for step in plans), plans
