"""Acts on an incident from its page: alone, with all of its cases, and who may do them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from connectors.contract import Author
from monitor.domain.access import Limits
from monitor.domain.act import Respond, Take
from monitor.domain.answer import AnswerState
from monitor.domain.case import Outcome, State
from monitor.domain.incident import Incident
from monitor.domain.people import Role
from monitor.stages.silencing import SilenceDesk
from monitor.store import answers, case_files, cases, incident_acts, incident_figures, incidents, silences
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.tables import CaseRow
from tests.stages.answering import Hands, Platform, desk, stage
from tests.store.seeds import LATER, NOON, Wanted, mention, open_many
from tests.web.pages import Browser, a_browser, mask, somebody

PAGE = "/incidents/I-1"
SORRY = "Hello {name|there}, a fault of ours charged you twice. We give it back today: {contact}."


def a_town(
    db: Database, *groups: int, names: Sequence[str | None] = (), departments: Sequence[str] = ("support",) * 5
) -> None:
    """Incidents of so many cases each, each of a customer of their own."""
    called = [*names, *[None] * 5]
    people = [Author(id=f"u{one}", name=called[one]) for one in range(sum(groups))]
    said = [replace(mention(f"n{one}"), author=author) for one, author in enumerate(people)]
    open_many(
        db, [Wanted(mention=one, department=team, posted=False) for one, team in zip(said, departments, strict=False)]
    )
    first = 1
    with db.write() as tx:
        for size in groups:
            incident_acts.gather(tx, list(range(first, first + size)), by="Kim", now=LATER)
            first += size


def an_agent(db: Database, name: str = "Ann", role: Role = Role.AGENT, **more: Any) -> Browser:
    return a_browser(db, user=somebody(db, name, role), **more)


def incident(db: Database, number: int = 1) -> Incident:
    with db.read() as tx:
        return incidents.get(tx, number)


def states(db: Database) -> list[State]:
    with db.read() as tx:
        return [file.case.state for file in case_files.files(tx, range(1, 6))]


def past(page: str) -> list[str]:
    """What its timeline tells, the latest first."""
    return re.findall(r'<span class="at">[^<]*</span> <span>([^<]*)</span>', page)


def test_it_is_named_owned_closed_told_and_opened_again_and_its_timeline_tells_so(sqlite_db: Database) -> None:
    a_town(sqlite_db, 2)
    browser = an_agent(sqlite_db)
    for fields in (
        {"do": "name", "name": "Double charges <b>"},
        {"do": "own"},
        {"do": "close"},
        {"do": "told"},
        {"do": "reopen"},
        {"do": "hand_back"},
    ):
        assert browser.fill(PAGE, **fields).status_code == 303, fields
    page = browser.get(PAGE).text
    assert "Double charges &lt;b&gt;" in page
    assert past(page) == [
        "Ann handed it back",
        "Ann opened it again",
        "Ann noted that 2 customers were told",
        "Ann closed it",
        "Ann gave it to Ann",
        "Ann called it Double charges &lt;b&gt;",
        "Kim opened it",
    ]
    assert "Acme Air: Double charges &lt;b&gt;" in browser.get("/incidents").text


def test_it_is_merged_and_split_again_and_some_cases_are_another_trouble(sqlite_db: Database) -> None:
    a_town(sqlite_db, 3, 2)
    browser = an_agent(sqlite_db)
    assert browser.fill(PAGE, do="name", name="Charged twice").status_code == 303
    assert browser.fill(PAGE, do="merge", into="I-2").headers["location"] == "/incidents/I-2"
    assert incident(sqlite_db).merged_into == 2
    assert browser.get(PAGE).headers["location"] == "/incidents/I-2#merged"
    page = browser.get("/incidents/I-2").text
    assert past(page) == [
        "Ann merged I-1 into it",
        "I-1: Ann called it Charged twice",
        "Kim opened it",
        "I-1: Kim opened it",
    ]
    assert re.findall(r'<b>I-1</b> Charged twice <span class="hint">Ann, [^<]*</span>', page)
    assert browser.fill("/incidents/I-2", at=PAGE, do="split").headers["location"] == PAGE
    assert past(browser.get("/incidents/I-2").text)[0] == "Ann split I-1 from it again"
    assert past(browser.get(PAGE).text)[0] == "Ann split it from I-2 again"
    none = browser.fill(PAGE, do="take_out")
    assert (none.status_code, "choose the cases" in none.text) == (409, True)
    assert browser.fill(PAGE, do="take_out", case=["C-1", "C-3"]).headers["location"] == "/incidents/I-3"
    with sqlite_db.read() as tx:
        assert incident_figures.members(tx, incidents.get(tx, 3)) == [1, 3]
    wrong = browser.fill(PAGE, do="take_out", case="C-4")
    assert (wrong.status_code, "C-4 is not in I-1" in wrong.text) == (409, True)


def test_its_live_cases_are_resolved_together_and_it_is_closed(sqlite_db: Database) -> None:
    a_town(sqlite_db, 3)
    with sqlite_db.write() as tx:
        cases.act(tx, 2, Take(), by="Jo", now=LATER)
    browser = an_agent(sqlite_db)
    assert browser.fill(PAGE, do="resolve", outcome="recovered", close="yes").status_code == 303
    assert states(sqlite_db) == [State.RESOLVED] * 3
    with sqlite_db.read() as tx:
        assert {cases.get(tx, number).outcome for number in (1, 2, 3)} == {Outcome.RECOVERED}
    assert incident(sqlite_db).closed_by == "Ann"
    assert "Ann resolved 3 cases at once" in browser.get(PAGE).text


def test_one_text_answers_all_each_by_name_once_and_with_the_checks_of_each(db: Database) -> None:
    a_town(db, 3, names=("Ana", "Ben", "x9$"))
    browser = an_agent(db)
    at = f"{PAGE}/answer"
    checked = browser.fill(PAGE, at=at, how="check", text=SORRY)
    assert checked.status_code == 200
    assert "It goes to 3 customers, each as an answer of its own." in checked.text
    assert "Hello Ana, a fault of ours" in checked.text
    wrong = browser.fill(PAGE, at=at, how="send", text="Sorry! {nothing}")
    assert (wrong.status_code, "(C-1, C-2, C-3)." in wrong.text, "Sorry! {nothing}" in wrong.text) == (
        422,
        True,
        True,
    )
    sent = browser.fill(PAGE, at=at, how="send", text=SORRY)
    assert (sent.status_code, "3 answers are on the way" in sent.text) == (200, True)
    assert browser.fill(PAGE, at=at, how="send", text=SORRY).status_code in {303, 409, 422}
    platform = Platform(lambda: LATER)
    stage(db, platform, Hands(LATER)).run_once(LATER)
    greeted = sorted(text.partition(",")[0] for text in platform.texts)
    assert greeted == ["Hello Ana", "Hello Ben", "Hello there"]
    assert states(db) == [State.RESPONDED] * 3
    assert "Ann answered 3 cases at once" in browser.get(PAGE).text


def test_answers_to_all_wait_for_a_second_person_who_approves_them_together(sqlite_db: Database) -> None:
    a_town(sqlite_db, 2)
    counter = desk(asking=frozenset({"support"}))
    ann, lea = (an_agent(sqlite_db, name, desk=counter) for name in ("Ann", "Lea"))
    assert "2 answers wait for a second person" in ann.fill(PAGE, at=f"{PAGE}/answer", how="send", text=SORRY).text
    assert "You wrote them" in ann.get(PAGE).text
    assert ("Approve them all" in ann.get(PAGE).text, "Approve them all" in lea.get(PAGE).text) == (False, True)
    own = ann.fill(PAGE, at=f"{PAGE}/approve")
    assert "you wrote this answer to it yourself" in own.text
    assert "2 answers are on the way" in lea.fill(PAGE, at=f"{PAGE}/approve").text
    with sqlite_db.read() as tx:
        assert [answers.get(tx, number).state for number in (1, 2)] == [AnswerState.APPROVED] * 2


def test_a_lead_sets_it_as_a_known_outage_after_trying_it(sqlite_db: Database) -> None:
    a_town(sqlite_db, 2)
    outages = SilenceDesk((), mask=mask)
    lead, at = an_agent(sqlite_db, "Lea", Role.LEAD, outages=outages), f"{PAGE}/known"
    blank = lead.fill(PAGE, at=at, do="try", name="pay", reason="", hours="4")
    assert (blank.status_code, 'value="pay"' in blank.text) == (409, True)
    tried = lead.fill(PAGE, at=at, do="try", name="pay-down", reason="We mend it", hours="4", words="refund")
    draft = re.findall(r'name="draft" value="(\d+)"', tried.text)[0]
    assert "In the last 30 days it would have meant" in tried.text
    assert lead.fill(PAGE, at=at, do="take", draft=draft).status_code == 303
    with sqlite_db.read() as tx:
        [silence] = silences.acting(tx, (), LATER)
        assert (silence.name, silence.fold, silence.ends_at) == ("pay-down", True, LATER + timedelta(hours=4))
        assert [one.id for one in incidents.marked(tx, "known:pay-down")] == [1]
    assert "Lea set it as a known outage: pay-down" in lead.get(PAGE).text
    agent = an_agent(sqlite_db, outages=outages)
    assert agent.fill(PAGE, at=at, do="take", draft=draft).status_code == 403


def test_its_cases_are_read_a_page_at_a_time_the_most_urgent_first(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of another that was merged into it stand among them."""
    monkeypatch.setattr("monitor.web.incident_page.PAGE", 2)
    a_town(sqlite_db, 3, 2)
    row = table(CaseRow)
    with sqlite_db.write() as tx:
        incident_acts.merge(tx, 2, 1, by="Kim", now=LATER)
        for number, severity in ((2, "critical"), (4, "critical"), (5, "low")):
            tx.execute(update(row).where(row.c.id == number).values(severity=severity))
        cases.act(tx, 1, Respond(), by="Jo", now=NOON)
    browser = an_agent(sqlite_db)

    def listed(address: str) -> list[list[str]]:
        page = browser.get(address).text
        further = re.findall(r'href="([^"]*after=[^"]+)"', page)
        shown = re.findall(r">(C-\d)</a></th>", page)
        return [shown, *(listed(further[0].replace("&amp;", "&")) if further else [])]

    assert listed(PAGE) == [["C-4", "C-2"], ["C-3", "C-5"], ["C-1"]]
    assert listed(f"{PAGE}?state=waiting") == [["C-4", "C-2"], ["C-3", "C-5"]]
    assert browser.get(f"{PAGE}?after=nowhere").status_code == 400


