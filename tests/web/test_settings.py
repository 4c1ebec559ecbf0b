"""The pages of settings: tried on what was, put in force, taken back; nobody overtaken unseen, nothing typed lost."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import yaml

from monitor.domain.access import Limits
from monitor.domain.change import WRITTEN, Setting
from monitor.domain.people import Role
from monitor.store import changes, journal
from monitor.store.database import Database
from tests.store.seeds import NOON
from tests.web.pages import a_browser, somebody
from tests.web.ruled import a_lead, draft_in, key_of, ruled, three_cases, told

ADD = {"do": "try", "count": "0", "more": "1"}
"""What the form of a list sends along when it is empty."""


def test_a_change_is_tried_put_in_force_seen_and_taken_back(db: Database, tmp_path: Path) -> None:
    three_cases(db)
    ann = a_lead(db, tmp_path)
    assert "A case from 0.5 on, an alert from 0.6 on" in told(ann.get("/settings"))
    tried = ann.fill("/settings/threshold", **{"do": "try", "seen": "0", "0.case": "0.5", "0.alert": "0.95"})
    assert "Alerts a day: 3.0 as it is, 0.0 with the change." in told(tried)
    assert "Not alerted any more, still a case: 3 in all." in told(tried)
    assert 'href="/cases/C-1"' in tried.text
    assert "from 0.6" in told(ann.get("/settings/threshold"))

    assert 'value="0.95"' in ann.get(f"/settings/threshold?draft={draft_in(tried).rpartition('/')[2]}").text
    assert ann.fill("/settings/threshold", at=draft_in(tried)).headers["location"] == "/settings/threshold"
    assert "an alert from 0.95 on From changed here by Ann" in told(ann.get("/settings/threshold"))
    with db.read() as tx:
        assert journal.newest(tx, limit=1)[0].about == "threshold"

    proposed = ann.fill("/settings/threshold", at="/settings/threshold/proposal", a_day="0", seen="1")
    assert "judgement.threshold.alert: 0.91" in told(proposed)
    assert "Put in force" in told(proposed)
    assert "such as 12" in told(ann.fill("/settings/threshold", at="/settings/threshold/proposal", a_day="few"))

    assert ann.fill("/settings/history", change="1").headers["location"] == "/settings/threshold"
    assert "config.yaml, again since" in told(ann.get("/settings/threshold"))
    assert "undo change 2 first" in told(ann.fill("/settings/history", change="1"))
    assert "Ann took back change 1 of the thresholds" in told(ann.get("/settings/history"))


def test_two_leads_at_once_and_the_second_sees_both(sqlite_db: Database, tmp_path: Path) -> None:
    ann, ben = (a_lead(sqlite_db, tmp_path, name) for name in ("Ann", "Ben"))
    mine, theirs = ({"do": "write", "seen": "0", "text": f"holidays: ['2026-12-{day}']"} for day in (25, 26))
    late = ben.fill("/settings/holidays", **theirs)
    ann.fill("/settings/holidays", at=draft_in(ann.fill("/settings/holidays", **mine)))
    for overtaken in (ben.fill("/settings/holidays", at=draft_in(late)), ben.fill("/settings/holidays", **theirs)):
        assert overtaken.status_code == 409
        assert "Ann has changed holidays since you" in told(overtaken)
        assert all(f"2026-12-{day}" in told(overtaken) for day in (25, 26))
        assert 'name="seen" value="1"' in overtaken.text
    again = ben.fill("/settings/holidays", **(theirs | {"seen": "1"}))
    assert ben.fill("/settings/holidays", at=draft_in(again)).status_code == 303
    assert "26 Dec 2026" in told(ben.get("/settings"))


FORMS: dict[str, tuple[dict[str, Any], object]] = {
    "severity": (
        {"0.reach.followers": "500", "0.topics.billing": "critical"},
        {"reach": {"followers": 500}, "topics": {"billing": "critical"}},
    ),
    "keywords": (
        {"0.critical": "allergic reaction\r\nlawsuit", "0.ignore": "giveaway"},
        {"critical": ["allergic reaction", "lawsuit"], "ignore": ["giveaway"]},
    ),
    "speakers": (
        ADD | {"0.who": "staff", "0.platform": "reddit", "0.accounts": "joe, @amy"},
        [{"who": "staff", "platform": "reddit", "accounts": ["joe", "@amy"]}],
    ),
    "departments": (
        {"count": "2", "0.called": "support", "0.topics": ["billing", "price"], "0.channel": "night", "0.sla.low": "3d"}
        | {"1.called": "app", "1.hours": "mon-fri 09:00-17:00"},
        [
            {"name": "support", "topics": ["billing", "price"], "channel": "night", "sla": {"low": "3d"}},
            {"name": "app", "lead": "night", "escalation": [{"after": "1h", "to": ["lead"]}]}
            | {"hours": "mon-fri 09:00-17:00"},
        ],
    ),
    "routes": (
        ADD | {"0.name": "loud", "0.match.followers": "9", "0.match.keyword": "a, b", "0.channels": ["night"]},
        [{"name": "loud", "match": {"followers": 9, "keyword": ["a", "b"]}, "channels": ["night"], "stop": False}],
    ),
    "hours": ({"0.": "mon-fri 09:00-17:00"}, "mon-fri 09:00-17:00"),
    "holidays": ({"0.": "2026-12-25\r\n\r\n2026-12-28 "}, ["2026-12-25", "2026-12-28"]),
    "playbooks": (
        ADD | {"0.topic": "billing", "0.reply": "Sorry,\r\n{name}.", "0.offer.up_to": "20 GBP", "0.approval": "true"},
        [{"topic": "billing", "reply": "Sorry,\n{name}.", "offer": {"up_to": "20 GBP"}, "approval": True}],
    ),
}
"""What is filled in, and what then stands in the setting's place."""


