"""Mentions, incidents, digests, sources and the judge, as programs read them."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from monitor.assembly.judging import judged_as_asked
from monitor.cli.main import main
from monitor.domain.access import Limits
from monitor.domain.snapshot import to_json
from monitor.domain.verdict import JudgingRules
from monitor.store import digests
from monitor.store.database import Database
from tests.domain.weeks import BUSY
from tests.store.seeds import Wanted, mention, open_many
from tests.web.api.program import Program, a_program
from tests.web.api.test_problem import told

BOLT = Limits(brands=frozenset({"Bolt"}))


@pytest.fixture
def program(sqlite_db: Database) -> Program:
    """A program of a lead's, over two cases of Acme and two of Bolt."""
    for each, brand in (("1", "Acme"), ("2", "Acme"), ("3", "Bolt"), ("4", "Bolt")):
        said = mention(each, f"A secret refund {each}", author=f"u{each}")
        open_many(sqlite_db, [Wanted(mention=said, brand=brand, source=f"{brand} store")])
    return a_program(sqlite_db, judge_text=partial(judged_as_asked, JudgingRules()))


def of(answer: Any, noun: str) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one.get("id") or one["name"] for one in answer.json()[noun]]


FILTERED = {
    "": ["M-4", "M-3", "M-2", "M-1"],
    "brand=Bolt": ["M-4", "M-3"],
    "source=Acme%20store&flagged=yes": ["M-2", "M-1"],
    "flagged=no": [],
    "q=refund%202": ["M-2"],
    "since=2026-11-16T13:00:00%2B01:00&until=9999-12-31T00:00:00-12:00": ["M-4", "M-3", "M-2", "M-1"],
    "until=2026-11-16T12:00:00Z": [],
}


def test_mentions_are_filtered(program: Program) -> None:
    assert {query: of(program.get(f"/api/v1/mentions?{query}"), "mentions") for query in FILTERED} == FILTERED
    assert told(program.get("/api/v1/mentions?since=2026-11-16")) == (422, "unfit")


def test_a_mention_tells_what_was_decided_and_what_came_of_it(program: Program) -> None:
    found = program.get("/api/v1/mentions/M-3").json()
    assert (found["text"], found["sources"], found["cases"]) == ("A ••• refund 3", ["Bolt store"], ["C-3"])
    [verdict] = found["verdicts"]
    assert (verdict["brand"], verdict["complaint"]) == ("Bolt", True)


def test_lists_go_on_where_the_page_before_ended(program: Program, sqlite_db: Database) -> None:
    for ids in (["C-1"], ["C-2"], ["C-3", "C-4"]):
        assert program.post("/api/v1/incidents", {"cases": ids}).status_code == 200
    with sqlite_db.write() as tx:
        for week, scope in (("2026-W46", "all"), ("2026-W47", "all"), ("2026-W47", "Acme")):
            digests.save(tx, replace(BUSY, week=week, scope=scope))
    for noun in ("mentions", "incidents", "digests"):
        whole = program.get(f"/api/v1/{noun}").json()[noun]
        found, link = list[Any](), "?limit=1"
        while link:
            page = program.get(f"/api/v1/{noun}{link}")
            found += page.json()[noun]
            link = page.links["next"]["url"] if page.json()["next"] else ""
        assert found == whole
        assert len(whole) > 2
        assert told(program.get(f"/api/v1/{noun}?cursor=Zm9vL2Jhcg")) == (422, "unfit")


def test_an_incident_is_worked_on_as_by_command(program: Program) -> None:
    def act(number: int, **said: Any) -> Any:
        return program.post(f"/api/v1/incidents/I-{number}/acts", said)

    opened = program.post("/api/v1/incidents", {"cases": ["C-1", "C-1"]})
    assert opened.json() == program.get("/api/v1/incidents/I-1").json()
    assert act(1, act="add", cases=["C-2"]).json()["members"] == ["C-1", "C-2"]
    assert told(act(1, act="add", cases=["C-3"])) == (409, "conflict")
    own = act(1, act="split", cases=["C-2"])
    assert (own.json()["id"], own.json()["members"]) == ("I-2", ["C-2"])
    assert act(2, act="merge", into="I-1").json()["merged"] == ["I-2"]
    assert told(act(2, act="merge", into="I-9")) == (404, "not-found")
    assert act(2, act="split").json()["merged_into"] is None
    assert act(1, act="close").json()["to_be_told"] == 1
    assert of(program.get("/api/v1/incidents?state=open"), "incidents") == ["I-2"]
    read = program.get("/api/v1/incidents/I-1").headers["etag"]
    assert act(1, act="told", cases=["C-1"]).json()["told"] == 1
    stale = program.post("/api/v1/incidents/I-1/acts", {"act": "reopen"}, if_match=read)
    assert told(stale) == (412, "stale")
    assert act(1, act="reopen").json()["closed_at"] is None


