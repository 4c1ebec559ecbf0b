"""A lead mutes what is known of from where they are, and ends it there."""

from datetime import timedelta

import pytest

from alerts.contract import Notice
from alerts.interactive import Form
from monitor.domain.act import NotAllowed
from monitor.domain.match import Match
from monitor.domain.muting import Silence
from monitor.domain.people import Role
from monitor.domain.score import Severity, Topic
from monitor.stages.reactions.contract import Actor, Answer, Pressed
from monitor.stages.reactions.silences import reactions
from monitor.stages.silencing import SilenceDesk
from monitor.store import changes, silences
from monitor.store.database import Database
from monitor.wording.settings import history_line
from tests.room import NOON, click, submit
from tests.stages.scenes import silence
from tests.store.seeds import Wanted, mention, open_case, open_many

MARIA = Actor(name="Maria", role=Role.LEAD, person="U1", workspace="T1")
BANK = silence()
REACTIONS = reactions(SilenceDesk((BANK,), mask=str), ("Acme Air", "Acme Rail"))
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


def press(db: Database, told: Answer, label: str) -> Answer:
    """Press a button of what was answered."""
    assert isinstance(told, Notice)
    [button] = [one for one in told.buttons if one.label == label]
    return react(db, click(button.action or "", button.value or ""))


def test_what_is_filled_in_is_tried_on_what_was_and_kept_to_be_changed(db: Database) -> None:
    wanted = [
        Wanted(mention=mention(f"r{n}", text="No refund"), opened_at=NOON - timedelta(days=n)) for n in (1, 2, 40)
    ]
    open_many(db, [*wanted, Wanted(mention=mention("r3", text="No refund, I sue"), severity=Severity.CRITICAL)])
    told = react(db, submit("silence.add", **FILLED))
    assert isinstance(told, Notice)
    assert told.body.splitlines() == [
        "Of 3 complaints of the last 30 days it would have counted 2.",
        "Alerts a day: 1.5 as it is, 0.5 with it.",
        "C-2: No refund",
        "C-1: No refund",
        "1 critical one would have been alerted all the same: C-4.",
        "Nothing is muted yet.",
    ]
    with db.read() as tx:
        assert silences.acting(tx, (BANK,), NOON) == [BANK]
    form = press(db, told, "Change it again")
    assert isinstance(form, Form)
    assert {field.name: field.value for field in form.fields} == FILLED


def test_what_was_tried_is_muted_ended_from_the_answer_and_taken_back(db: Database) -> None:
    told = press(db, react(db, submit("silence.add", **FILLED)), "Mute")
    asked = Match(brand=("Acme Air",), topic=(Topic.BILLING,), keyword=("refund", "lost"))
    with db.read() as tx:
        [strike, bank] = sorted(silences.acting(tx, (BANK,), NOON), key=lambda one: one.name, reverse=True)
    assert strike == Silence(
        name="strike", match=asked, ends_at=NOON + timedelta(hours=2), reason="The carrier's strike", fold=True,
        by="Maria",
    )  # fmt: skip
    assert bank == BANK
    listed = react(db, click("silence.list"))
    assert isinstance(listed, Notice)
    assert "strike until 14:00 UTC, by Maria: The carrier's strike (0 counted)" in listed.body
    over = press(db, told, "End it")
    assert isinstance(over, Notice)
    assert over.title == "strike is over"
    with db.write() as tx:
        assert silences.acting(tx, (BANK,), NOON) == [BANK]
        ended, made = changes.history(tx)
        assert [history_line(one) for one in (ended, made)] == [
            "Maria ended the silence strike (change 2)",
            "Maria set the silence strike (change 1)",
        ]
        changes.undo(tx, ended.id, by="Maria", now=NOON)
        assert strike in silences.acting(tx, (BANK,), NOON)
        assert silences.named(tx, (), strike.rule) == strike


def test_what_was_tried_too_long_ago_or_changed_since_does_not_act(db: Database) -> None:
    told = react(db, submit("silence.add", **FILLED))
    again = react(db, submit("silence.add", **FILLED))
    press(db, again, "Mute")
    with pytest.raises(NotAllowed, match="Maria has changed `strike` since you tried this"):
        press(db, told, "Mute")
    with pytest.raises(NotAllowed, match="nothing is known of that change"):
        react(db, click("silence.take", "99"))


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
