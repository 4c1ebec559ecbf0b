"""Cases in the store: each act with its event, its figures and its messages, in one transaction."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from connectors.contract import OwnReply
from monitor.domain.act import Acknowledge, Assign, Dismiss, NotAllowed, Note, Reopen, Resolve, Respond, Snooze
from monitor.domain.case import Case, Dismissal, Event, EventKind, Outcome, State
from monitor.domain.delivery import alert_draft
from monitor.store import case_files, cases, outbox
from monitor.store.columns import table
from monitor.store.database import Database, StoreUnavailable
from monitor.store.outbox_tables import DeliveryRow, DeltaRow
from tests.store.seeds import LATER, NOON, Wanted, hear, mention, open_case

DELIVERIES, DELTAS = table(DeliveryRow), table(DeltaRow)


def events(db: Database, case: Case) -> tuple[Event, ...]:
    with db.read() as tx:
        return case_files.file(tx, case.id).events


def stored(db: Database, case: Case) -> Case:
    with db.read() as tx:
        return cases.get(tx, case.id)


def figures(db: Database) -> list[tuple[str, int]]:
    with db.read() as tx:
        found = select(DELTAS.c.measure, DELTAS.c["count"]).where(DELTAS.c.measure.not_in(["heard", "case"]))
        return [(measure, count) for measure, count in tx.execute(found.order_by(DELTAS.c.id))]


def test_an_act_is_stored_with_its_event(db: Database) -> None:
    case = open_case(db)
    with db.write() as tx:
        after = cases.act(tx, case.id, Acknowledge(), by="ana", now=LATER)
    assert (after.state, after.owner, after.version) == (State.ACKNOWLEDGED, "ana", 2)
    assert stored(db, case) == after
    assert [(event.kind, event.by) for event in events(db, case)] == [
        (EventKind.OPENED, "judge"),
        (EventKind.ACKNOWLEDGED, "ana"),
    ]


def test_an_act_asks_that_posted_messages_show_it_before_others(db: Database) -> None:
    case = open_case(db)
    with db.write() as tx:
        cases.act(tx, case.id, Note(text="Called."), by="ana", now=LATER)
        row = tx.execute(select(DELIVERIES).where(DELIVERIES.c.kind == "alert")).one()
    assert (row.state, row.wanted, row.sent, row.due_at, row.acted_at) == ("waiting", 2, 1, LATER, LATER)


def test_a_list_that_a_held_alert_stands_on_is_worded_anew(db: Database) -> None:
    """A list of what would have been sent quotes customers, too: an erasure or a deletion must reach it."""
    case, listed = open_case(db, Wanted(posted=False)), open_case(db, Wanted(mention=mention("2")))
    with db.write() as tx:
        outbox.enqueue(tx, [alert_draft(case, "cx", NOON, urgent=False, rule="shadow")])
        shown_by = select(DELIVERIES.c.id).where(DELIVERIES.c.case_id == listed.id).scalar_subquery()
        mine = DELIVERIES.c.case_id == case.id
        tx.execute(update(DELIVERIES).where(mine).values(group_id=shown_by))
        cases.act(tx, case.id, Note(text="Called."), by="ana", now=LATER)
        states = {row.case_id: row.state for row in tx.execute(select(DELIVERIES))}
    assert states == {case.id: "held", listed.id: "waiting"}


def test_a_refused_act_changes_nothing(db: Database) -> None:
    case = open_case(db)
    with pytest.raises(NotAllowed), db.write() as tx:
        cases.act(tx, case.id, Reopen(), by="ana", now=LATER)
    assert stored(db, case) == case


def test_a_case_that_is_not_there_is_named(db: Database) -> None:
    with pytest.raises(cases.NoSuchCase, match="there is no case C-404"), db.write() as tx:
        cases.act(tx, 404, Acknowledge(), by="ana", now=LATER)


def test_a_click_that_arrives_twice_counts_once(db: Database) -> None:
    case = open_case(db)
    for _ in range(2):
        with db.write() as tx:
            after = cases.act(tx, case.id, Note(text="Once."), by="ana", now=LATER, key="press:1")
    assert after.version == 2
    assert [event.text for event in events(db, case)] == [None, "Once."]


def test_figures_follow_a_case_through_its_states(db: Database) -> None:
    case = open_case(db)
    for act in (Respond(), Respond(), Resolve(outcome=Outcome.RECOVERED), Reopen(), Dismiss(reason=Dismissal.SPAM)):
        with db.write() as tx:
            cases.act(tx, case.id, act, by="ana", now=LATER)
    assert figures(db) == [("responded", 1), ("resolved", 1), ("reopened", 1), ("dismissed", 1)]
    with db.read() as tx:
        cell = tx.execute(select(DELTAS).where(DELTAS.c.measure == "resolved")).one()
    assert (cell.brand, cell.source, cell.topic, cell.severity, cell.department) == (
        "Acme Air", "play", "billing", "high", "support",
    )  # fmt: skip


def test_a_change_of_a_case_that_moved_meanwhile_may_be_tried_again(db: Database) -> None:
    case = open_case(db)
    with db.write() as tx:
        cases.act(tx, case.id, Assign(owner="ben"), by="ana", now=LATER)
    stale = replace(case, owner="carl", version=2)
    event = Event(kind=EventKind.ASSIGNED, at=LATER, by="ana", became="carl")
    with pytest.raises(StoreUnavailable, match=f"{case.public_id} was changed"), db.write() as tx:
        cases.change(tx, case, stale, [event], now=LATER)
    assert stored(db, case).owner == "ben"
    assert len(events(db, case)) == 2


def test_a_snooze_that_is_over_is_found(db: Database) -> None:
    case = open_case(db)
    with db.write() as tx:
        cases.act(tx, case.id, Snooze(until=LATER), by="ana", now=NOON)
        assert cases.asleep_until(tx, LATER - timedelta(seconds=1)) == []
        assert cases.asleep_until(tx, LATER) == [case.id]


def test_two_people_at_once_lose_nothing(db: Database) -> None:
    case = open_case(db)
    notes, start = 20, threading.Barrier(2)

    def write_notes(name: str) -> None:
        start.wait()
        for number in range(notes):
            with db.write() as tx:
                cases.act(tx, case.id, Note(text=f"{name} {number}"), by=name, now=LATER)

    people = [threading.Thread(target=write_notes, args=(name,)) for name in ("ana", "ben")]
    for person in people:
        person.start()
    for person in people:
        person.join(timeout=60)
    told = [event.text for event in events(db, case) if event.kind is EventKind.NOTED]
    assert sorted(filter(None, told)) == sorted(f"{name} {n}" for name in ("ana", "ben") for n in range(notes))
    assert stored(db, case).version == 1 + 2 * notes


def test_a_file_tells_all_that_is_known(db: Database) -> None:
    earlier = open_case(db, Wanted(mention=mention("r0", "Bad.")))
    case = open_case(db)
    reply = OwnReply(native_id="o1", text="Sorry!", posted_at=LATER)
    with db.write() as tx:
        hear(tx, mention(own_replies=(reply,)), now=LATER)
    with db.read() as tx:
        told = case_files.file(tx, case.id)
        assert [one.case.id for one in case_files.files(tx, [case.id, 404, earlier.id])] == [case.id, earlier.id]
    assert (told.source, told.heard_at, told.score, told.earlier_cases) == ("play", NOON, 0.9, 1)
    assert told.mention.text == "Still no refund after 3 weeks."
    assert told.reasons[0].words == ("no refund",)
    assert told.replies == told.mention.own_replies == (reply,)
    assert (told.critical, told.gone, told.revision) == (False, False, 1)


def test_no_files_are_asked_for_and_none_given(db: Database) -> None:
    with db.read() as tx:
        assert case_files.files(tx, []) == []
        with pytest.raises(cases.NoSuchCase):
            case_files.file(tx, 1)
