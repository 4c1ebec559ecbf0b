"""The search for cases."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from monitor.domain.act import Acknowledge, Act, Assign, Resolve, Snooze
from monitor.domain.case import LIVE_STATES, State
from monitor.domain.score import Severity, Topic
from monitor.store import case_search, cases
from monitor.store.case_search import CaseQuery, Counted, search
from monitor.store.database import Database
from tests.store.seeds import LATER, NOON, Wanted, mention, open_many

SOON = NOON + timedelta(minutes=10)
WANTED = [
    Wanted(mention=mention("1", "The app CRASHES at 100% load_now")),
    Wanted(
        mention=mention("2", title="Baggage lost", place="Leeds"),
        brand="Acme Rail",
        due_at=NOON + timedelta(minutes=10),
    ),
    Wanted(mention=mention("3"), source="store", severity=Severity.LOW, topic=Topic.DIGITAL),
    Wanted(mention=mention("4"), department=None, due_at=None),
    Wanted(mention=mention("5"), due_at=SOON),
]
ACTS: list[tuple[int, Act]] = [
    (3, Assign(owner="ben")),
    (4, Snooze(until=LATER + timedelta(hours=1))),
    (5, Acknowledge()),
    (5, Resolve()),
]


@pytest.fixture
def filled(db: Database) -> Database:
    assert [case.id for case in open_many(db, WANTED)] == [1, 2, 3, 4, 5]
    with db.write() as tx:
        for case_id, act in ACTS:
            cases.act(tx, case_id, act, by="ana", now=NOON)
    return db


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (CaseQuery(), [5, 4, 3, 2, 1]),
        (CaseQuery(limit=2), [5, 4]),
        (CaseQuery(limit=2, before_id=4), [3, 2]),
        (CaseQuery(states=LIVE_STATES), [4, 3, 2, 1]),
        (CaseQuery(states=frozenset({State.RESOLVED, State.DISMISSED})), [5]),
        (CaseQuery(brand="Acme Rail"), [2]),
        (CaseQuery(need="both"), []),
        (CaseQuery(department=""), [4]),
        (CaseQuery(opened=(NOON - timedelta(hours=1), LATER)), [5, 4, 3, 2, 1]),
        (CaseQuery(opened=(LATER, LATER + timedelta(days=7))), []),
        (CaseQuery(source="store"), [3]),
        (CaseQuery(source="nowhere"), []),
        (CaseQuery(topic=Topic.DIGITAL), [3]),
        (CaseQuery(severity=Severity.LOW), [3]),
        (CaseQuery(department="support"), [5, 3, 2, 1]),
        (CaseQuery(owner="ben"), [3]),
        (CaseQuery(owner=""), [4, 2, 1]),
        (CaseQuery(overdue=LATER), [2]),
        (CaseQuery(awake=LATER), [5, 3, 2, 1]),
        (CaseQuery(awake=LATER + timedelta(hours=1)), [5, 4, 3, 2, 1]),
        (CaseQuery(text="crashes AT"), [1]),
        (CaseQuery(text="baggage"), [2]),
        (CaseQuery(text="100% load_n"), [1]),
        (CaseQuery(text="load_n app"), [1]),
        (CaseQuery(text="now_load"), []),
        (CaseQuery(text="00"), []),
        (CaseQuery(text="'\"*) OR - %"), []),
        (CaseQuery(text=" "), []),
        (CaseQuery(language="en", place="eed"), [2]),
        (CaseQuery(language="de"), []),
        (CaseQuery(states=LIVE_STATES, source="play", owner="", text="refund", awake=LATER), [2]),
    ],
    ids=lambda value: None if isinstance(value, CaseQuery) else str(value),
)
def test_what_is_found(filled: Database, query: CaseQuery, ids: Sequence[int]) -> None:
    with filled.read() as tx:
        assert [case.id for case in search(tx, query)] == ids


def test_cases_are_counted_as_far_as_that_is_cheap(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    live, week = CaseQuery(states=LIVE_STATES), (NOON - timedelta(days=3), NOON + timedelta(days=4))
    with filled.read() as tx:
        assert case_search.count(tx, replace(live, before_id=2, limit=1)) == Counted(count=4, more=False)
        assert case_search.count(tx, CaseQuery(source="store")) == Counted(count=1, more=False)
        monkeypatch.setattr(case_search, "NEWEST", 2)
        assert case_search.count(tx, CaseQuery(brand="Acme Air")) == Counted(count=2, more=True)
        assert case_search.count(tx, CaseQuery(brand="Acme Air", opened=week)) == Counted(count=4, more=False)
        assert case_search.count(tx, live) == Counted(count=4, more=False)
        monkeypatch.setattr(case_search, "MOST", 3)
        assert case_search.count(tx, live) == Counted(count=3, more=True)


@pytest.mark.parametrize(("source", "index"), [("play", "cases_live_by_source"), (None, "cases_live_newest")])
def test_live_cases_are_found_by_their_own_index(filled: Database, source: str | None, index: str) -> None:
    if not filled.is_sqlite:
        pytest.skip("PostgreSQL reads a table of five rows from its start")
    asked: list[tuple[str, Any]] = []
    with filled.read() as tx:
        event.listen(tx, "before_cursor_execute", lambda _c, _r, query, given, *_: asked.append((query, given)))
        search(tx, CaseQuery(states=LIVE_STATES, source=source))
        [(query, given)] = asked
        plan = str(tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", given).all())
    assert index in plan
    assert "TEMP B-TREE" not in plan