def test_what_is_filled_in_is_what_stands_in_the_file(sqlite_db: Database, tmp_path: Path) -> None:
    ann = a_lead(sqlite_db, tmp_path)
    viewer = a_browser(sqlite_db, user=somebody(sqlite_db, "Vic", Role.VIEWER), ruling=ruled(sqlite_db, tmp_path))
    for name, (filled, written) in FORMS.items():
        tried = ann.request("POST", f"/settings/{name}", data={"do": "try", "seen": "0", **key_of(ann), **filled})
        ann.request("POST", draft_in(tried), data=key_of(ann))
        with sqlite_db.read() as tx:
            [made] = changes.history(tx, limit=1)
        assert (made.setting, yaml.safe_load(made.after or ""), made.by) == (Setting(name), {name: written}, "Ann")
        shown = unescape(ann.get(f"/settings/{name}").text)
        assert all(value.split("\r")[0] in shown for value in filled.values() if isinstance(value, str)), name
    assert "A lead changes this." in told(viewer.get("/settings/routes"))
    assert "With one of these words a, b" in told(viewer.get("/settings/routes"))
    assert "<textarea" not in viewer.get("/settings/routes").text


FOLLOWS = {
    "routes": (
        ADD | {"0.name": "all", "0.channels": ["night"], "0.stop": "true"},
        "Of 3 complaints, 3 would have gone elsewhere. 3 from support in cx to support in night. C-3 : No refund 2",
        "Alerts a day in night: 0.0 as it is, 3.0 with the change.",
    ),
    "departments": (
        {"count": "2", "0.called": "support", "0.topics": ["billing"], "0.sla.high": "5h", "1.called": "app"},
        "Of 3 complaints, 0 would have gone elsewhere.",
        "3 open cases would be due at another time; those that are open keep theirs. C-3 would be due",
    ),
    "severity": (
        {"0.topics.billing": "high"},
        "Of 3 complaints judged anew, 3 would be of another severity. 3 high instead of medium.",
        "High instead of medium: No refund 0 C-1",
    ),
    "keywords": (
        {"0.critical": "refund"},
        "3 mentions of the last 30 days have words that were changed. 3 would be critical as well.",
        "Critical: No refund 0 C-1",
    ),
    "speakers": (
        ADD | {"0.who": "competitor", "0.platform": "google_play", "0.accounts": "@U1"},
        "These accounts wrote 3 mentions in the last 30 days; 3 would be of other speakers.",
        "3 would be no more a complaint, 3 of them alerted. No more a complaint: No refund 0 C-1",
    ),
    "playbooks": (
        ADD | {"0.topic": "billing", "0.do": "Ring them"},
        "Billing: other do; 3 cases in the last 30 days. C-3",
    ),
}


def test_each_change_tells_what_would_have_followed(db: Database, tmp_path: Path) -> None:
    three_cases(db)
    ann = a_lead(db, tmp_path)
    for name, (filled, *follows) in FOLLOWS.items():
        page = told(ann.request("POST", f"/settings/{name}", data={"do": "try", "seen": "0", **key_of(ann), **filled}))
        assert all(line in page for line in follows), page


