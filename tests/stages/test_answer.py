"""Answers are sent once: whatever fails, whoever dies, and whoever else answers meanwhile."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from connectors.contract import Changed, OwnReply, Refused, Unavailable, Uncertain
from monitor.domain.act import Resolve
from monitor.domain.answer import Answer, AnswerState
from monitor.domain.case import Case, EventKind, State
from monitor.stages.consequences import follow_page
from monitor.store import answers, case_files, cases, outbox
from monitor.store.answer_tables import AnswerRow
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.pages import Saved
from tests.stages.answering import Hands, Killed, Platform, desk, stage
from tests.store.seeds import LATER, NOON, Wanted, hear, mention, open_case

ROWS, DELIVERIES = table(AnswerRow), table(DeliveryRow)
TEXT = "Hello Sam, we are sorry and look into it."


def write(db: Database, case: Case, text: str = TEXT, offer: str = "", asking: bool = False) -> Answer:
    counter = desk(asking=frozenset({"support"}) if asking else frozenset())
    with db.write() as tx:
        return counter.send(tx, counter.sheet(tx, case.id), text=text, offer=offer, by="ana", now=NOON)


def now_of(db: Database, answer: Answer) -> Answer:
    with db.read() as tx:
        return answers.get(tx, answer.id)


def stored(db: Database, case: Case) -> Case:
    with db.read() as tx:
        return cases.get(tx, case.id)


def kinds(db: Database, case: Case) -> list[EventKind]:
    with db.read() as tx:
        return [event.kind for event in case_files.file(tx, case.id).events][1:]


def leases_end(db: Database) -> None:
    with db.write() as tx:
        tx.execute(update(ROWS).values(lease_until=None))


class TestSending:
    def test_an_answer_is_posted_and_its_case_responded(self, db: Database) -> None:
        clock = Hands()
        platform, case = Platform(clock.now), open_case(db)
        answer = write(db, case)
        assert (stored(db, case).state, stored(db, case).owner) == (State.ACKNOWLEDGED, "ana")
        assert stage(db, platform, clock).run_once(clock.now()).done == 1
        assert platform.texts == [TEXT]
        sent, after = now_of(db, answer), stored(db, case)
        assert (sent.state, sent.native_id, sent.url) == (AnswerState.SENT, "r1-o1", "https://p.example/o")
        assert (after.state, after.responded_at) == (State.RESPONDED, NOON)
        assert kinds(db, case) == [EventKind.ANSWER_WRITTEN, EventKind.RESPONDED]

    def test_what_it_offers_is_noted_on_the_case_once_it_is_sent(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        write(db, case, "We refund the £4.", offer="15 GBP voucher")
        assert EventKind.OFFERED not in kinds(db, case)
        stage(db, Platform(clock.now), clock).run_once(clock.now())
        with db.read() as tx:
            events = case_files.file(tx, case.id).events
        told = [(event.became, event.by) for event in events if event.kind is EventKind.OFFERED]
        assert told == [("4 GBP", "ana"), ("15 GBP", "ana")]

    def test_other_cases_of_the_same_mention_are_answered_too(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        other = open_case(db, Wanted(brand="Acme Rail"))
        write(db, case)
        stage(db, Platform(clock.now), clock).run_once(clock.now())
        assert (stored(db, other).state, kinds(db, other)) == (State.RESPONDED, [EventKind.RESPONDED])

    def test_while_paused_nothing_is_sent(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        platform, answer = Platform(clock.now), write(db, case)
        stage(db, platform, clock, paused=lambda _: True).run_once(clock.now())
        assert (platform.texts, now_of(db, answer).state) == ([], AnswerState.APPROVED)
        stage(db, platform, clock).run_once(clock.now())
        assert platform.texts == [TEXT]

    def test_one_that_waits_for_a_second_person_is_not_sent(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        platform, answer = Platform(clock.now), write(db, case, asking=True)
        stage(db, platform, clock).run_once(clock.now())
        assert platform.texts == []
        with db.write() as tx:
            desk().approve(tx, answer.id, by="ben", now=NOON)
        stage(db, platform, clock).run_once(clock.now())
        assert platform.texts == [TEXT]


class TestFaults:
    def test_what_surely_failed_is_tried_again(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        platform = Platform(clock.now, before=[Unavailable("503", retry_after=60)])
        answer = write(db, case)
        sender = stage(db, platform, clock)
        sender.run_once(clock.now())
        assert now_of(db, answer).state is AnswerState.APPROVED
        clock.wait(59)
        assert sender.due(clock.now()) == []
        clock.wait(32)
        sender.run_once(clock.now())
        assert platform.texts == [TEXT]

    def test_what_is_refused_is_told_and_not_tried_again(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        answer = write(db, case)
        stage(db, Platform(clock.now, before=[Refused("may not reply")]), clock).run_once(clock.now())
        failed = now_of(db, answer)
        assert (failed.state, failed.why) == (AnswerState.FAILED, "may not reply")
        assert kinds(db, case) == [EventKind.ANSWER_WRITTEN, EventKind.ANSWER_FAILED]
        with db.read() as tx:
            [message] = tx.execute(select(DELIVERIES).where(DELIVERIES.c.kind == "answer")).all()
            assert desk().sheet(tx, case.id).text == TEXT, "its words are there when the form is opened again"
        assert (message.channel, message.subject) == ("cx", f"answer:{answer.id}")

    def test_hours_of_trouble_end_with_a_person(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        answer = write(db, case)
        sender = stage(db, Platform(clock.now, before=[Unavailable("down")] * 200), clock)
        for _ in range(50):
            sender.run_once(clock.now())
            clock.wait(600)
        assert now_of(db, answer).state is AnswerState.FAILED

    @pytest.mark.parametrize("fault", [Uncertain("reset"), Changed("HTML")])
    def test_a_doubtful_answer_that_arrived_is_found(self, db: Database, fault: Exception) -> None:
        clock, case = Hands(), open_case(db)
        platform = Platform(clock.now, after=[fault])
        answer = write(db, case)
        sender = stage(db, platform, clock)
        sender.run_once(clock.now())
        assert platform.texts == [TEXT]
        assert now_of(db, answer).state is AnswerState.SENT
        assert kinds(db, case) == [EventKind.ANSWER_WRITTEN, EventKind.ANSWER_DOUBTFUL, EventKind.RESPONDED]

    def test_one_that_did_not_arrive_is_sent_again_after_the_last_look(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        platform = Platform(clock.now, before=[Uncertain("reset")])
        answer = write(db, case)
        sender = stage(db, platform, clock)
        sender.run_once(clock.now())
        assert (platform.texts, now_of(db, answer).state) == ([], AnswerState.DOUBTFUL)
        clock.wait(5)
        sender.run_once(clock.now())
        assert platform.texts == [TEXT]

    def test_while_it_cannot_be_looked_for_it_is_not_sent_again(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        platform = Platform(clock.now, after=[Uncertain("reset")], looking=[Unavailable("503")] * 3)
        answer = write(db, case)
        sender = stage(db, platform, clock)
        for _ in range(6):
            sender.run_once(clock.now())
            clock.wait(600)
        assert (platform.texts, now_of(db, answer).state) == ([TEXT], AnswerState.SENT)

    def test_one_that_may_not_be_looked_for_is_left_to_a_person(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        platform = Platform(clock.now, after=[Uncertain("reset")], looking=[Refused("403")])
        answer = write(db, case)
        stage(db, platform, clock).run_once(clock.now())
        assert now_of(db, answer).state is AnswerState.FAILED
        assert "look on the platform" in (now_of(db, answer).why or "")

    def test_a_bug_is_looked_into_and_then_left_to_a_person(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        platform = Platform(clock.now, before=[KeyError("oops")] * 9, looking=[])
        answer = write(db, case)
        sender = stage(db, platform, clock)
        for _ in range(12):
            sender.run_once(clock.now())
            clock.wait(600)
        assert (platform.texts, now_of(db, answer).state) == ([], AnswerState.FAILED)

    def test_another_source_configuration_leaves_it_to_a_person(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        answer = write(db, case)
        with db.write() as tx:
            tx.execute(update(ROWS).values(source="gone"))
        stage(db, Platform(clock.now), clock).run_once(clock.now())
        assert now_of(db, answer).state is AnswerState.FAILED


class TestDeath:
    """A process that dies at any step: 0 lost, 0 twice."""

    @pytest.mark.parametrize("arrived", [False, True])
    def test_in_the_middle_of_posting(self, db: Database, arrived: bool) -> None:
        clock, case = Hands(), open_case(db)
        platform = Platform(clock.now, **{"after" if arrived else "before": [Killed()]})  # type: ignore[arg-type]
        answer = write(db, case)
        with pytest.raises(Killed):
            stage(db, platform, clock).run_once(clock.now())
        assert now_of(db, answer).state is AnswerState.SENDING
        self.someone_else_goes_on(db, platform, clock)
        assert (platform.texts, now_of(db, answer).state) == ([TEXT], AnswerState.SENT)
        assert kinds(db, case).count(EventKind.RESPONDED) == 1

    def test_before_the_receipt_is_recorded(self, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        clock, case = Hands(), open_case(db)
        platform, answer = Platform(clock.now), write(db, case)

        def die(*_: object, **__: object) -> None:
            raise Killed

        with monkeypatch.context() as patched:
            patched.setattr("monitor.store.answered.settle", die)
            with pytest.raises(Killed):
                stage(db, platform, clock).run_once(clock.now())
        self.someone_else_goes_on(db, platform, clock)
        assert (platform.texts, now_of(db, answer).state) == ([TEXT], AnswerState.SENT)

    def test_one_that_comes_back_late_writes_nothing(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        answer = write(db, case)

        class Slow(Platform):
            def reply(self, key: object, text: str) -> object:  # type: ignore[override]
                receipt = super().reply(key, text)  # type: ignore[arg-type]
                leases_end(db)
                stage(db, self.other, clock).run_once(clock.now())  # type: ignore[attr-defined]
                return receipt

        slow = Slow(clock.now)
        other = Platform(clock.now, shown=slow.shown)
        slow.other = other  # type: ignore[attr-defined]
        stage(db, slow, clock).run_once(clock.now())
        assert (slow.texts, now_of(db, answer).state) == ([TEXT], AnswerState.SENT)
        assert kinds(db, case).count(EventKind.RESPONDED) == 1

    def someone_else_goes_on(self, db: Database, platform: Platform, clock: Hands) -> None:
        leases_end(db)
        for _ in range(4):
            clock.wait(10)
            stage(db, platform, clock).run_once(clock.now())


class TestTheWorldMovesOn:
    def test_not_sent_to_one_who_changed_the_post(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        answer = write(db, case)
        with db.write() as tx:
            hear(tx, mention(text="All is well now!", stars=5, edited_at=LATER), now=LATER)
        self.nothing_is_sent(db, clock, answer, "changed the post")

    def test_not_sent_where_the_case_was_closed(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        answer = write(db, case)
        with db.write() as tx:
            cases.act(tx, case.id, Resolve(), by="ben", now=NOON)
        self.nothing_is_sent(db, clock, answer, "closed meanwhile")

    def test_not_sent_where_somebody_answered_there_meanwhile(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        answer = write(db, case)
        theirs = OwnReply(native_id="o9", text="Hello, this is Jo.", posted_at=LATER)
        with db.write() as tx:
            hear(tx, mention(own_replies=(theirs,)), now=LATER)
        self.nothing_is_sent(db, clock, answer, "another answer of ours")

    def test_not_sent_where_the_words_were_erased(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        answer = write(db, case)
        with db.write() as tx:
            answers.forget(tx, [case.id], NOON)
        stage(db, Platform(clock.now), clock).run_once(clock.now())
        assert (now_of(db, answer).state, now_of(db, answer).text) == (AnswerState.WITHDRAWN, "")

    def nothing_is_sent(self, db: Database, clock: Hands, answer: Answer, why: str) -> None:
        platform = Platform(clock.now)
        stage(db, platform, clock).run_once(clock.now())
        assert platform.texts == []
        assert now_of(db, answer).state is AnswerState.FAILED
        assert why in (now_of(db, answer).why or "")


class TestHeardAgain:
    """The platform shows our answer: it is one answer, not two."""

    def heard(self, db: Database, case: Case, reply: OwnReply) -> None:
        with db.write() as tx:
            hear(tx, mention(own_replies=(reply,)), now=LATER)
            follow_page(tx, Saved(replies=((case.mention_id, reply),)), LATER)

    def test_by_the_id_of_the_receipt(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        platform = Platform(clock.now)
        write(db, case)
        stage(db, platform, clock).run_once(clock.now())
        [[reply]] = platform.shown.values()
        self.heard(db, case, replace(reply, text="We are sorry (edited)", author="Acme Air"))
        self.counts_once(db, case)

    def test_by_its_words_under_another_id(self, db: Database) -> None:
        clock, case = Hands(), open_case(db)
        write(db, case)
        stage(db, Platform(clock.now), clock).run_once(clock.now())
        self.heard(db, case, OwnReply(native_id="else", text=f" {TEXT}\n", posted_at=LATER))
        self.counts_once(db, case)

    @pytest.mark.parametrize("asking", [False, True])
    def test_before_it_was_sent_from_here(self, db: Database, asking: bool) -> None:
        """Somebody copied the words to the platform by hand: they must not be posted a second time."""
        clock, case = Hands(), open_case(db)
        platform, answer = Platform(clock.now), write(db, case, asking=asking)
        self.heard(db, case, OwnReply(native_id="o7", text=TEXT, posted_at=NOON + timedelta(minutes=1)))
        stage(db, platform, clock).run_once(clock.now())
        assert (platform.texts, now_of(db, answer).native_id) == ([], "o7")
        self.counts_once(db, case)

    def counts_once(self, db: Database, case: Case) -> None:
        with db.read() as tx:
            file = case_files.file(tx, case.id)
        assert [event.kind for event in file.events].count(EventKind.RESPONDED) == 1
        assert len(file.replies) == 1
        assert file.case.state is State.RESPONDED


def test_the_messages_about_an_answer_follow_it(db: Database) -> None:
    clock, case = Hands(), open_case(db)
    answer = write(db, case, asking=True)
    with db.write() as tx:
        posted = {"state": "posted", "reference": "1.2", "place": "C1", "workspace": "T1", "posted_at": NOON, "sent": 1}
        tx.execute(update(DELIVERIES).where(DELIVERIES.c.kind == "answer").values(**posted))
        desk().approve(tx, answer.id, by="ben", now=NOON)
    stage(db, Platform(clock.now), clock).run_once(clock.now())
    with db.read() as tx:
        message = tx.execute(select(DELIVERIES).where(DELIVERIES.c.kind == "answer")).one()
        assert outbox.due_channels(tx, clock.now()) == ["cx"]
    assert message.state == "waiting"
    assert message.wanted > message.sent
