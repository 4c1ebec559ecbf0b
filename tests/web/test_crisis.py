"""Crisis mode on the pages: what it would do, started, changed and ended by a lead, once and on the record."""

from pathlib import Path

from monitor.domain.access import Limits
from monitor.domain.people import Role
from monitor.store import crises, journal
from monitor.store.database import Database
from tests.store.seeds import LATER
from tests.web.pages import a_browser, somebody
from tests.web.ruled import a_lead, ruled, three_cases, told

WORDS = {"statement": "We know of it, <and> repair it.", "channel": "cx", "call": "S0CRISIS", "seen": "0"}


def test_a_lead_sees_what_it_does_starts_it_and_ends_it(db: Database, tmp_path: Path) -> None:
    three_cases(db)
    ann = a_lead(db, tmp_path)
    assert 'href="/crisis"' in ann.get("/incidents").text
    assert "There is no crisis." in told(ann.get("/crisis"))
    tried = told(ann.fill("/crisis", do="try", **WORDS))
    for says in (
        "Answers to customers stop until it is ended.",
        "cx is told at once, and every hour how it stands.",
        "The group S0CRISIS is called in cx.",
        "nothing else: We know of it, <and> repair it.",
    ):
        assert says in tried
    with db.read() as tx:
        assert crises.acting(tx) is None

    assert ann.fill("/crisis", do="start", **WORDS).headers["location"] == "/crisis"
    page = told(ann.get("/crisis"))
    assert "called by Ann. It is told in cx." in page
    assert "Since it began: 0 complaints by 0 people" in page
    assert "called by Ann" in told(ann.get("/incidents"))
    again = ann.fill("/crisis", do="start", **WORDS)
    assert (again.status_code, "Somebody has changed it meanwhile" in told(again)) == (409, True)
    with db.read() as tx:
        known = crises.acting(tx)
        assert known is not None
        assert (known.statement, known.channel, known.call) == (WORDS["statement"], "cx", "S0CRISIS")

    assert ann.fill("/crisis", do="end", seen=str(known.id)).status_code == 303
    gone = ann.fill("/crisis", do="end", seen=str(known.id))
    assert (gone.status_code, "somebody has ended it" in told(gone)) == (409, True)
    with db.read() as tx:
        assert [(one.about, one.by) for one in journal.newest(tx, limit=2)] == [("crisis", "Ann")] * 2


def test_what_cannot_be_started_is_told_and_others_may_only_look(sqlite_db: Database, tmp_path: Path) -> None:
    ann = a_lead(sqlite_db, tmp_path)
    for slip, says in (
        ({"statement": " "}, "Write what may be said."),
        ({"call": "everybody"}, "begins with S"),
        ({"channel": "elsewhere"}, "Choose where it is told."),
    ):
        answer = ann.fill("/crisis", do="start", **(WORDS | slip))
        assert (answer.status_code, says in told(answer)) == (409, True)
    with sqlite_db.write() as tx:
        crises.begin(tx, statement="So.", call=None, channel="cx", by="Ann", now=LATER)
    there = {"ruling": ruled(sqlite_db, tmp_path)}
    agent = a_browser(sqlite_db, user=somebody(sqlite_db, "Ben", Role.AGENT), **there)
    assert "So." in told(agent.get("/crisis"))
    assert "<textarea" not in agent.get("/crisis").text
    assert agent.fill("/account", at="/crisis", do="end").status_code == 403
    part = somebody(sqlite_db, "Cem", Role.LEAD, limits=Limits(brands=frozenset({"Acme Air"})))
    limited = a_browser(sqlite_db, user=part, **there)
    assert limited.get("/crisis").status_code == 404
    assert "/crisis" not in limited.get("/incidents").text
