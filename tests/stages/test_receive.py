"""What is pushed is kept before it is answered, read once, and never lost."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from connectors.contract import Admitted, Changed, Cursor, Page, Pushed, Refused, Unavailable
from monitor.domain.lane import Lane
from monitor.stages.clock import FrozenClock
from monitor.stages.poll import SourceJob
from monitor.stages.receive import Door, ReceiveStage
from monitor.store import pushes
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.push_tables import PushRow
from monitor.store.tables import MentionRow, RejectedRow
from tests.store.seeds import LATER, add_source, mention


class Shop:
    """A platform whose deliveries are a list of texts, signed with `genuine`. Of those `away` it tells later.

    Where `together` is set, each delivery is read by as many at the same time as it waits for.
    """

    together: threading.Barrier | None = None

    def __init__(self) -> None:
        self.away: list[list[str]] = []

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        del since
        return iter(())

    def admit(self, pushed: Pushed, now: datetime) -> Admitted:
        del now
        if pushed.query.get("challenge"):
            return Admitted(id=None, answer=pushed.query["challenge"])
        if pushed.headers.get("signature") != "genuine":
            raise Refused("not from the shop")
        return Admitted(id=pushed.headers["id"], answer="thanks")

    def read(self, pushed: Pushed) -> Page:
        if self.together is not None:
            self.together.wait(10)
        texts = json.loads(pushed.body)
        if texts in self.away:
            raise Unavailable("the shop cannot be asked", retry_after=30)
        if texts == ["secret"]:
            raise Refused("the shop does not show it to us")
        if not isinstance(texts, list):
            raise Changed("no list of texts", payload=pushed.body.decode())
        return Page(mentions=tuple(mention(f"r{text}", text) for text in texts))


def delivery(*texts: str, identity: str = "1", body: bytes | None = None) -> Pushed:
    headers = {"signature": "genuine", "id": identity}
    return Pushed(headers=headers, body=body if body is not None else json.dumps(texts).encode())


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def stage(db: Database, shop: Shop) -> ReceiveStage:
    with db.write() as tx:
        number = add_source(tx, "shop")
    job = SourceJob(name="shop", connector=shop, every=timedelta(days=1), max_pages=1, baseline=False)
    clock = FrozenClock(LATER, threading.Event())
    return ReceiveStage(db, {"shop": Door(source_id=number, job=job, receiver=shop)}, stopping=clock.stopping)


def heard(db: Database) -> list[tuple[str, int]]:
    with db.read() as tx:
        rows = tx.execute(select(table(MentionRow).c.text, table(MentionRow).c.lane).order_by("text"))
        return [(row.text, row.lane) for row in rows]


def test_what_is_pushed_becomes_mentions(db: Database, stage: ReceiveStage) -> None:
    answered = stage.take("shop", delivery("late", "lost"), LATER)
    assert (answered.status, answered.text) == (200, "thanks")
    assert heard(db) == []
    assert stage.run_once(LATER).done == 1
    assert heard(db) == [("late", Lane.LIVE), ("lost", Lane.LIVE)]


def test_a_delivery_made_again_changes_nothing(db: Database, stage: ReceiveStage) -> None:
    for _ in range(3):
        assert stage.take("shop", delivery("late"), LATER).status == 200
        stage.run_once(LATER)
    with db.read() as tx:
        rows = tx.execute(select(table(PushRow))).all()
    assert [(row.state, row.request) for row in rows] == [("read", None)]


def test_what_is_not_theirs_is_not_kept(db: Database, stage: ReceiveStage) -> None:
    for minutes in range(3):
        assert stage.take("shop", Pushed(body=b"[]"), LATER + timedelta(minutes=minutes)).status == 401
    assert stage.take("nobody", delivery("late"), LATER).status == 404
    with db.read() as tx:
        kept = tx.execute(select(table(PushRow))).all()
        lost = pushes.lost(tx, LATER)["shop"]
    assert [(row.state, row.request) for row in kept] == [("refused", None)]  # that it was refused, once an hour
    assert (lost.failed, lost.refused_at, lost.refused_why) == (0, LATER, "not from the shop")


def test_a_question_whether_anyone_listens_is_answered(stage: ReceiveStage) -> None:
    assert stage.take("shop", Pushed(method="GET", query={"challenge": "42"}), LATER).text == "42"


def test_what_is_not_understood_is_kept_for_whoever_repairs_it(db: Database, stage: ReceiveStage) -> None:
    stage.take("shop", delivery(identity="1", body=b'{"what": "else"}'), LATER)
    stage.take("shop", delivery(identity="2", body=b"no json"), LATER)
    stage.take("shop", delivery("late", identity="3"), LATER)
    report = stage.run_once(LATER)
    assert report.done == 1
    assert report.failed[0] == "shop: no list of texts"
    assert report.failed[1].startswith("shop: a bug of the monitor: JSONDecodeError")
    with db.read() as tx:
        kept = tx.execute(select(table(RejectedRow).c.payload).order_by("id")).scalars().all()
    assert kept[0] == '{"what": "else"}'
    assert heard(db) == [("late", Lane.LIVE)]


def test_the_log_tells_what_each_delivery_brought(stage: ReceiveStage) -> None:
    stage.take("shop", delivery("late", identity="1"), LATER)
    stage.take("shop", delivery(identity="2", body=b'{"what": "else"}'), LATER)
    with capture_logs() as told:
        stage.run_once(LATER)
    heard = [line for line in told if line["event"] == "heard"]
    assert [(line["log_level"], line["new"], line["rejected"]) for line in heard] == [("info", 1, 0), ("warning", 0, 1)]


def test_two_processes_that_read_a_delivery_at_once_save_it_once(db: Database, stage: ReceiveStage, shop: Shop) -> None:
    """What is not understood shows who saved it: a mention that is heard twice would be known the second time."""
    stage.take("shop", delivery(identity="1", body=b'{"what": "else"}'), LATER)
    stage.take("shop", delivery("late", identity="2"), LATER)
    shop.together = threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        reports = [one.result() for one in [pool.submit(stage.run_once, LATER) for _ in range(2)]]
    assert heard(db) == [("late", Lane.LIVE)]
    with db.read() as tx:
        assert tx.execute(select(table(RejectedRow).c.payload)).scalars().all() == ['{"what": "else"}']
    assert sum(len(report.failed) for report in reports) == 1


def test_what_a_delivery_only_names_is_asked_for_until_it_is_told(
    db: Database, stage: ReceiveStage, shop: Shop
) -> None:
    shop.away = [["late"]]
    stage.take("shop", delivery("late"), LATER)
    stage.take("shop", delivery("lost", identity="2"), LATER)
    assert stage.run_once(LATER).failed == ()
    assert heard(db) == [("lost", Lane.LIVE)], "one that waits keeps no other waiting"
    shop.away = []
    assert stage.run_once(LATER + timedelta(seconds=29)).done == 0
    stage.run_once(LATER + timedelta(seconds=30))
    assert heard(db) == [("late", Lane.LIVE), ("lost", Lane.LIVE)]


def test_what_is_never_told_ends_as_rejected(db: Database, stage: ReceiveStage, shop: Shop) -> None:
    shop.away = [["late"]]
    stage.take("shop", delivery("late"), LATER)
    stage.take("shop", delivery("secret", identity="2"), LATER)
    assert stage.run_once(LATER).failed == ("shop: the shop does not show it to us",)
    assert stage.run_once(LATER + timedelta(days=1)).failed == ("shop: the shop cannot be asked",)
    with db.read() as tx:
        assert len(tx.execute(select(table(RejectedRow))).all()) == 2
