"""Acts on several cases at once: each goes its own way, what cannot be done is told, and twice is once."""

import re
from typing import Any

import pytest

from monitor.domain.access import Limits
from monitor.domain.act import Resolve
from monitor.domain.case import Case, EventKind, State
from monitor.domain.people import Role
from monitor.store import case_files, cases
from monitor.store.database import Database
from tests.store.seeds import NOON, Wanted, mention, open_many
from tests.web.pages import Browser, a_browser, somebody

ACTS = "/cases/-/acts"
LIST = "/cases?severity=high"


@pytest.fixture
def agent(sqlite_db: Database) -> Browser:
    brands = ("Acme", "Acme", "Bolt")
    open_many(sqlite_db, [Wanted(mention=mention(str(n)), brand=brand, posted=False) for n, brand in enumerate(brands)])
    somebody(sqlite_db, "Cem", Role.AGENT)
    return a_browser(sqlite_db, user=somebody(sqlite_db, "Ann", Role.AGENT))


def every(db: Database) -> list[Case]:
    with db.read() as tx:
        return [cases.get(tx, number) for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("fields", "after", "says"),
    [
        ({"do": "claim"}, {"state": State.ACKNOWLEDGED, "owner": "Ann"}, "2 cases claimed."),
        ({"do": "assign", "owner": "Cem"}, {"owner": "Cem"}, "2 cases assigned."),
        ({"do": "resolve", "outcome": "recovered"}, {"state": State.RESOLVED}, "2 cases resolved."),
        ({"do": "dismiss", "reason": "spam"}, {"state": State.DISMISSED}, "2 cases dismissed."),
        ({"do": "snooze", "hours": "4"}, {"state": State.OPEN}, "2 cases snoozed."),
    ],
    ids=lambda value: value.get("do") if isinstance(value, dict) else "",
)
def test_what_is_ticked_is_done_and_told_above_the_same_list(
    sqlite_db: Database, agent: Browser, fields: dict[str, str], after: dict[str, object], says: str
) -> None:
    page = agent.get(LIST).text
    assert all(f'name="{name}"' in page for name in fields)
    answer = agent.fill(LIST, ACTS, case=["C-1", "C-3"], back=LIST, **fields)
    assert answer.status_code == 303
    assert says in agent.get(answer.headers["location"]).text
    assert 'value="high" selected' in agent.get(answer.headers["location"]).text
    one, other, two = every(sqlite_db)
    assert {name: getattr(one, name) for name in after} == {name: getattr(two, name) for name in after} == after
    assert (other.version, one.snoozed_until is not None) == (1, fields["do"] == "snooze")


def test_one_box_chooses_all_that_are_shown_without_any_script(sqlite_db: Database, agent: Browser) -> None:
    shown = re.search(r'name="shown" form="bulk" value="([^"]+)"', agent.get("/cases").text)
    assert shown
    assert shown[1] == "C-3 C-2 C-1"
    agent.fill("/cases", ACTS, shown=shown[1], case="C-1", do="claim")
    assert [case.owner for case in every(sqlite_db)] == ["Ann"] * 3


def test_what_comes_twice_is_done_once(sqlite_db: Database, agent: Browser) -> None:
    for _ in range(2):
        answer = agent.fill("/cases", ACTS, case=["C-1", "C-2"], do="assign", owner="Cem", once="0" * 16)
        assert answer.status_code == 303
    with sqlite_db.read() as tx:
        events = [event for file in case_files.files(tx, [1, 2]) for event in file.events]
    assert [event.kind for event in events].count(EventKind.ASSIGNED) == 2


def test_what_does_not_fit_is_told_case_by_case_and_the_rest_is_done(sqlite_db: Database, agent: Browser) -> None:
    with sqlite_db.write() as tx:
        cases.act(tx, 2, Resolve(), by="ben", now=NOON)
    answer = agent.fill("/cases", ACTS, case=["C-1", "C-2", "C-9"], do="dismiss", back="//elsewhere.example/?x=1")
    assert answer.status_code == 409
    for words in ("1 of 3 cases dismissed.", "C-2 cannot be dismissed: it is resolved", "there is no case C-9"):
        assert words in answer.text
    assert "elsewhere" not in answer.text
    assert every(sqlite_db)[0].state is State.DISMISSED


SENSELESS: tuple[tuple[dict[str, Any], int, str], ...] = (
    ({"do": "claim"}, 409, "No case was chosen"),
    ({"do": "claim", "case": [f"C-{n}" for n in range(1, 202)]}, 409, "201 cases were chosen, and at most 200"),
    ({"do": "claim", "case": ["C-1", "D-1"]}, 404, "There is no such page"),
    ({"do": "resolve", "outcome": "happy", "case": "C-1"}, 404, "There is no such page"),
    ({"do": "note", "text": "x", "case": "C-1"}, 404, "There is no such page"),
)


def test_what_makes_no_sense_changes_nothing(sqlite_db: Database, agent: Browser) -> None:
    for fields, status, says in SENSELESS:
        answer = agent.fill("/cases", ACTS, **fields)
        assert (answer.status_code, says in answer.text) == (status, True), fields
    assert {case.state for case in every(sqlite_db)} == {State.OPEN}


def test_nobody_reaches_beyond_what_they_may(sqlite_db: Database, agent: Browser) -> None:
    del agent
    lea = somebody(sqlite_db, "Lea", Role.AGENT, limits=Limits(brands=frozenset({"Acme"})))
    limited = a_browser(sqlite_db, user=lea)
    assert "there is no case C-3" in limited.fill("/account", ACTS, case=["C-1", "C-3"], do="claim").text
    assert [case.owner for case in every(sqlite_db)] == ["Lea", None, None]
    viewer = a_browser(sqlite_db, user=somebody(sqlite_db, "Vic", Role.VIEWER))
    assert 'class="pick"' not in viewer.get("/cases").text
    assert viewer.fill("/account", ACTS, case="C-2", do="claim").status_code == 403
