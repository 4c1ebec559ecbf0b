"""Answers are sent once: whatever fails, whoever dies, and whoever else answers meanwhile."""

import pytest
from sqlalchemy import select, update

from connectors.contract import Changed, Refused, Unavailable, Uncertain
from monitor.domain.answer import AnswerState
from monitor.domain.case import EventKind, State
from monitor.store import case_files, outbox
from monitor.store.database import Database
from tests.stages.answering import DELIVERIES, ROWS, TEXT, Hands, Platform, desk, kinds, now_of, stage, stored, write
from tests.store.seeds import NOON, Wanted, open_case


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