def test_nobody_acts_beyond_their_limits(sqlite_db: Database) -> None:
    a_town(sqlite_db, 2, departments=("support", "billing"))
    bolt = somebody(sqlite_db, "Bo", Role.AGENT, limits=Limits(brands=frozenset({"Bolt"})))
    stranger = a_browser(sqlite_db, user=bolt)
    for address, fields in (
        (PAGE, {"do": "close"}),
        (PAGE, {"do": "resolve"}),
        (f"{PAGE}/answer", {"how": "send", "text": SORRY}),
        (f"{PAGE}/approve", {}),
    ):
        assert stranger.fill("/account", at=address, **fields).status_code == 404, address
    support = somebody(sqlite_db, "Bea", Role.AGENT, limits=Limits(departments=frozenset({"support"})))
    limited = a_browser(sqlite_db, user=support)
    assert "C-2" not in limited.get(PAGE).text
    assert limited.fill(PAGE, do="take_out", case="C-2").status_code == 404
    assert limited.fill(PAGE, do="resolve").status_code == 303
    assert states(sqlite_db) == [State.RESOLVED, State.OPEN]
    viewer = an_agent(sqlite_db, "Vic", Role.VIEWER)
    assert "Merge" not in viewer.get(PAGE).text
    assert viewer.fill(PAGE, do="close").status_code == 403
