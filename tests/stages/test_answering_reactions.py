"""Respond, Approve and Reject, pressed: the form, what is wrong with it, and what follows."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC

import pytest

from alerts.contract import Notice
from alerts.interactive import Form, Press, PressKind
from connectors.contract import Author
from monitor.domain.act import Dismiss, NotAllowed, Reopen
from monitor.domain.answer import AnswerState
from monitor.domain.case import Case, Dismissal, EventKind, State
from monitor.domain.delivery import Delivery, DeliveryKind
from monitor.scoring import redact
from monitor.stages.desk import Desk
from monitor.stages.reactions.answers import answering
from monitor.stages.reactions.contract import Actor, Answer, Pressed, Role
from monitor.stages.wordings import Wordings
from monitor.store import answers, case_files, cases, outbox
from monitor.store.database import Database
from tests.stages.answering import Hands, Platform, desk, stage
from tests.store.seeds import NOON, Wanted, mention, open_case

TEXT = "Hello Sam, we are sorry and look into it."


def pressed(
    action: str, value: str, fields: Mapping[str, str] | None = None, *, by: str = "ana", kind: PressKind | None = None
) -> Pressed:
    kind = kind or (PressKind.BUTTON if fields is None else PressKind.FORM)
    press = Press(
        id="p1",
        kind=kind,
        workspace="T1",
        person="U1",
        action=action,
        pressed_at=NOON,
        value=value,
        fields=fields or {},
    )
    return Pressed(
        press=press, actor=Actor(name=by, role=Role.AGENT, person="U1", workspace="T1"), channel="cx", now=NOON
    )


def press(db: Database, one: Pressed, at: Desk | None = None) -> Answer:
    reactions = answering(at or desk(), mask=redact.mask)
    with db.write() as tx:
        return reactions[one.press.action].react(tx, one)


def faults(db: Database, one: Pressed, at: Desk | None = None) -> Mapping[str, str]:
    check = answering(at or desk(), mask=redact.mask)[one.press.action].check
    assert check is not None
    with db.read() as tx:
        return check(tx, one)


def respond(case: Case, **fields: str) -> Pressed:
    return pressed("case.respond", case.public_id, {"text": TEXT, "how": "send", **fields})


def form(db: Database, case: Case, at: Desk | None = None) -> Form:
    shown = press(db, pressed("case.respond", case.public_id), at)
    assert isinstance(shown, Form)
    return shown


def stored(db: Database, case: Case) -> Case:
    with db.read() as tx:
        return cases.get(tx, case.id)


def kinds(db: Database, case: Case) -> list[EventKind]:
    with db.read() as tx:
        return [event.kind for event in case_files.file(tx, case.id).events][1:]


class TestTheForm:
    def test_holds_the_suggestion_the_limits_and_the_customers_words(self, db: Database) -> None:
        shown = form(db, open_case(db, Wanted(mention=replace(mention(), author=Author(id="u1", name="Sam Lee")))))
        fields = {field.name: field for field in shown.fields}
        assert fields["text"].value.startswith("Hello Sam Lee, ")
        assert "care@acme.example" in fields["text"].value
        assert fields["text"].longest == 350
        assert "up to 20 GBP: a voucher" in shown.body
        assert "Avoid: " in shown.body
        assert [choice.value for choice in fields["how"].choices] == ["send", "insist", "there", "keep"]
        assert shown.quote == "Still no refund after 3 weeks."
        assert (shown.action, shown.value) == ("case.respond", "C-1")

    def test_where_it_is_not_sent_from_here_the_choice_is_another(self, db: Database) -> None:
        shown = form(db, open_case(db), desk(sending={}))
        assert "open the post, answer there" in shown.body
        [how] = [field for field in shown.fields if field.name == "how"]
        assert [choice.value for choice in how.choices] == ["there", "keep"]

    def test_nothing_to_offer_has_no_field_for_it(self, db: Database) -> None:
        shown = form(db, open_case(db), desk(playbooks=()))
        assert "offer" not in {field.name for field in shown.fields}
        assert "May be offered: nothing" in shown.body

    def test_says_that_a_second_person_is_asked(self, db: Database) -> None:
        assert "second person" in form(db, open_case(db), desk(asking=frozenset({"support"}))).body

    def test_says_where_the_suggestion_is_in_another_language(self, db: Database) -> None:
        case = open_case(db, Wanted(mention=mention(language="de")))
        told = "The customer writes in German, and the playbook has no text in German: this is English."
        assert told not in form(db, case).body  # by what the judge read, whatever the platform calls it
        case = open_case(db, Wanted(mention=mention("2"), language="de"))
        assert told in form(db, case).body

    def test_what_was_kept_is_there_again(self, db: Database) -> None:
        case = open_case(db)
        told = press(db, respond(case, how="keep", text="My own words."))
        assert isinstance(told, Notice)
        assert told.quote == "My own words."
        assert form(db, case).fields[0].value == "My own words."

    def test_offers_are_withheld_from_who_extorted(self, db: Database) -> None:
        case = open_case(db)
        with db.write() as tx:
            cases.act(tx, case.id, Dismiss(reason=Dismissal.EXTORTION), by="ana", now=NOON)
            cases.act(tx, case.id, Reopen(), by="ana", now=NOON)
        assert "May be offered: nothing" in form(db, case).body

    @pytest.mark.parametrize("value", ["", "C-", "C-x", "nonsense", "9" * 30])
    def test_an_old_button_says_so(self, db: Database, value: str) -> None:
        with pytest.raises(NotAllowed):
            press(db, pressed("case.respond", value))


class TestItsFaults:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "There are no words"),
            ("x" * 351, "has 351 characters, and the platform takes 350"),
            ("Your number is 0171 555 1234?", "personal data ([phone number])"),
            ("Write to sam@example.org", "personal data ([e-mail])"),
            ("You are an idiot.", "insults (i****)"),
            ("Here is a £25 voucher.", "promises 25 GBP, and 20 GBP may still be offered"),
            ("We send you £5 if you remove your review.", "changing or removing a review"),
            ("Would you update your review?", "choose \u201cSend it as it is\u201d"),
        ],
    )
    def test_say_what_and_what_to_do(self, db: Database, text: str, says: str) -> None:
        assert says in faults(db, respond(open_case(db), text=text))["text"]

    def test_our_own_address_is_no_personal_data(self, db: Database) -> None:
        assert faults(db, respond(open_case(db), text="Write to Care@acme.example, please.")) == {}

    def test_a_hint_is_no_fault_for_who_read_it(self, db: Database) -> None:
        case = open_case(db)
        assert faults(db, respond(case, text="Would you update your review?", how="insist")) == {}
        assert "text" in faults(db, respond(case, text="Here is a £25 voucher.", how="insist"))

    def test_what_was_said_there_is_noted_as_it_was(self, db: Database) -> None:
        assert faults(db, respond(open_case(db), text="Here is a £25 voucher.", how="there")) == {}

    def test_a_link_is_one(self, db: Database) -> None:
        assert "url" in faults(db, respond(open_case(db), how="there", url="javascript:alert(1)"))

    def test_what_turned_wrong_meanwhile_is_refused_in_words(self, db: Database) -> None:
        with pytest.raises(NotAllowed, match="promises 25 GBP"):
            press(db, respond(open_case(db), text="Here is a £25 voucher."))


class TestSubmitting:
    def test_sends_it_from_here(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        told = press(db, respond(case))
        assert isinstance(told, Notice)
        assert "on its way" in told.body
        platform = Platform(clock.now)
        stage(db, platform, clock).run_once(clock.now())
        assert platform.texts == [TEXT]

    def test_a_second_answer_is_refused_while_one_is_on_its_way(self, db: Database) -> None:
        case = open_case(db)
        press(db, respond(case))
        with pytest.raises(NotAllowed, match="ana has written an answer to C-1 already"):
            press(db, respond(case))

    def test_notes_that_it_was_answered_there(self, db: Database) -> None:
        case = open_case(db)
        assert press(db, respond(case, how="there", offer="5 GBP voucher", url="https://p.example/1")) is None
        assert stored(db, case).state is State.RESPONDED
        assert kinds(db, case) == [EventKind.RESPONDED, EventKind.OFFERED]

    def test_what_waits_here_is_withdrawn_by_it(self, db: Database) -> None:
        case, asking = open_case(db), desk(asking=frozenset({"support"}))
        press(db, respond(case), asking)
        press(db, respond(case, how="there"), asking)
        assert EventKind.ANSWER_WITHDRAWN in kinds(db, case)
        with db.read() as tx:
            assert answers.pending(tx, case.id) is None

    def test_what_is_being_sent_is_not(self, db: Database) -> None:
        case = open_case(db)
        press(db, respond(case))
        with db.write() as tx:
            answers.claim(tx, NOON, paused=False)
        with pytest.raises(NotAllowed, match="being sent at this moment"):
            press(db, respond(case, how="there"))

    def test_a_closed_case_is_not_answered(self, db: Database) -> None:
        case = open_case(db)
        with db.write() as tx:
            cases.act(tx, case.id, Dismiss(reason=Dismissal.SPAM), by="ana", now=NOON)
        with pytest.raises(NotAllowed, match="open it again first"):
            press(db, respond(case))

    def test_what_is_not_sent_from_here_is_not_sent(self, db: Database) -> None:
        with pytest.raises(NotAllowed, match="not sent from here"):
            press(db, respond(open_case(db)), desk(sending={}))


class TestASecondPerson:
    @pytest.fixture
    def asking(self) -> Desk:
        return desk(asking=frozenset({"support"}))

    def request(self, db: Database, asking: Desk) -> tuple[Delivery, Notice]:
        """The message in the thread, as it reads now."""
        wordings = Wordings(
            mask=redact.mask, web_url="http://m.example", zone=UTC, pressable=["cx"], hints=asking.hints
        )
        with db.write() as tx:
            claimed = [outbox.claim(tx, "cx", NOON) for _ in range(2)]
            [delivery] = [one for one in claimed if one is not None and one.kind is DeliveryKind.ANSWER]
            notice = wordings(tx, delivery, NOON)
            for one in claimed:
                if one is not None:
                    outbox.give_back(tx, one)
        assert notice is not None
        return delivery, notice

    def asked(self, db: Database, asking: Desk, **fields: str) -> str:
        """Write an answer that waits; return the value of its buttons."""
        press(db, respond(open_case(db), **fields), asking)
        _, notice = self.request(db, asking)
        approve, reject, _ = notice.buttons
        assert (approve.action, reject.action) == ("answer.approve", "answer.reject")
        assert approve.value == reject.value
        return approve.value or ""

    def test_is_asked_in_the_thread_of_the_case(self, db: Database, asking: Desk) -> None:
        self.asked(db, asking, how="insist", text="We refund the £4.", offer="5 GBP voucher")
        delivery, notice = self.request(db, asking)
        assert notice.quote == "We refund the £4."
        assert "ana wrote it. Somebody else must approve it" in notice.body
        assert "Offered in private: 5 GBP voucher" in notice.body
        assert "It names 4 GBP in public" in notice.body
        assert notice.thread_of is not None
        assert re.fullmatch(r"answer:\d+:cx", delivery.key)

    def test_approves_it(self, db: Database, asking: Desk) -> None:
        value = self.asked(db, asking)
        assert press(db, pressed("answer.approve", value, by="ben"), asking) is None
        _, notice = self.request(db, asking)
        assert "ben approved it" in notice.body
        assert [button.label for button in notice.buttons] == ["Open C-1"]
        with pytest.raises(NotAllowed, match="ben approved it already"):
            press(db, pressed("answer.approve", value, by="carl"), asking)

    def test_is_not_who_wrote_it(self, db: Database, asking: Desk) -> None:
        with pytest.raises(NotAllowed, match="somebody else"):
            press(db, pressed("answer.approve", self.asked(db, asking), by="ana"), asking)

    def test_does_not_approve_what_became_wrong(self, db: Database, asking: Desk) -> None:
        value = self.asked(db, asking, offer="15 GBP voucher")
        stricter = desk(playbooks=(), asking=frozenset({"support"}))
        with pytest.raises(NotAllowed, match="cannot be approved as it is"):
            press(db, pressed("answer.approve", value, by="ben"), stricter)

    def test_rejects_it_with_a_reason(self, db: Database, asking: Desk) -> None:
        value = self.asked(db, asking)
        shown = press(db, pressed("answer.reject", value, by="ben"), asking)
        assert isinstance(shown, Form)
        assert (shown.action, shown.value, shown.quote) == ("answer.reject", value, TEXT)
        assert faults(db, pressed("answer.reject", value, {"why": " "}, by="ben"), asking).keys() == {"why"}
        assert press(db, pressed("answer.reject", value, {"why": "Too cold"}, by="ben"), asking) is None
        with db.read() as tx:
            assert answers.get(tx, int(value)).state is AnswerState.REJECTED
        _, notice = self.request(db, asking)
        assert "ben rejected it: Too cold" in notice.body

    @pytest.mark.parametrize("value", ["", "x", "-1", "٣", "999", "9" * 30])
    def test_an_answer_that_is_not_there_is_no_crash(self, db: Database, asking: Desk, value: str) -> None:
        for action in ("answer.approve", "answer.reject"):
            with pytest.raises(NotAllowed):
                press(db, pressed(action, value), asking)
