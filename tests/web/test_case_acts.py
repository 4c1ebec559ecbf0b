"""Acts on a case from its page: what its buttons do, who sees them, and what is refused."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from monitor.domain.access import Limits
from monitor.domain.act import Acknowledge, Act, Resolve, Respond, Snooze
from monitor.domain.case import Case, CaseFile, Dismissal, EventKind, Outcome, State
from monitor.domain.people import Role
from monitor.store import case_files, cases
from monitor.store.database import Database
from tests.store.seeds import LATER, NOON, Wanted, mention, open_case
from tests.web.pages import Browser, a_browser, somebody

CASE = "/cases/C-1"


def an_agent(db: Database, **more: Any) -> Browser:
    return a_browser(db, user=somebody(db, "Ann", Role.AGENT), **more)


def case_of(db: Database) -> CaseFile:
    with db.read() as tx:
        return case_files.file(tx, 1)


def before(db: Database, *acts: Act) -> None:
    open_case(db)
    with db.write() as tx:
        for act in acts:
            cases.act(tx, 1, act, by="ben", now=NOON)


@pytest.mark.parametrize(
    ("acts", "fields", "after"),
    [
        ((), {"do": "claim"}, {"state": State.ACKNOWLEDGED, "owner": "Ann"}),
        ((Acknowledge(),), {"do": "claim"}, {"state": State.ACKNOWLEDGED, "owner": "Ann"}),
        ((Acknowledge(),), {"do": "hand_back"}, {"state": State.OPEN, "owner": None}),
        ((), {"do": "assign", "owner": "Cem"}, {"owner": "Cem"}),
        ((), {"do": "respond", "text": "Sorry!", "url": "https://x.example/1"}, {"state": State.RESPONDED}),
        ((), {"do": "resolve"}, {"state": State.RESOLVED, "outcome": Outcome.UNKNOWN}),
        ((), {"do": "resolve", "outcome": "recovered"}, {"outcome": Outcome.RECOVERED, "outcome_by": "Ann"}),
        ((Respond(),), {"do": "value", "kept": "120 gbp"}, {"kept": "120 GBP", "state": State.RESPONDED}),
        ((), {"do": "dismiss", "reason": "spam"}, {"state": State.DISMISSED, "dismissal": Dismissal.SPAM}),
        ((), {"do": "snooze", "hours": "4"}, {"snoozed_until": LATER + timedelta(hours=4)}),
        ((Snooze(until=LATER + timedelta(days=1)),), {"do": "wake"}, {"snoozed_until": None}),
        ((Resolve(),), {"do": "reopen"}, {"state": State.OPEN, "due_at": LATER + timedelta(hours=3)}),
    ],
    ids=lambda value: value.get("do") if isinstance(value, dict) else "",
)
def test_a_button_does_what_it_says(
    sqlite_db: Database, acts: tuple[Act, ...], fields: dict[str, str], after: dict[str, object]
) -> None:
    def due_at(_case: Case, now: datetime) -> datetime:
        return now + timedelta(hours=3)

    before(sqlite_db, *acts)
    somebody(sqlite_db, "Cem", Role.AGENT)
    browser = an_agent(sqlite_db, due_at=due_at, desk=None)
    assert f'name="do" value="{fields["do"]}"' in browser.get(CASE).text
    answer = browser.fill(CASE, **fields)
    assert (answer.status_code, answer.headers["location"]) == (303, CASE)
    case = case_of(sqlite_db).case
    assert {name: getattr(case, name) for name in after} == after


def test_a_form_that_comes_twice_counts_once(db: Database) -> None:
    open_case(db)
    browser = an_agent(db)
    once = re.findall(r'name="once" value="([0-9a-f]{16})"', browser.get(CASE).text)[0]
    for _ in range(2):
        browser.fill(CASE, do="note", text="Asked finance <now>.", once=once)
    noted = [event for event in case_of(db).events if event.kind is EventKind.NOTED]
    assert [(event.by, event.text) for event in noted] == [("Ann", "Asked finance <now>.")]
    assert "Asked finance &lt;now&gt;." in browser.get(CASE).text


@pytest.mark.parametrize(
    ("fields", "status", "says"),
    [
        ({"do": "note", "text": " "}, 409, "the note on C-1 is empty"),
        ({"do": "dismiss", "reason": "spam"}, 409, "C-1 cannot be dismissed: it is resolved; reopen it first"),
        ({"do": "respond", "url": "javascript:alert(1)"}, 409, "must begin with https://"),
        ({"do": "value", "kept": "a lot"}, 409, "write it as 20 GBP"),
        ({"do": "resolve", "outcome": "happy"}, 404, "There is no such page"),
        ({"do": "snooze", "hours": "-1"}, 404, "There is no such page"),
        ({"do": "explode"}, 404, "There is no such page"),
    ],
)
def test_what_cannot_be_done_is_told(sqlite_db: Database, fields: dict[str, str], status: int, says: str) -> None:
    before(sqlite_db, Resolve())
    answer = an_agent(sqlite_db).fill(CASE, **fields)
    assert answer.status_code == status
    assert says in answer.text
    assert case_of(sqlite_db).case.state is State.RESOLVED


def test_a_case_is_given_to_the_team_alone_whose_names_are_offered(sqlite_db: Database) -> None:
    open_case(sqlite_db)
    for name, role, brand in (
        ("Vic", Role.VIEWER, "Acme Air"),
        ("Cemre", Role.LEAD, "Acme Air"),
        ("Bo", Role.AGENT, "Bolt"),
    ):
        somebody(sqlite_db, name, role, limits=Limits(brands=frozenset({brand})))
    limited = somebody(sqlite_db, "Ada", Role.AGENT, limits=Limits(brands=frozenset({"Acme Air"})))
    everybody = an_agent(sqlite_db)
    for path in (CASE, "/cases"):
        assert re.findall(r'<option value="(\w+)"></option>', everybody.get(path).text) == ["Ada", "Ann", "Bo", "Cemre"]
        theirs = a_browser(sqlite_db, user=limited).get(path).text
        assert re.findall(r'<option value="(\w+)"></option>', theirs) == ["Ada", "Ann", "Cemre"]
    for said, why in (
        ("Cem", "nobody who works on cases is called &#34;Cem&#34;: did you mean Cemre?"),
        ("Vic", "known are Ada, Ann, Bo and 1 more"),
        ("Bo", "Bo does not see C-1: choose somebody who does"),
    ):
        answer = everybody.fill(CASE, do="assign", owner=said)
        assert (answer.status_code, why in answer.text, f'value="{said}"' in answer.text) == (409, True, True), said
    everybody.fill(CASE, do="assign", owner="cemre")
    assert case_of(sqlite_db).case.owner == "Cemre"


def test_a_viewer_sees_no_buttons_and_others_do_not_reach_beyond_their_limits(sqlite_db: Database) -> None:
    open_case(sqlite_db, Wanted(mention=mention(), brand="Bolt"))
    viewer = a_browser(sqlite_db, user=somebody(sqlite_db, "Vic", Role.VIEWER))
    assert 'name="do"' not in viewer.get(CASE).text
    assert viewer.fill(CASE, do="claim").status_code == 403
    limited = somebody(sqlite_db, "Ann", Role.AGENT, limits=Limits(brands=frozenset({"Acme"})))
    assert a_browser(sqlite_db, user=limited).fill("/account", at=CASE, do="claim").status_code == 404
    assert case_of(sqlite_db).case.state is State.OPEN
