"""A lead mutes what is known of from where they are, and ends it there."""

from datetime import timedelta

import pytest

from alerts.contract import Notice
from alerts.interactive import Form
from monitor.domain.act import NotAllowed
from monitor.domain.match import Match
from monitor.domain.muting import Silence
from monitor.domain.people import Role
from monitor.domain.score import Topic
from monitor.stages.reactions.contract import Actor, Answer, Pressed
from monitor.stages.reactions.silences import reactions
from monitor.store import silences
from monitor.store.database import Database
from tests.room import NOON, click, submit
from tests.stages.scenes import silence
from tests.store.seeds import open_case

MARIA = Actor(name="Maria", role=Role.LEAD, person="U1", workspace="T1")
BANK = silence()
REACTIONS = reactions((BANK,), ("Acme Air", "Acme Rail"))
UNTIL = str(int((NOON + timedelta(hours=2)).timestamp()))
FILLED = {
    "name": "strike", "brand": "Acme Air", "topic": "billing", "keyword": "refund, lost", "place": "", "until": UNTIL,
    "how": "fold", "reason": "The carrier's strike",
}  # fmt: skip


def pressed(press: object) -> Pressed:
    return Pressed(press=press, actor=MARIA, channel="cx", now=NOON)  # type: ignore[arg-type]


def react(db: Database, press: object) -> Answer:
    asked = pressed(press)
    with db.write() as tx:
        return REACTIONS[asked.press.action].react(tx, asked)


def faults(db: Database, **fields: str) -> list[str]:
    check = REACTIONS["silence.add"].check
    assert check is not None
    with db.write() as tx:
        return sorted(check(tx, pressed(submit("silence.add", **{**FILLED, **fields}))))


def test_only_leads_mute() -> None:
    assert (REACTIONS["silence.add"].role, REACTIONS["silence.end"].role) == (Role.LEAD, Role.LEAD)


def test_the_form_is_filled_in_for_the_case(db: Database) -> None:
    open_case(db)
    form = react(db, click("silence.add", "C-1"))
    assert isinstance(form, Form)
    values = {field.name: field.value for field in form.fields}
    assert (values["topic"], values["brand"], values["how"]) == ("billing", "Acme Air", "hold")


def test_what_is_filled_in_is_muted_and_can_be_ended_from_the_answer(db: Database) -> None:
    told = react(db, submit("silence.add", **FILLED))
    asked = Match(brand=("Acme Air",), topic=(Topic.BILLING,), keyword=("refund", "lost"))
    with db.read() as tx:
        [strike, bank] = sorted(silences.acting(tx, (BANK,), NOON), key=lambda one: one.name, reverse=True)
    assert strike == Silence(
        name="strike", match=asked, ends_at=NOON + timedelta(hours=2), reason="The carrier's strike", fold=True,
        by="Maria",
    )  # fmt: skip
    assert bank == BANK
    assert isinstance(told, Notice)
    [button] = told.buttons
    over = react(db, click(button.action or "", button.value or ""))
    assert isinstance(over, Notice)
    assert over.title == "strike is over"
    with db.read() as tx:
        assert silences.acting(tx, (BANK,), NOON) == [BANK]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, []),
        ({"name": " ", "reason": ""}, ["name", "reason"]),
        ({"name": "bank"}, ["name"]),
        ({"until": str(int(NOON.timestamp()))}, ["until"]),
        ({"until": "soon"}, ["until"]),
        ({"brand": "any", "topic": "any", "keyword": " , "}, ["topic"]),
        ({"topic": "any"}, []),
    ],
)
def test_what_is_wrong_is_said_at_its_field(db: Database, fields: dict[str, str], wrong: list[str]) -> None:
    assert faults(db, **fields) == wrong


def test_one_of_the_configuration_is_ended(db: Database) -> None:
    react(db, click("silence.end", "bank"))
    told = react(db, click("silence.list"))
    assert isinstance(told, Notice)
    assert told.title == "Nothing is muted"


def test_one_that_is_not_there(db: Database) -> None:
    with pytest.raises(NotAllowed, match="bnk is not known"):
        react(db, click("silence.end", "bnk"))