def test_what_cannot_be_meant_is_told_beside_its_field_and_nothing_typed_is_lost(
    sqlite_db: Database, tmp_path: Path
) -> None:
    ann = a_lead(sqlite_db, tmp_path)
    slips = {"0.name": "<b>loud</b>", "0.match.followers": "many", "0.channels": ["cx"], "0.match.place": "Lyon, Nice"}
    wrong = ann.fill("/settings/routes", **(ADD | {"seen": "0"} | slips))
    assert wrong.status_code == 400
    assert 'href="#f-0.match.followers"' in wrong.text
    assert re.search(r'id="f-0.match.followers-wrong">A whole number belongs here', wrong.text)
    assert all(f'value="{value}"' in wrong.text for value in ("&lt;b&gt;loud&lt;/b&gt;", "many", "Lyon, Nice"))
    assert re.search(r'value="cx" checked', wrong.text)
    assert '<details class="thing" open>' in wrong.text

    typed = "routes:\n  - name: x\n    channels: [nowhere]"
    raw = ann.fill("/settings/routes", do="write", seen="0", text=typed)
    assert 'Line 3: there is no channel called "nowhere"' in told(raw)
    assert typed in unescape(raw.text)
    assert "the same as what holds" not in told(ann.fill("/settings/hours", do="try", seen="0", **{"0.": "soon"}))
    same = ann.fill("/settings/hours", do="try", seen="0", **{"0.": "always"})
    assert "Nothing would be different" in told(same)
    assert "Put in force" not in same.text
    assert ann.get("/settings/colours").status_code == 404


def test_things_of_a_list_are_moved_and_removed(sqlite_db: Database, tmp_path: Path) -> None:
    ann = a_lead(sqlite_db, tmp_path)
    three = "routes:\n" + "".join(f"- {{name: {name}, department: app}}\n" for name in ("one", "two", "three"))
    ann.fill("/settings/routes", at=draft_in(ann.fill("/settings/routes", do="write", seen="0", text=three)))
    names = {f"{at}.name": name for at, name in enumerate(("one", "two", "three"))}
    told_of = {f"{at}.department": "app" for at in range(3)} | {f"{at}.stop": "true" for at in range(3)}
    moved = names | told_of | {"count": "3", "more": "1", "2.position": "0.5", "0.position": "1", "1.remove": "1"}
    ann.fill("/settings/routes", at=draft_in(ann.fill("/settings/routes", do="try", seen="1", **moved)))
    assert "three, one" in told(ann.get("/settings"))
    many = "routes:\n" + "".join(f"- {{name: r{at}, department: app}}\n" for at in range(61))
    ann.fill("/settings/routes", at=draft_in(ann.fill("/settings/routes", do="write", seen="2", text=many)))
    assert "more than a form can hold" in told(ann.get("/settings/routes"))
    assert 'value="try"' not in ann.get("/settings/routes").text


def test_who_sees_a_part_sees_no_settings(sqlite_db: Database, tmp_path: Path) -> None:
    agency = somebody(sqlite_db, "Agnes", Role.LEAD, limits=Limits(brands=frozenset({"Acme Air"})))
    agnes = a_browser(sqlite_db, user=agency, ruling=ruled(sqlite_db, tmp_path))
    pages = ("", "/history", "/sources", "/silences", "/duty", "/try", *(f"/{one.value}" for one in WRITTEN))
    assert {agnes.get(f"/settings{page}").status_code for page in pages} == {404}
    for page in ("/threshold", "/silences", "/duty", "/try", "/history"):
        assert agnes.fill("/cases", at=f"/settings{page}", change="1", do="live").status_code == 404
    assert ">Settings</a>" not in agnes.get("/cases").text


def test_secrets_are_told_of_and_never_shown(sqlite_db: Database, tmp_path: Path) -> None:
    ann = a_lead(sqlite_db, tmp_path)
    page = ann.get("/settings/sources")
    assert "posts webhook Acme Air secret: set" in told(page)
    assert "Name Kind Secrets cx console needs none" in told(page)
    assert "Name To Brands Secrets crm crm.example.com Acme Air secret: set board board.example.com all" in told(page)
    assert "canary" not in page.text


def test_the_history_goes_on_a_page_further(sqlite_db: Database, tmp_path: Path) -> None:
    ann = a_lead(sqlite_db, tmp_path)
    with sqlite_db.write() as tx:
        for day in range(51):
            at = NOON + timedelta(minutes=day)
            changes.make(tx, Setting.HOLIDAYS, "holidays: []", by="Ann", now=at)
    page = ann.get("/settings/history")
    assert (page.text.count("Before and after"), page.text.count("Take it back</button>")) == (50, 1)
    assert "(change 1)" in told(ann.get(re.search(r'href="(/settings/history\?[^"]*)" rel', page.text)[1]))  # type: ignore[index]
