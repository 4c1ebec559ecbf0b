"""Handovers: all cases of somebody change hands in one transaction; who is away has somebody who stands in."""

from datetime import timedelta

import pytest

from monitor.domain.act import Assign, NotAllowed, Resolve
from monitor.domain.case import EventKind
from monitor.store import case_files, cases, handovers
from monitor.store.database import Database
from tests.store.seeds import NOON, Wanted, mention, open_many

DAY = timedelta(days=1)


def cases_of(db: Database, owner: str, count: int) -> list[int]:
    made = open_many(db, [Wanted(mention=mention(f"r{number}"), opened_at=NOON) for number in range(count)])
    with db.write() as tx:
        for case in made:
            cases.act(tx, case.id, Assign(owner=owner), by="lead", now=NOON)
    return [case.id for case in made]


def test_every_live_case_changes_hands_with_an_event_each(db: Database) -> None:
    first, second, over = cases_of(db, "Ann", 3)
    with db.write() as tx:
        cases.act(tx, over, Resolve(), by="Ann", now=NOON)
        made = handovers.hand_over(tx, "Ann", "Bob", note="Back on Monday.", channel="cx", by="Ann", now=NOON)
    assert made.cases == (first, second)
    with db.read() as tx:
        assert handovers.get(tx, made.id) == made
        assert (handovers.owned(tx, "Ann"), handovers.owned(tx, "Bob")) == ([], [first, second])
        events = case_files.file(tx, first).events[-2:]
        assert [(one.kind, one.became, one.text) for one in events] == [
            (EventKind.ASSIGNED, "Bob", None),
            (EventKind.NOTED, None, "Back on Monday."),
        ]
        assert cases.get(tx, over).owner == "Ann"


def test_nothing_is_handed_to_whoever_is_away_or_has_it_already(db: Database) -> None:
    cases_of(db, "Ann", 1)
    with db.write() as tx:
        handovers.go_away(tx, "Bob", NOON + DAY, None, by="Bob", now=NOON)
        for giver, receiver, why in (("Ann", "Ann", "already"), ("Tom", "Ann", "no open case"), ("Ann", "Bob", "away")):
            with pytest.raises(NotAllowed, match=why):
                handovers.hand_over(tx, giver, receiver, note="", channel="cx", by="lead", now=NOON)


def test_a_deputy_stands_in_and_a_deputy_of_theirs_where_they_are_away_too(db: Database) -> None:
    with db.write() as tx:
        handovers.go_away(tx, "Ann", NOON + 2 * DAY, "Bob", by="Ann", now=NOON)
        assert handovers.stand_in(tx, "Ann", NOON) == "Bob"
        handovers.go_away(tx, "Bob", NOON + DAY, "Eve", by="Bob", now=NOON)
        assert handovers.stand_in(tx, "Ann", NOON) == "Eve"
        handovers.go_away(tx, "Eve", NOON + DAY, "Ann", by="Eve", now=NOON)
        assert handovers.stand_in(tx, "Ann", NOON) is None
        assert handovers.stand_in(tx, "Ann", NOON + 2 * DAY) == "Ann"
        assert [one.name for one in handovers.absences(tx, NOON)][-1] == "Ann"
        assert handovers.come_back(tx, "Ann")
        assert not handovers.come_back(tx, "Ann")


def test_an_absence_lies_ahead_and_its_deputy_is_somebody_else(db: Database) -> None:
    with db.write() as tx:
        with pytest.raises(NotAllowed, match="past"):
            handovers.go_away(tx, "Ann", NOON, None, by="Ann", now=NOON)
        with pytest.raises(NotAllowed, match="themselves"):
            handovers.go_away(tx, "Ann", NOON + DAY, "Ann", by="Ann", now=NOON)
