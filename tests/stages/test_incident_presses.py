"""Presses on incidents: forms that ask, and what follows from them."""

from dataclasses import replace

import pytest

from alerts.contract import Notice
from alerts.interactive import Form, Press, PressKind
from monitor.domain.act import NotAllowed
from monitor.stages.reactions import incidents as reacting
from monitor.stages.reactions.contract import Actor, Answer, Pressed, Role
from monitor.store import cases, incident_acts, incidents
from monitor.store.database import Database
from tests.store.seeds import LATER, Wanted, mention, open_many
from tests.web.pages import a_browser


def press(db: Database, action: str, value: str, kind: PressKind = PressKind.BUTTON, **fields: str) -> Answer:
    made = Press(id="p", kind=kind, workspace="T", person="U", action=action, pressed_at=LATER, value=value)
    actor = Actor(name="Kim", role=Role.AGENT, person="U", workspace="T")
    pressed = Pressed(press=replace(made, fields=fields), actor=actor, channel="cx", now=LATER)
    with db.write() as tx:
        return reacting.reactions()[action].react(tx, pressed)


@pytest.fixture
def town(sqlite_db: Database) -> Database:
    open_many(sqlite_db, [Wanted(mention=mention(f"n{one}", author=f"u{one}"), posted=False) for one in range(4)])
    with sqlite_db.write() as tx:
        incident_acts.gather(tx, [1, 2], by="Kim", now=LATER)
        incident_acts.gather(tx, [3], by="Kim", now=LATER)
    return sqlite_db


def test_a_case_is_put_where_the_form_says(town: Database) -> None:
    form = press(town, "incident.of_case", "C-4")
    assert isinstance(form, Form)
    assert [choice.value for choice in form.fields[0].choices] == ["new", "I-2", "I-1"]
    press(town, "incident.put", "C-4", incident="I-1")
    with town.read() as tx:
        assert cases.get(tx, 4).incident_id == 1


def test_merging_and_splitting(town: Database) -> None:
    form = press(town, "incident.merge", "I-2")
    assert isinstance(form, Form)
    press(town, "incident.merged", "I-2", incident="I-1")
    with town.read() as tx:
        assert incidents.root(tx, 2).id == 1
    press(town, "incident.split", "I-2")
    with town.read() as tx:
        assert incidents.root(tx, 2).id == 2


def test_an_incident_is_owned_and_handed_back_by_one_button(town: Database) -> None:
    for owner in ("Kim", None):
        press(town, "incident.own", "I-1")
        with town.read() as tx:
            assert incidents.get(tx, 1).owner == owner


def test_an_incident_is_named_by_a_form_that_has_its_name(town: Database) -> None:
    press(town, "incident.name", "I-1", PressKind.FORM, name="The outage")
    form = press(town, "incident.name", "I-1")
    assert isinstance(form, Form)
    assert (form.fields[0].value, form.fields[0].longest) == ("The outage", 80)
    with town.read() as tx:
        assert incidents.get(tx, 1).name == "The outage"
    with pytest.raises(NotAllowed, match="I-1 is called so already"):
        press(town, "incident.name", "I-1", PressKind.FORM, name="The  outage")


def test_closing_offers_the_list_of_everyone_to_be_told(town: Database) -> None:
    answer = press(town, "incident.close", "I-1")
    assert isinstance(answer, Notice)
    assert "C-1, C-2" in answer.body
    press(town, "incident.ticked", "I-1", cases="C-1")
    form = press(town, "incident.told", "I-1")
    assert isinstance(form, Form)
    assert "C-2" in form.body
    assert "C-1," not in form.body
    press(town, "incident.ticked", "I-1")
    with pytest.raises(NotAllowed, match="everybody was told"):
        press(town, "incident.told", "I-1")


def test_what_is_gone_is_said(town: Database) -> None:
    with pytest.raises(NotAllowed, match="no incident I-9"):
        press(town, "incident.close", "I-9")


def test_the_pages_show_them(town: Database) -> None:
    browser = a_browser(town)
    assert "/incidents/I-1" in browser.get("/incidents").text
    page = browser.get("/incidents/I-1")
    assert (page.status_code, "/cases/C-2" in page.text) == (200, True)
    assert browser.get("/incidents/I-99").status_code == 404
    assert "I-1 · 2 people" in browser.get("/cases/C-1").text