def test_nobody_sees_beyond_their_limits(program: Program, sqlite_db: Database) -> None:
    for ids in (["C-1"], ["C-3"]):
        program.post("/api/v1/incidents", {"cases": ids})
    with sqlite_db.write() as tx:
        for scope in ("all", "Acme", "Bolt"):
            digests.save(tx, replace(BUSY, scope=scope))
    agency = a_program(sqlite_db, name="agency", limits=BOLT)
    assert of(agency.get("/api/v1/mentions"), "mentions") == ["M-4", "M-3"]
    assert of(agency.get("/api/v1/incidents"), "incidents") == ["I-2"]
    assert of(agency.get("/api/v1/sources"), "sources") == ["Bolt store"]
    assert [one["brand"] for one in agency.get("/api/v1/digests").json()["digests"]] == ["Bolt"]
    assert agency.get(f"/api/v1/digests/{BUSY.week}?brand=Bolt").status_code == 200
    for path in ("mentions/M-1", "incidents/I-1", f"digests/{BUSY.week}", f"digests/{BUSY.week}?brand=Acme"):
        assert told(agency.get(f"/api/v1/{path}")) == (404, "not-found")
    assert told(agency.post("/api/v1/incidents", {"cases": ["C-2"]})) == (404, "not-found")
    assert told(agency.post("/api/v1/incidents/I-2/acts", {"act": "add", "cases": ["C-1"]})) == (404, "not-found")
    assert told(agency.post("/api/v1/incidents/I-2/acts", {"act": "merge", "into": "I-1"})) == (404, "not-found")
    nobody = a_program(sqlite_db, name="support", limits=Limits(departments=frozenset({"support"})))
    assert nobody.get("/api/v1/digests").json()["digests"] == []


def test_a_digest_is_the_snapshot_itself(program: Program, sqlite_db: Database) -> None:
    with sqlite_db.write() as tx:
        digests.save(tx, BUSY)
    assert program.get(f"/api/v1/digests/{BUSY.week}").text == to_json(BUSY)
    for path in ("2026-W53", "2026-W99", "2026-W01", f"{BUSY.week}?brand=Nobody"):
        assert told(program.get(f"/api/v1/digests/{path}")) == (404, "not-found")


def test_the_judge_says_what_the_command_says(
    program: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = [{"id": 1, "text": "Still no refund after 3 weeks."}, {"id": "b", "text": "", "rating": {"stars": 1}}]
    file = tmp_path / "texts.jsonl"
    file.write_text("\n".join(map(json.dumps, texts)))
    assert main(["--config", str(tmp_path / "none.yaml"), "score", str(file)]) == 0
    by_command = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert program.post("/api/v1/judge", texts).json() == by_command
    assert program.post("/api/v1/judge", texts[1]).json() == by_command[1]
    for none in ([], [texts[0]] * 101, {"id": 1}, [{"text": 3}]):
        assert told(program.post("/api/v1/judge", none)) == (422, "unfit")
    faults = program.post("/api/v1/judge", [texts[0], {"text": 3, "id": [], "text/~": 1}, {}]).json()["errors"]
    pointers = {fault["pointer"] for fault in faults}
    assert pointers == {"#/1/text", "#/1/id", "#/1/text~1~0", "#/2/text"}
    assert [program.post("/api/v1/judge", {"id": each, "text": ""}).json()["id"] for each in (7, 7.5, -1e9)] == [
        7,
        7.5,
        -1e9,
    ]
