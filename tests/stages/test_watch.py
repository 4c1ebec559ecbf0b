"""What is seen when a case is looked at again: edits, deletions, our own answers; and that nothing is asked in vain."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from connectors.contract import (
    Cursor,
    Mention,
    MentionKey,
    OwnReply,
    Page,
    Postponed,
    Refused,
    SourceError,
    Unavailable,
)  # fmt: skip
from monitor.domain.act import Dismiss
from monitor.domain.case import Dismissal, State
from monitor.domain.score import Severity
from monitor.stages.poll import SourceJob
from monitor.stages.watch import BATCH, WatchStage, Window
from monitor.store import cases, judgements
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.push_tables import WatchRow
from monitor.store.tables import MentionRow, RevisionRow
from tests.store.seeds import LATER, NOON, Wanted, add_source, mention, open_case

MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Shop:
    """A place that can be looked at again: what stands there now, by native id; what is missing is gone."""

    stands: dict[str, Mention] = field(default_factory=dict)
    error: SourceError | None = None
    asked: list[list[str]] = field(default_factory=list)

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        del since
        return iter(())

    def reread(self, keys: Sequence[MentionKey]) -> Page:
        self.asked.append([key.native_id for key in keys])
        if self.error is not None:
            raise self.error
        return Page(
            mentions=tuple(self.stands[key.native_id] for key in keys if key.native_id in self.stands),
            deleted=tuple(key for key in keys if key.native_id not in self.stands),
        )


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def stage(db: Database, shop: Shop) -> WatchStage:
    with db.write() as tx:
        number = add_source(tx)
    job = SourceJob(name="play", connector=shop, every=MINUTE, max_pages=1, baseline=False)
    window = Window(source_id=number, job=job, rereader=shop)
    return WatchStage(db, {"play": window}, stopping=lambda: False)


def a_case(db: Database, shop: Shop, native_id: str = "r1") -> int:
    """A live case whose mention still stands as it was."""
    shop.stands[native_id] = mention(native_id)
    return open_case(db, Wanted(mention=mention(native_id))).id


def due_at(db: Database) -> list[datetime]:
    with db.read() as tx:
        return list(tx.execute(select(table(WatchRow).c.due_at)).scalars())


def test_open_critical_cases_are_looked_at_from_a_share_of_their_own(db: Database, shop: Shop) -> None:
    with db.write() as tx:
        number = add_source(tx)
    job = SourceJob(name="play", connector=shop, every=MINUTE, max_pages=1, baseline=False)
    urgent = Shop()
    window = Window(source_id=number, job=job, rereader=shop, urgent=urgent)
    a_case(db, shop, "r1")
    urgent.stands["r2"] = mention("r2")
    open_case(db, Wanted(mention=mention("r2"), severity=Severity.CRITICAL))
    assert WatchStage(db, {"play": window}, stopping=lambda: False).run_once(NOON).done == 2
    assert (shop.asked, urgent.asked) == ([["r1"]], [["r2"]])


def test_a_case_is_looked_at_and_then_again_later(db: Database, shop: Shop, stage: WatchStage) -> None:
    a_case(db, shop)
    assert stage.run_once(NOON).done == 1
    assert due_at(db) == [NOON + 10 * MINUTE]
    assert stage.run_once(NOON + 9 * MINUTE).done == 0
    assert stage.run_once(NOON + 10 * MINUTE).done == 1
    assert shop.asked == [["r1"], ["r1"]]


def test_an_edit_is_a_revision_that_waits_to_be_judged(db: Database, shop: Shop, stage: WatchStage) -> None:
    a_case(db, shop)
    shop.stands["r1"] = replace(mention("r1"), text="They refunded me. Thanks!", edited_at=LATER)
    stage.run_once(LATER)
    with db.read() as tx:
        assert tx.execute(select(table(MentionRow).c.text)).scalar_one() == "They refunded me. Thanks!"
        assert tx.execute(select(table(RevisionRow).c.text)).scalar_one() == mention("r1").text
        assert judgements.waiting(tx, limit=5) == 1


def test_edits_of_which_no_time_is_told_are_all_seen(db: Database, shop: Shop, stage: WatchStage) -> None:
    a_case(db, shop)
    for number, text in enumerate(("No answer at all", "Worse and worse", "They refunded me. Thanks!")):
        shop.stands["r1"] = replace(mention("r1"), text=text)
        stage.run_once(LATER + timedelta(days=number))
        with db.read() as tx:
            assert tx.execute(select(table(MentionRow).c.text)).scalar_one() == text


def test_what_is_gone_is_erased_and_looked_at_no_more(db: Database, shop: Shop, stage: WatchStage) -> None:
    a_case(db, shop)
    shop.stands.clear()
    stage.run_once(LATER)
    with db.read() as tx:
        assert tx.execute(select(table(MentionRow).c.text)).scalar_one() == ""
    assert due_at(db) == []
    assert stage.run_once(LATER + timedelta(days=1)).done == 0


def test_our_answer_is_the_response(db: Database, shop: Shop, stage: WatchStage) -> None:
    number = a_case(db, shop)
    answer = OwnReply(native_id="a1", text="We are sorry", posted_at=LATER)
    shop.stands["r1"] = replace(mention("r1"), own_replies=(answer,))
    stage.run_once(LATER)
    with db.read() as tx:
        assert cases.get(tx, number).state is State.RESPONDED


def test_a_case_set_aside_is_looked_at_no_more(db: Database, shop: Shop, stage: WatchStage) -> None:
    number = a_case(db, shop)
    stage.run_once(NOON)
    with db.write() as tx:
        cases.act(tx, number, Dismiss(reason=Dismissal.SPAM), by="ana", now=LATER)
    stage.run_once(LATER)
    assert due_at(db) == []


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (Unavailable("busy", retry_after=90), timedelta(seconds=90)),
        (Unavailable("away"), 10 * MINUTE),
        (Postponed("the budget is spent", retry_after=3600), timedelta(hours=1)),
        (Refused("no permission"), timedelta(hours=6)),
    ],
)
def test_a_place_that_does_not_answer_is_left_alone(
    db: Database, shop: Shop, stage: WatchStage, error: SourceError, wait: timedelta
) -> None:
    a_case(db, shop)
    shop.error = error
    assert stage.run_once(NOON).done == 0
    assert due_at(db) == [NOON + wait]


def test_many_are_asked_for_in_batches(db: Database, shop: Shop, stage: WatchStage) -> None:
    for number in range(BATCH + 1):
        a_case(db, shop, f"r{number}")
    assert stage.run_once(NOON).done == BATCH + 1
    assert [len(keys) for keys in shop.asked] == [BATCH, 1]
