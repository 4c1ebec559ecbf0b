"""The pages beside those of settings: what is muted, who is on duty, whether alerts go out, and a text tried."""

import re
from pathlib import Path

from monitor.store import journal
from monitor.store.database import Database
from tests.web.ruled import a_lead, draft_in, three_cases, told


def test_what_is_known_of_is_muted_after_a_look_and_ended(db: Database, tmp_path: Path) -> None:
    three_cases(db)
    ann = a_lead(db, tmp_path)
    wrong = ann.fill("/settings/silences", name="strike", until="2020-01-01T10:00", place="Lyon")
    assert (wrong.status_code, "Fill this in." in told(wrong), 'value="Lyon"' in wrong.text) == (400, True, True)
    filled = {
        "name": "strike",
        "reason": "The carrier",
        "until": "2026-11-20T10:00",
        "topic": ["billing"],
        "how": "hold",
    }
    tried = ann.fill("/settings/silences", **filled)
    assert "Of 3 complaints of the last 30 days it would have held 3." in told(tried)
    assert "Nothing is muted." in told(ann.get("/settings/silences"))
    assert re.search(r'value="billing" checked', ann.get("/settings/silences?draft=1").text)
    assert ann.fill("/settings/silences", at=draft_in(tried)).status_code == 303
    assert "Muted: strike." in told(ann.get("/settings"))
    assert "strike Billing Until Fri 20 Nov 10:00 UTC 0 held The carrier Ann" in told(ann.get("/settings/silences"))
    assert "called so already" in told(ann.fill("/settings/silences", **filled))
    ann.fill("/settings/silences", at="/settings/silences/end", name="strike")
    assert "Nothing is muted." in told(ann.get("/settings/silences"))
    assert ann.fill("/settings/silences", at="/settings/silences/end", name="x").status_code == 404


def test_alerts_go_live_and_people_are_on_duty_and_away(db: Database, tmp_path: Path) -> None:
    ann = a_lead(db, tmp_path)
    assert re.search(r"Alerts are held until .* What play hears goes out all the same", told(ann.get("/settings/duty")))
    ann.fill("/settings/duty", do="live")
    assert "Alerts go out. Ann let them" in told(ann.get("/settings/duty"))
    assert "live already" in told(ann.fill("/settings/duty", do="live"))

    ann.fill("/settings/duty", do="begin", who="Ben", department="app", until="2026-11-17T08:00")
    ann.fill("/settings/duty", do="away", name="Cem", until="2026-11-20", deputy="Ben")
    page = told(ann.get("/settings/duty"))
    assert "app Ben Tue 17 Nov 08:00 UTC" in page
    assert "Cem Fri 20 Nov 23:59 UTC Ben Ann" in page
    assert "Ben on duty, 1 away." in told(ann.get("/settings"))
    for slip in (
        {"do": "begin", "who": ""},
        {"do": "begin", "who": "x", "department": "y"},
        {"do": "away", "name": "x"},
    ):
        assert ann.fill("/settings/duty", **slip).status_code == 409
    ann.fill("/settings/duty", do="end", department="app")
    ann.fill("/settings/duty", do="back", name="Cem")
    assert "Nobody is on duty." in told(ann.get("/settings/duty"))
    with db.read() as tx:
        assert [one.about for one in journal.newest(tx, limit=2)] == ["away Cem", "on duty app"]


def test_a_text_is_tried_as_if_it_were_heard_and_nothing_of_it_is_kept(db: Database, tmp_path: Path) -> None:
    ann = a_lead(db, tmp_path)
    bad = {"title": "Hm", "text": "I was charged twice for one order.", "stars": "3"}
    found = ann.fill("/settings/try", **bad, source="play", alert="lots")
    assert found.status_code == 400
    found = ann.fill("/settings/try", **bad, source="play", alert="0.999")
    page = told(found)
    assert "A complaint, alerted at once" in told(ann.fill("/settings/try", **bad, source="play"))
    assert (
        "A complaint, in the list and not alerted: it is below 0.999, with a case from 0.5 and an alert from 0.999"
        in page
    )
    assert "<mark>charged twice</mark>" in found.text
    assert "department: support, for billing is its topic" in page
    assert "channels: cx" in page
    assert "alerts are held until" not in page, "what is replayed is never held"
    ours = bad | {"title": "Acme Air"}
    held = told(ann.fill("/settings/try", **ours, source="posts"))
    assert "A complaint, alerted once alerts go out" in held
    assert "alerts are held until" in held
    elsewhere = told(ann.fill("/settings/try", **bad, source="posts"))
    assert "No complaint: it is not surely about the brand" in elsewhere
    assert "Write a text" in told(ann.fill("/settings/try", text=" "))
    with db.read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM mentions").scalar() == 0
