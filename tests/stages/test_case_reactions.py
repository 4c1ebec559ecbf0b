"""What people do to cases in a channel, and what they are told where it does not fit."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from alerts.interactive import Form, Press
from monitor.domain.act import Note
from monitor.domain.case import Case, CaseFile, Dismissal, Outcome, State
from monitor.domain.people import Member, Role, Staff
from monitor.domain.score import Severity, Topic
from monitor.scoring import redact
from monitor.stages.clock import FrozenClock
from monitor.stages.people import People
from monitor.stages.presses import Presses
from monitor.stages.reactions import cases as reactions
from monitor.stages.reactions.house import House
from monitor.store import case_files, cases
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.outbox_tables import DeliveryRow
from tests import room
from tests.room import NOON, Room, click, submit
from tests.store.seeds import Wanted, mention, open_case

HOUR = timedelta(hours=1)
HOURS = {Severity.LOW: 48, Severity.MEDIUM: 8, Severity.HIGH: 2, Severity.CRITICAL: 1}
STAFF = Staff(members=(Member(name="Priya", id="U9", role=Role.LEAD),), groups={})
WORDS = "You idiots, call me: +44 20 7946 0958. Still no refund."


def due(case: Case, started: datetime) -> datetime | None:
    return started + HOUR * HOURS[case.severity] * (2 if case.department == "app" else 1)


class Desk:
    """One case, people who press, and what became of it."""

    def __init__(self, db: Database, wanted: Wanted | None = None) -> None:
        self.db = db
        self.clock = FrozenClock(NOON, threading.Event())
        self.room = Room(profiles=room.people(U1="Maria Lopez", U2="Tom Bauer", U9="Priya Rao"))
        self.number = open_case(db, wanted).id
        self.house = House(
            staff=STAFF,
            departments=lambda _: {"support": "cx", "app": "app-team"},
            due=lambda _, case, started: due(case, started),
            mask=lambda text: redact.mask_abuse(redact.mask(text)),
            mask_personal=redact.mask,
            zone=UTC,
        )
        known = People(db, STAFF, {"cx": self.room}, self.clock)
        self.stage = Presses(db, reactions.reactions(self.house), known, {"cx": self.room}, self.clock)
        self._count = 0

    def press(self, action: str, value: str = "C-1", *, by: str = "U1") -> str | None:
        """Press, act, and return what the person is told."""
        told = len(self.room.answers)
        self._do(click(action, value, by=by))
        return self.room.told[-1] if len(self.room.answers) > told else None

    def fill(self, action: str, *, by: str = "U1", **fields: str) -> dict[str, str]:
        """Submit a form; return its faults."""
        return self._do(replace(submit(action, "C-1", **fields), person=by))

    def form(self, action: str, *, by: str = "U1") -> Form:
        self.press("case.more", f"{action} C-1", by=by)
        return self.room.forms[-1][1]

    def _do(self, press: Press) -> dict[str, str]:
        self._count += 1
        faults = self.stage.take("cx", replace(press, id=f"e{self._count}", pressed_at=self.clock.now()))
        self._settle()
        return dict(faults)

    def _settle(self) -> None:
        """Every thread of the pool has come to its end of what it did."""
        gate = threading.Barrier(5)
        for _ in range(4):
            self.stage._pool.submit(gate.wait)
        gate.wait()

    @property
    def file(self) -> CaseFile:
        with self.db.read() as tx:
            return case_files.file(tx, self.number)

    @property
    def case(self) -> Case:
        return self.file.case

    @property
    def events(self) -> list[tuple[str, str, str | None]]:
        return [(event.kind.value, event.by, event.became) for event in self.file.events][1:]


@pytest.fixture
def desk(db: Database) -> Iterator[Desk]:
    made = Desk(db)
    yield made
    made.stage.close()


@pytest.fixture
def rude(db: Database) -> Iterator[Desk]:
    """A case with abuse and personal data in it."""
    made = Desk(db, Wanted(mention=mention(text=WORDS)))
    yield made
    made.stage.close()


def test_one_click_takes_a_case_and_another_hands_it_back(desk: Desk) -> None:
    assert desk.press("case.take") is None
    assert (desk.case.state, desk.case.owner) == (State.ACKNOWLEDGED, "Maria Lopez")
    assert desk.press("case.hand_back") is None
    assert (desk.case.state, desk.case.owner) == (State.OPEN, None)


def test_the_second_sees_what_the_first_did(desk: Desk) -> None:
    desk.press("case.take")
    desk.clock._at += timedelta(minutes=2)
    assert desk.press("case.take", by="U2") == (
        "Maria Lopez took C-1 2 min ago. To take it over, assign it to yourself in its menu."
    )
    assert desk.press("case.take") == ("You took C-1 2 min ago. To take it over, assign it to yourself in its menu.")
    assert len(desk.events) == 1


def test_what_is_somebody_elses_is_handed_back_by_them_or_a_lead(desk: Desk) -> None:
    desk.press("case.take")
    told = desk.press("case.hand_back", by="U2")
    assert told == "Maria Lopez has C-1. To take it over, assign it to yourself in its menu."
    assert desk.press("case.hand_back", by="U9") is None
    assert desk.case.owner is None


def test_not_a_complaint_is_one_click_with_a_way_back(desk: Desk) -> None:
    desk.press("case.take")
    due_at = desk.case.due_at
    assert desk.press("case.dismiss") == "C-1 counts as not a complaint. Was it something else?"
    assert (desk.case.state, desk.case.dismissal) == (State.DISMISSED, Dismissal.NOT_A_COMPLAINT)
    labels = [button.label for button in desk.room.answers[-1][1].buttons]
    assert labels == ["Undo", "Not ours", "A duplicate", "Spam", "Extortion"]

    spam = desk.room.answers[-1][1].buttons[3]
    desk.press(spam.action or "", spam.value or "")
    assert desk.case.dismissal is Dismissal.SPAM

    assert desk.press("case.undo") is None
    assert (desk.case.state, desk.case.owner, desk.case.due_at) == (State.ACKNOWLEDGED, "Maria Lopez", due_at)
    assert desk.press("case.undo") == "C-1 is not set aside any more."


def test_resolve_asks_how_it_ended(desk: Desk) -> None:
    desk.press("case.resolve")
    _, form = desk.room.forms[-1]
    assert (form.action, form.value, form.title) == ("case.resolve", "C-1", "Resolve C-1")
    assert [choice.value for choice in form.fields[0].choices] == list(Outcome)
    assert form.quote == "Still no refund after 3 weeks."

    assert desk.fill("case.resolve", outcome="") == {"outcome": "Choose one of these."}
    assert desk.fill("case.resolve", outcome="recovered", note="She thanked us.") == {}
    assert (desk.case.state, desk.case.outcome, desk.case.outcome_by) == (
        State.RESOLVED, Outcome.RECOVERED, "Maria Lopez",
    )  # fmt: skip
    assert [event.text for event in desk.file.events if event.text] == ["She thanked us."]

    assert desk.fill("case.resolve", outcome="worsened") == {}
    assert desk.case.outcome is Outcome.WORSENED


def test_what_was_resolved_meanwhile_is_told_in_the_form_that_comes_too_late(desk: Desk) -> None:
    form = desk.form("case.snooze")
    desk.fill("case.resolve", outcome="unchanged")
    faults = desk.fill("case.snooze", **{"for": form.fields[0].value})
    assert faults == {"for": "C-1 cannot be snoozed: it is resolved; reopen it first"}


def test_a_resolved_case_is_opened_again_and_its_time_begins_anew(desk: Desk) -> None:
    desk.fill("case.resolve", outcome="unchanged")
    desk.clock._at += HOUR
    assert desk.press("case.assign") == "C-1 is resolved: reopen it first, where there is more to do."
    assert desk.press("case.reopen", by="U2") is None
    assert (desk.case.state, desk.case.due_at) == (State.OPEN, NOON + HOUR + HOUR * 2)
    assert desk.press("case.reopen") == "Tom Bauer reopened C-1 0 s ago. It is open."


def test_a_case_is_assigned_to_anybody_of_the_workspace(desk: Desk) -> None:
    assert desk.form("case.assign", by="U2").fields[0].value == "U2"
    assert desk.fill("case.assign", person="") == {"person": "Choose somebody."}
    assert desk.fill("case.assign", person="U9", note="Yours?") == {}
    assert desk.case.owner == "Priya"
    assert "U9" in desk.room.asked
    again = desk.fill("case.assign", person="U9")
    assert again == {"person": "C-1 is with Priya already: there is nothing to assign"}


def test_a_snooze_is_in_the_time_of_who_asks(desk: Desk) -> None:
    form = desk.form("case.snooze")
    assert [choice.label for choice in form.fields[0].choices] == [
        "An hour: 14:00 CET",
        "Four hours: 17:00 CET",
        "Tomorrow morning: Tue 17 Nov 09:00 CET",
        "Monday morning: Mon 23 Nov 09:00 CET",
        "A week: Mon 23 Nov 13:00 CET",
    ]
    morning = datetime(2026, 11, 17, 9, tzinfo=ZoneInfo("Europe/Madrid"))
    assert desk.fill("case.snooze", **{"for": form.fields[0].choices[2].value}) == {}
    assert desk.case.snoozed_until == morning


def test_a_moment_of_ones_own_comes_before_the_choice(desk: Desk) -> None:
    exact = NOON + timedelta(days=2)
    past = str(int((NOON - HOUR).timestamp()))
    assert desk.fill("case.snooze", **{"for": "1", "until": past}) == {"until": "That is past; choose a later time."}
    assert desk.fill("case.snooze", **{"for": "", "until": str(int(exact.timestamp()))}) == {}
    assert desk.case.snoozed_until == exact
    assert desk.fill("case.snooze", **{"for": "soon"}) == {"for": "Choose until when."}


def test_a_department_gets_its_time_and_its_own_message(desk: Desk) -> None:
    assert [choice.value for choice in desk.form("case.department").fields[0].choices] == ["app", "support"]
    assert desk.fill("case.department", department="legal") == {"department": "Choose a department."}
    assert desk.fill("case.department", department="app") == {}
    assert (desk.case.department, desk.case.due_at) == ("app", NOON + HOUR * 4)
    assert desk.fill("case.department", department="support") == {}
    with desk.db.read() as tx:
        alerts = select(table(DeliveryRow).c.channel).where(table(DeliveryRow).c.kind == "alert")
        told = tx.execute(alerts.order_by(table(DeliveryRow).c.id)).scalars().all()
    assert told == ["cx", "app-team"]


def test_severity_and_topic_are_the_teams_own_word(desk: Desk) -> None:
    form = desk.form("case.severity")
    assert [field.value for field in form.fields] == ["high", "billing"]
    same = desk.fill("case.severity", severity="high", topic="billing")
    assert same == {"severity": "Nothing is different from what it is now."}
    assert desk.fill("case.severity", severity="medium", topic="delivery") == {}
    assert (desk.case.severity, desk.case.topic) == (Severity.MEDIUM, Topic.DELIVERY)
    assert desk.case.due_at == NOON + HOUR * 8
    assert desk.events == [("severity", "Maria Lopez", "medium"), ("topic", "Maria Lopez", "delivery")]


def test_a_note_is_kept_on_the_timeline(desk: Desk) -> None:
    desk.form("case.note")
    assert "note" in desk.fill("case.note", note="  ")
    assert desk.fill("case.note", note="Called her.") == {}
    assert desk.file.events[-1].text == "Called her."


def test_abuse_is_shown_to_who_asks_alone_and_on_the_record(rude: Desk) -> None:
    rude.press("case.more", "case.reveal C-1", by="U2")
    person, notice = rude.room.answers[-1]
    assert person == "U2"
    assert "idiots" in (notice.quote or "")
    assert "7946" not in (notice.quote or "")
    assert rude.events == [("revealed", "Tom Bauer", "abusive words")]


@pytest.mark.parametrize("who", ["U1", "U9"], ids=["owner", "lead"])
def test_personal_data_are_shown_to_whom_they_concern(rude: Desk, who: str) -> None:
    rude.press("case.take", by="U1")
    rude.press("case.reveal", by=who)
    assert rude.room.answers[-1][1].quote == WORDS
    assert rude.events[-1][2] == "abusive words and personal data"


def test_nothing_is_revealed_where_nothing_is_hidden(desk: Desk) -> None:
    assert desk.press("case.reveal") == "Nothing is hidden in C-1 that you may see."
    assert desk.events == []


def test_a_button_that_names_no_case_is_explained(desk: Desk) -> None:
    for value in ("", "X-1", "C-", "C-1e9", "C-" + "9" * 40):
        assert desk.press("case.take", value) == "That button names no case. Look for a newer message."


def test_an_act_shows_in_the_message_before_counters_do(desk: Desk) -> None:
    desk.press("case.take")
    with desk.db.read() as tx:
        row = tx.execute(select(table(DeliveryRow)).where(table(DeliveryRow).c.kind == "alert")).one()
    assert (row.state, row.acted_at, row.wanted) == ("waiting", NOON, 2)


def test_what_changed_while_a_form_was_open_is_seen(desk: Desk) -> None:
    with desk.db.write() as tx:
        cases.act(tx, desk.number, Note(text="meanwhile"), by="Tom", now=NOON)
    assert desk.fill("case.resolve", outcome="unknown") == {}
