"""Praise of staff and customers won back are told once, and what was heard before is old."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from monitor.domain.act import Resolve, Take
from monitor.domain.case import Outcome
from monitor.scoring.stage import measure
from monitor.stages.kudos import KudosStage
from monitor.store import case_files, cases, kudos
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.judgements import reasons_to_json
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.tables import VerdictRow
from monitor.wording import kudos as words
from tests.store.seeds import NOON, hear, mention, open_case

WARM = "Priya at the desk was wonderful, thank you so much!"


def praise(db: Database, native_id: str = "r7", **verdict: object) -> int:
    """A mention that praises staff, judged."""
    with db.write() as tx:
        (number,) = hear(tx, mention(native_id, WARM, stars=5))
        told = {
            "mention_id": number, "brand": "Acme Air", "judge": "1", "decided_at": NOON, "about": "us",
            "speaker": "customer", "language": "en", "vader": 0.9, "topic": "staff", "praise": True, "reasons": "[]",
        }  # fmt: skip
        blank = {"complaint": False, "alert": False, "needs_eyes": False, "critical": False, "abusive": False}
        tx.execute(
            insert(table(VerdictRow)).values({**blank, "policy": False, "revision": 1, "lane": 0, **told, **verdict})
        )
    return number


def subjects(db: Database) -> list[str]:
    rows = table(DeliveryRow)
    with db.read() as tx:
        found = select(rows.c.subject).where(rows.c.kind == "kudos").order_by(rows.c.id)
        return [str(subject) for subject in tx.execute(found).scalars()]


@pytest.fixture
def stage(db: Database) -> KudosStage:
    """One that has run before."""
    made = KudosStage(db, "kudos")
    assert made.run_once(NOON).done == 0
    return made


def test_praise_of_staff_is_told_once(db: Database, stage: KudosStage) -> None:
    number = praise(db)
    assert [stage.run_once(NOON).done for _ in range(3)] == [1, 0, 0]
    assert KudosStage(db, "kudos").run_once(NOON).done == 0
    assert subjects(db) == [f"praise:{number}"]
    with db.read() as tx:
        found = kudos.praise(tx, number)
    assert found is not None
    told = words.praise(found.mention, WARM, key="k")
    assert (told.title, told.quote) == ("Praise for our people · 5★ on Google Play", WARM)


def test_whom_the_judge_hears_praised_is_named_whatever_it_is_about(db: Database, stage: KudosStage) -> None:
    score = measure(WARM)
    assert score.praised == ("Priya",)
    number = praise(db, topic=None, reasons=reasons_to_json(score.reasons), vader=0.2)
    assert stage.run_once(NOON).done == 1
    with db.read() as tx:
        found = kudos.praise(tx, number)
    assert found is not None
    [whom] = words.praise(found.mention, WARM, whom=found.whom, key="k").facts
    assert (whom.label, whom.value) == ("Whom", "Priya")


def test_what_was_heard_before_is_old(db: Database) -> None:
    praise(db)
    stage = KudosStage(db, "kudos")
    assert [stage.run_once(NOON).done for _ in range(2)] == [0, 0]


@pytest.mark.parametrize("verdict", [{"praise": False}, {"lane": 2}])
def test_what_is_no_praise_of_staff_is_not_told(db: Database, stage: KudosStage, verdict: dict[str, object]) -> None:
    praise(db, **verdict)
    assert stage.run_once(NOON).done == 0


def test_whoever_won_a_customer_back_is_thanked_once(db: Database) -> None:
    case = open_case(db)
    stage = KudosStage(db, "kudos")
    stage.run_once(NOON)
    with db.write() as tx:
        cases.act(tx, case.id, Take(), by="Maria", now=NOON)
        cases.act(tx, case.id, Resolve(outcome=Outcome.RECOVERED), by="Maria", now=NOON + timedelta(hours=1))
    assert [stage.run_once(NOON).done for _ in range(2)] == [1, 0]
    assert subjects(db) == ["thanks:1"]
    with db.read() as tx:
        told = words.thanks(case_files.file(tx, 1), key="k", web_url=None)
    assert told.title == "Maria won a customer back"
    assert told.body == "C-1 · Acme Air · billing · on Google Play. Thank you!"


def test_praise_that_was_deleted_is_not_shown(db: Database, stage: KudosStage) -> None:
    number = praise(db)
    stage.run_once(NOON)
    with db.write() as tx:
        tx.exec_driver_sql(f"UPDATE mentions SET gone_at = 1 WHERE id = {number}")
        assert kudos.praise(tx, number) is None


def test_without_a_channel_nothing_is_told(db: Database) -> None:
    praise(db)
    assert KudosStage(db, None).run_once(NOON).done == 0
