"""Presses: kept before they are acknowledged, acted on once, and nobody left without words."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts.contract import Notice, Refused, Tone, Unavailable
from alerts.interactive import Form, PressKind, Profile, Screen
from monitor.domain.act import Acknowledge, NotAllowed, Note
from monitor.domain.people import NOBODY_NAMED, Member, Role, Staff
from monitor.stages.clock import FrozenClock
from monitor.stages.people import FRESH, People
from monitor.stages.presses import BUGS_UNTIL_FAILED, GRACE, Presses
from monitor.stages.reactions.contract import Answer, Pressed, Reaction, Reactions
from monitor.store import case_files, cases, people, presses
from monitor.store.columns import table
from monitor.store.database import Database, StoreUnavailable, Transaction
from monitor.store.people_tables import PressRow
from monitor.store.presses import PressState
from tests import room
from tests.room import NOON, Room, click, submit
from tests.store.seeds import open_case

FORM = Form(action="test.ask", value="C-1", title="Why?", submit="Save")


def take(tx: Transaction, pressed: Pressed) -> Answer:
    cases.act(tx, int(pressed.press.value[2:]), Acknowledge(), by=pressed.actor.name, now=pressed.now)
    return None


def ask(_tx: Transaction, _pressed: Pressed) -> Answer:
    return FORM


def note(tx: Transaction, pressed: Pressed) -> Answer:
    text = pressed.press.fields.get("text", "")
    cases.act(tx, 1, Note(text=text), by=pressed.actor.name, now=pressed.now)
    return Notice(key="n", tone=Tone.INFO, title="Noted")


def too_short(_tx: Transaction, pressed: Pressed) -> Mapping[str, str]:
    return {} if len(pressed.press.fields.get("text", "")) > 2 else {"text": "say a little more"}


def write_then_refuse(tx: Transaction, pressed: Pressed) -> Answer:
    note(tx, replace(pressed, press=replace(pressed.press, fields={"text": "half done"})))
    raise NotAllowed("Maria was faster")


REACTIONS: Reactions = {
    "case.take": Reaction(react=take),
    "test.ask": Reaction(react=ask),
    "test.note": Reaction(react=note, check=too_short),
    "test.refuse": Reaction(react=write_then_refuse),
    "test.lead": Reaction(react=ask, role=Role.LEAD),
    "home.open": Reaction(react=lambda _tx, _pressed: Screen(sections=()), role=Role.VIEWER),
}


class Desk:
    """A store with one case, a room, and the stage between them."""

    def __init__(self, db: Database, reactions: Reactions = REACTIONS, staff: Staff = NOBODY_NAMED) -> None:
        self.db = db
        self.room = Room(profiles=room.people(U1="Maria Lopez", U2="Tom Bauer"))
        self.clock = FrozenClock(NOON, threading.Event())
        self.sent = 0
        known = People(db, staff, {"cx": self.room}, self.clock)
        self.stage = Presses(db, reactions, known, {"cx": self.room}, self.clock, changed=self._changed)

    def _changed(self) -> None:
        self.sent += 1

    def press(self, *some: object) -> list[Mapping[str, str]]:
        """Take presses, and finish them."""
        faults = [self.stage.take("cx", one) for one in some]  # type: ignore[arg-type]
        self.stage.close()
        return faults

    def states(self) -> list[str]:
        with self.db.read() as tx:
            return list(tx.execute(select(table(PressRow).c.state).order_by(table(PressRow).c.id)).scalars())

    def events(self) -> list[tuple[str, str]]:
        with self.db.read() as tx:
            return [(event.kind.value, event.by) for event in case_files.file(tx, 1).events][1:]


@pytest.fixture
def desk(db: Database) -> Iterator[Desk]:
    open_case(db)
    made = Desk(db)
    yield made
    made.stage.close()


def test_a_click_does_what_it_says_in_the_name_of_who_clicked(desk: Desk) -> None:
    assert desk.press(click("case.take", "C-1")) == [{}]
    assert desk.events() == [("acknowledged", "Maria Lopez")]
    assert (desk.states(), desk.sent, desk.room.answers) == (["done"], 1, [])


def test_a_click_that_is_delivered_twice_is_applied_once(desk: Desk) -> None:
    desk.press(click("test.note", fields={"text": "called"}), click("test.note", fields={"text": "called"}))
    assert desk.events() == [("noted", "Maria Lopez")]
    assert desk.states() == ["done"]


def test_what_was_kept_and_not_acted_on_is_acted_on_by_whoever_looks_next(desk: Desk) -> None:
    with desk.db.write() as tx:
        presses.keep(tx, click("case.take", "C-1"), "cx", NOON)
    assert desk.stage.run_once(NOON).done == 0, "it may be in hand still"
    assert desk.stage.run_once(NOON + GRACE).done == 1
    assert desk.stage.run_once(NOON + GRACE).done == 0
    assert desk.events() == [("acknowledged", "Maria Lopez")]


def test_what_is_secret_or_somebodys_words_goes_when_the_press_ends(desk: Desk) -> None:
    desk.press(click("test.note", fields={"text": "she has cancer"}))
    with desk.db.read() as tx:
        row = tx.execute(select(table(PressRow))).one()
    assert (row.trigger, row.answer_at, row.fields) == (None, None, "{}")


def test_a_form_is_opened_and_words_are_told_to_the_person_alone(desk: Desk) -> None:
    desk.press(click("test.ask"), click("test.note", fields={"text": "called"}, number=2, by="U2"))
    assert desk.room.forms == [("U1", FORM)]
    assert [(person, notice.title) for person, notice in desk.room.answers] == [("U2", "Noted")]


def test_a_home_is_shown(desk: Desk) -> None:
    desk.press(click("home.open", kind=PressKind.HOME))
    assert desk.room.homes == [("U1", Screen(sections=()))]


def test_a_form_with_faults_is_not_kept(desk: Desk) -> None:
    assert desk.press(submit("test.note", text="")) == [{"text": "say a little more"}]
    assert desk.states() == []


def test_a_form_that_was_kept_has_no_faults_any_more(desk: Desk) -> None:
    with desk.db.write() as tx:
        presses.keep(tx, submit("test.note", text=""), "cx", NOON)
    assert desk.press(submit("test.note", text="")) == [{}]


def test_what_is_refused_is_said_and_nothing_of_it_stays(desk: Desk) -> None:
    desk.press(click("test.refuse"))
    assert desk.room.told == ["Maria was faster"]
    assert (desk.events(), desk.states()) == ([], ["refused"])


def test_a_case_that_is_gone_is_said(desk: Desk) -> None:
    desk.press(click("case.take", "C-404"))
    assert desk.room.told == ["there is no case C-404"]
    assert desk.states() == ["refused"]


def test_a_button_of_an_old_message_is_explained_and_the_message_worded_anew(desk: Desk) -> None:
    desk.press(click("case.gone", "C-1"))
    assert "older message" in desk.room.told[0]
    with desk.db.read() as tx:
        waits = tx.exec_driver_sql("SELECT state, wanted FROM deliveries").one()
    assert tuple(waits) == ("waiting", 2)


def test_who_may_not_is_told_whom_to_ask(db: Database) -> None:
    open_case(db)
    staff = Staff(members=(Member(name="Priya", id="U9", lead=True),), groups={})
    desk = Desk(db, staff=staff)
    desk.press(click("test.lead"))
    assert desk.room.told == ["This takes a lead; you are an agent. Ask Priya."]
    assert desk.room.forms == []


def test_who_may_is_found_by_address_and_by_group(db: Database) -> None:
    open_case(db)
    staff = Staff(
        members=(Member(name="M. Lopez", email="Maria@Acme.example", role=Role.LEAD),), groups={"S7": Role.LEAD}
    )
    desk = Desk(db, staff=staff)
    desk.room.profiles["U2"] = Profile(id="U2", name="Tom Bauer", groups=frozenset({"S7"}))
    desk.press(click("test.lead"), click("test.lead", by="U2", number=2), click("case.take", "C-1", number=3))
    assert sorted(person for person, _ in desk.room.forms) == ["U1", "U2"]
    assert desk.events() == [("acknowledged", "M. Lopez")]


def test_a_person_is_asked_for_once_an_hour(desk: Desk) -> None:
    desk.stage.take("cx", click("test.ask"))
    desk.press()
    with desk.db.read() as tx:
        maria = people.get(tx, "T1", "U1")
    assert (maria.name, maria.email, maria.zone, maria.seen_at) == (
        "Maria Lopez", "maria@acme.example", "Europe/Madrid", NOON,
    )  # fmt: skip
    again = Desk(desk.db)
    again.press(click("test.ask", number=2))
    assert again.room.asked == []
    later = Desk(desk.db)
    later.clock = FrozenClock(NOON + FRESH * 2, threading.Event())
    known = People(desk.db, NOBODY_NAMED, {"cx": later.room}, later.clock)
    stage = Presses(desk.db, REACTIONS, known, {"cx": later.room}, later.clock)
    stage.take("cx", click("test.ask", number=3))
    stage.close()
    assert later.room.asked == ["U1"]


def test_whom_the_channel_does_not_know_goes_by_their_id(desk: Desk) -> None:
    desk.press(click("case.take", "C-1", by="U404"))
    assert desk.events() == [("acknowledged", "U404")]


def test_a_form_that_comes_too_late_is_asked_to_be_pressed_for_again(desk: Desk) -> None:
    with desk.db.write() as tx:
        presses.keep(tx, click("test.ask"), "cx", NOON - timedelta(minutes=1))
    desk.stage.run_once(NOON)
    assert (desk.room.forms, desk.states()) == ([], ["late"])
    assert "press once more" in desk.room.told[0]


def test_a_channel_that_does_not_open_a_form_says_so_where_it_can(desk: Desk) -> None:
    desk.room.show = _raise(Refused("expired_trigger_id"))  # type: ignore[method-assign]
    desk.press(click("test.ask"))
    assert "press once more" in desk.room.told[0]
    assert desk.states() == ["late"]


def test_an_answer_that_cannot_be_shown_undoes_nothing(desk: Desk) -> None:
    desk.room.error = Unavailable("slack is down")
    desk.press(click("test.note", fields={"text": "called"}))
    assert (desk.events(), desk.states()) == ([("noted", "Maria Lopez")], ["done"])


def test_a_bug_is_tried_again_and_told_in_the_end(db: Database) -> None:
    open_case(db)
    desk = Desk(db, {"test.bug": Reaction(react=_raise(ZeroDivisionError()))})
    desk.press(click("test.bug"))
    assert (desk.states(), desk.room.told) == (["waiting"], [])
    for _ in range(BUGS_UNTIL_FAILED):
        desk.stage.run_once(NOON + GRACE)
    assert desk.states() == ["failed"]
    assert len(desk.room.told) == 1


def test_a_store_that_does_not_answer_leaves_the_press_waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presses, "claim", _raise(StoreUnavailable("restarting")))
    desk.press(click("case.take", "C-1"))
    assert desk.states() == ["waiting"]
    monkeypatch.undo()
    desk.stage.run_once(NOON + GRACE)
    assert desk.events() == [("acknowledged", "Maria Lopez")]


def test_many_who_click_at_once_act_one_after_the_other(db: Database) -> None:
    open_case(db)
    desk = Desk(db)
    desk.room.profiles = room.people(**{f"U{n}": f"Agent {n}" for n in range(8)})
    clicks = [click("case.take", "C-1", by=f"U{n}", number=n) for n in range(8)]
    threads = [threading.Thread(target=desk.stage.take, args=("cx", one)) for one in clicks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    desk.stage.close()
    assert len(desk.events()) == 1
    assert sorted(desk.states()) == ["done"] + ["refused"] * 7
    assert len(desk.room.told) == 7


def test_after_the_end_presses_are_kept_for_the_next_start(desk: Desk) -> None:
    desk.stage.close()
    assert desk.stage.take("cx", click("case.take", "C-1")) == {}
    assert desk.states() == ["waiting"]


def test_presses_leave_after_a_month(desk: Desk) -> None:
    desk.press(click("case.take", "C-1"))
    with desk.db.write() as tx:
        presses.keep(tx, click("test.ask", number=9), "cx", NOON)
        assert presses.prune(tx, NOON + timedelta(days=29)) == 0
        assert presses.prune(tx, NOON + timedelta(days=31)) == 1
        assert presses.counts(tx) == {PressState.WAITING: 1}


def _raise(error: Exception):  # type: ignore[no-untyped-def]
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail
