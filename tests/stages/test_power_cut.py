"""What was acknowledged, or is about to be said, outlives a power cut: the disk has it before anybody is told."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from alerts.contract import Notice, Receipt, Tone
from connectors.contract import MentionKey, ReplyReceipt
from monitor.domain.answer import AnswerState
from monitor.domain.case import State
from monitor.domain.delivery import DeliveryState, alert_draft
from monitor.domain.people import Role
from monitor.stages.clock import FrozenClock
from monitor.stages.deliver import DeliverStage
from monitor.stages.poll import SourceJob
from monitor.stages.receive import Door, ReceiveStage
from monitor.stages.sending import Sender, Voice
from monitor.store import answers, case_files, database, outbox, presses, pushes
from monitor.store.cases import NoSuchCase
from monitor.store.database import Database, StoreUnavailable
from tests.room import click
from tests.stages import answering
from tests.stages.answering import Hands, Platform
from tests.stages.test_presses import Desk
from tests.stages.test_receive import Shop, delivery
from tests.store.seeds import LATER, NOON, Wanted, add_source, open_case
from tests.web.api.program import a_program
from tests.web.pages import a_browser, somebody

CASE = "/cases/C-1"


@dataclass
class Disk:
    """Keeps of the store what was there when it was last told to; `cut` is the store after a power cut."""

    file: Path
    kept: Path
    cuts: list[Database] = field(default_factory=list)

    def sync(self, path: Path) -> None:
        if path.name.endswith("-wal"):
            for one in filter(Path.exists, (self.file, path)):
                shutil.copy(one, self.kept)

    def cut(self) -> Database:
        self.cuts.append(Database(f"sqlite:///{self.kept / self.file.name}"))
        return self.cuts[-1]


@pytest.fixture
def disk(sqlite_db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    kept = tmp_path / "kept"
    kept.mkdir()
    assert sqlite_db.file is not None
    made = Disk(sqlite_db.file, kept)
    monkeypatch.setattr(database, "_sync", made.sync)
    sqlite_db.persist()
    yield made
    for one in made.cuts:
        one.close()


def test_without_being_told_the_disk_keeps_nothing(disk: Disk, sqlite_db: Database) -> None:
    open_case(sqlite_db)
    with disk.cut().read() as tx, pytest.raises(NoSuchCase):
        case_files.file(tx, 1)


def test_a_click_that_was_acknowledged(disk: Disk, sqlite_db: Database) -> None:
    open_case(sqlite_db)
    desk = Desk(sqlite_db)
    desk.stage.close()  # it is kept and acknowledged, and nobody acts on it any more
    desk.press(click("case.take", "C-1"))
    with disk.cut().read() as tx:
        assert len(presses.waiting(tx, before=LATER)) == 1


def test_a_delivery_that_was_answered(disk: Disk, sqlite_db: Database) -> None:
    shop = Shop()
    with sqlite_db.write() as tx:
        number = add_source(tx, "shop")
    job = SourceJob(name="shop", connector=shop, every=timedelta(days=1), max_pages=1, baseline=False)
    stage = ReceiveStage(sqlite_db, {"shop": Door(source_id=number, job=job, receiver=shop)}, stopping=lambda: False)
    assert stage.take("shop", delivery("late"), LATER).status == 200
    with disk.cut().read() as tx:
        assert len(pushes.waiting(tx, [number], LATER, limit=9)) == 1


def test_an_act_whose_page_was_shown(disk: Disk, sqlite_db: Database) -> None:
    open_case(sqlite_db)
    ann = a_browser(sqlite_db, user=somebody(sqlite_db, "Ann", Role.AGENT))
    assert ann.fill(CASE, do="claim").status_code == 303
    with disk.cut().read() as tx:
        assert case_files.file(tx, 1).case.state is State.ACKNOWLEDGED


def test_an_act_that_the_disk_does_not_keep_is_not_called_done(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_case(sqlite_db)
    ann = a_browser(sqlite_db, user=somebody(sqlite_db, "Ann", Role.AGENT))

    def broken(_number: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(database.os, "fsync", broken)
    assert ann.fill(CASE, do="claim").status_code == 503
    told = a_program(sqlite_db).post("/api/v1/cases/C-1/acts", {"act": "note", "text": "called"})
    assert (told.status_code, told.json()["type"].rpartition(":")[2]) == (503, "no-answer")
    with pytest.raises(StoreUnavailable, match="the disk did not keep what was written: Input/output error"):
        sqlite_db.persist()


def test_that_a_message_may_have_been_posted(disk: Disk, sqlite_db: Database) -> None:
    case = open_case(sqlite_db, Wanted(posted=False))
    with sqlite_db.write() as tx:
        outbox.enqueue(tx, [alert_draft(case, "cx", NOON, urgent=False)])
    seen: list[dict[DeliveryState, int]] = []

    class Wall:
        def post(self, notice: Notice) -> Receipt:
            with disk.cut().read() as tx:
                seen.append(outbox.counts(tx))
            return Receipt(channel="wall", workspace="", reference=notice.key, posted_at=NOON)

    clock = FrozenClock(NOON, Event())
    voice = Voice(name="cx", channel=Wall(), post_pause=timedelta(), revise_pause=timedelta())
    notice = Notice(key="n", tone=Tone.HIGH, title="A complaint")
    stage = DeliverStage(sqlite_db, {"cx": voice}, lambda *_: notice, Sender(sqlite_db, clock, operators="cx"), clock)
    stage.run_once(NOON)
    stage.close()
    assert seen == [{DeliveryState.SENDING: 1}]


def test_that_an_answer_may_have_been_sent(disk: Disk, sqlite_db: Database) -> None:
    clock, case = Hands(), open_case(sqlite_db)
    seen: list[AnswerState] = []

    class Watched(Platform):
        def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
            with disk.cut().read() as tx:
                seen.append(answers.get(tx, written.id).state)
            return super().reply(key, text)

    written = answering.write(sqlite_db, case)
    answering.stage(sqlite_db, Watched(clock.now), clock).run_once(clock.now())
    assert seen == [AnswerState.SENDING]
