"""Shifts: what the next one takes over is sorted by what it asks of them; handed over once, taken over once."""

from datetime import timedelta

import pytest

from monitor.domain.act import Assign, NotAllowed, Resolve, Respond, Snooze
from monitor.domain.case import EventKind
from monitor.domain.shift import Load, Matter, Shift, Whose
from monitor.store import case_files, cases, on_duty, outbox, shifts
from monitor.store.database import Database
from tests.store.seeds import NOON, Wanted, mention, open_many

HOUR = timedelta(hours=1)
NEXT = Shift(begins_at=NOON + 4 * HOUR, ends_at=NOON + 12 * HOUR)


def open_cases(db: Database) -> None:
    """One case for each matter, and two that are nobody's concern: one asleep for long, one closed."""
    due = (-1, 2, 6, 1, 20, 3, 3, None)
    wanted = [
        Wanted(
            mention=mention(f"r{number}"),
            opened_at=NOON - 2 * HOUR,
            due_at=None if hours is None else NOON + hours * HOUR,
            department="app" if number == 1 else "care",
        )
        for number, hours in enumerate(due, 1)
    ]
    open_many(db, wanted)
    acts = {
        1: Assign(owner="Ann"),
        3: Assign(owner="Ann"),
        4: Snooze(until=NOON + 5 * HOUR),
        6: Respond(text="We look into it."),
        7: Snooze(until=NOON + 30 * HOUR),
    }
    with db.write() as tx:
        for number, act in acts.items():
            cases.act(tx, number, act, by="lead", now=NOON - HOUR)
        cases.act(tx, 8, Resolve(), by="lead", now=NOON - HOUR)


def test_every_live_case_is_listed_by_what_it_asks_the_most_pressing_first(db: Database) -> None:
    open_cases(db)
    with db.read() as tx:
        found = shifts.listed(tx, Whose(), NEXT, NOON, named=5)
        app = shifts.listed(tx, Whose(department="app"), NEXT, NOON, named=5)
        ann = shifts.listed(tx, Whose(owner="Ann"), NEXT, NOON, named=1)
    assert found.counts == dict.fromkeys(Matter, 1)
    assert found.named == (
        (Matter.LATE, 1), (Matter.BEFORE, 2), (Matter.WITHIN, 3), (Matter.WAKES, 4), (Matter.OPEN, 5),
    )  # fmt: skip
    assert found.owners == (
        Load(name="Ann", cases=2, late=1),
        Load(name=None, cases=3, late=0),
        Load(name="lead", cases=1, late=0),
    )
    assert found.departments == (Load(name="app", cases=1, late=1), Load(name="care", cases=5, late=0))
    assert app.counts == {Matter.LATE: 1}
    assert (ann.counts, ann.named) == ({Matter.LATE: 1, Matter.WITHIN: 1}, ((Matter.LATE, 1),))


def test_a_shift_is_handed_over_with_a_word_and_taken_once(db: Database) -> None:
    open_cases(db)
    with db.write() as tx:
        relay = shifts.hand_over(
            tx, "care", NEXT, note="C-2 was promised a call; C-99 is no case.", next_on_duty="Bob", channel="cx",
            by="Ann", now=NOON,
        )  # fmt: skip
        last = case_files.file(tx, 2).events[-1]
        assert (last.kind, last.by, last.text) == (EventKind.NOTED, "Ann", relay.note)
        assert [(one.department, one.name, one.until) for one in on_duty.at(tx, NOON)] == [
            ("care", "Bob", NEXT.ends_at)
        ]
        assert [shifts.pending(tx, whose, NOON) for whose in ("care", "app", None)] == [[relay], [], [relay]]
        assert len(outbox.of_subject(tx, f"relay:{relay.id}")) == 1

        taken = shifts.take_over(tx, relay.id, by="Bob", now=NOON + HOUR)
        assert (taken.taken_by, taken.taken_at) == ("Bob", NOON + HOUR)
        assert shifts.pending(tx, "care", NOON) == []
        with pytest.raises(NotAllowed, match="Bob took this shift over"):
            shifts.take_over(tx, relay.id, by="Eve", now=NOON + 2 * HOUR)
        with pytest.raises(NotAllowed, match="no shift 7"):
            shifts.take_over(tx, 7, by="Eve", now=NOON)
        wrong = Shift(begins_at=NOON, ends_at=NOON - HOUR)
        with pytest.raises(NotAllowed, match="over before it begins"):
            shifts.hand_over(tx, None, wrong, note="", next_on_duty=None, channel="cx", by="Ann", now=NOON)
