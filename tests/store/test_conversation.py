"""What stands around a mention: what was said before and after it in its thread, with what we answered."""

from collections.abc import Sequence
from datetime import timedelta

from connectors.contract import OwnReply
from monitor.domain.access import UNLIMITED, Limits
from monitor.domain.conversation import Turn
from monitor.store.conversation import conversation
from monitor.store.database import Database
from tests.store.seeds import NOON, Wanted, hear, mention, open_case, open_many


def said(
    db: Database, native_id: str, minute: int, *, of: str = "ana", ours: Sequence[OwnReply] = (), **more: object
) -> int:
    at = NOON + timedelta(minutes=minute)
    one = mention(native_id, f"Words of {native_id}", author=of, posted_at=at, own_replies=tuple(ours), **more)
    with db.write() as tx:
        return hear(tx, one, now=at)[0]


def around(db: Database, mention_id: int, within: Limits = UNLIMITED) -> list[Turn]:
    with db.read() as tx:
        return conversation(tx, mention_id, within)


def texts(turns: list[Turn]) -> list[str]:
    return [turn.text.removeprefix("Words of ") for turn in turns]


def test_a_thread_is_told_in_order_with_our_answers_once(db: Database) -> None:
    answer = OwnReply(native_id="o1", text="We are sorry.", posted_at=NOON + timedelta(minutes=3), author="Acme")
    said(db, "root", 0, of="ben", thread_id="root")
    own = said(db, "mine", 2, thread_id="root", parent_id="root", ours=[answer])
    said(db, "o1", 3, of="Acme", thread_id="root")
    said(db, "then", 5, thread_id="root", parent_id="mine")
    said(db, "elsewhere", 4, thread_id="other")
    turns = around(db, own)
    assert texts(turns) == ["root", "mine", "We are sorry.", "then"]
    assert [turn.own for turn in turns] == [False, True, False, False]
    assert [turn.ours for turn in turns] == [False, False, True, False]
    assert [turn.same_author for turn in turns] == [False, True, False, True]


def test_what_stands_alone_is_told_alone(db: Database) -> None:
    assert texts(around(db, open_case(db).mention_id)) == ["Still no refund after 3 weeks."]


def test_who_sees_one_brand_reads_nothing_that_was_judged_for_another_alone(db: Database) -> None:
    mine, _, strange = (
        Wanted(mention=mention(name, name, thread_id="t"), brand=brand, department=department)
        for name, brand, department in (("a", "Acme", "care"), ("b", "Acme", "care"), ("c", "Bolt", "care"))
    )
    billing = Wanted(mention=mention("d", "d", thread_id="t"), brand="Acme", department="billing")
    first, *_ = open_many(db, [mine, billing, strange])
    assert texts(around(db, first.mention_id)) == ["a", "d", "c"]
    assert texts(around(db, first.mention_id, Limits(brands=frozenset({"Acme"})))) == ["a", "d"]
    assert texts(around(db, first.mention_id, Limits(departments=frozenset({"care"})))) == ["a", "c"]
