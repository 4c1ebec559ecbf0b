"""An answer and the world around it: a process that dies, a customer who moves on, a platform that shows it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.contract import OwnReply
from monitor.domain.act import Resolve
from monitor.domain.answer import Answer, AnswerState
from monitor.domain.case import Case, EventKind, State
from monitor.stages.consequences import follow_page
from monitor.store import answers, case_files, cases
from monitor.store.database import Database
from monitor.store.pages import Saved
from tests.stages.answering import (
    TEXT,
    Hands,
    Killed,
    Platform,
    kinds,
    leases_end,
    now_of,
    stage,
    write,
)
from tests.store.seeds import LATER, NOON, hear, mention, open_case


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
