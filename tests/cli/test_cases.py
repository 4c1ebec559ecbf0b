"""`monitor cases`: seen and acted on from a terminal or a script."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.store import cases
from tests.cli.installation import Installation
from tests.store.seeds import Wanted, mention, open_many
from tests.web.api.program import a_program


@pytest.fixture
def filled(here: Installation) -> Installation:
    """Three open cases; the second is another brand's and says something else."""
    db = here.open()
    open_many(
        db,
        [
            Wanted(mention=mention("1")),
            Wanted(mention=mention("2", "Lost my baggage\nagain", author="u2"), brand="Acme Rail", due_at=None),
            Wanted(mention=mention("3", title="App crashes")),
        ],
    )
    db.close()
    return here


def state(here: Installation, case: str) -> str:
    return str(here.run("cases", "show", case, "--json").document["state"])


def test_what_a_person_knows_better_is_set(filled: Installation) -> None:
    ran = filled.run("cases", "set", "C-1", "3", "--severity", "low", "--topic", "delivery", "--by", "ana", "--json")
    assert [(case["severity"], case["topic"]) for case in ran.document["cases"]] == [("low", "delivery")] * 2
    again = filled.run("cases", "set", "C-1", "--severity", "low")
    assert (again.code, again.err) == (1, "C-1 is low already: there is nothing to correct\n")


def test_a_half_correction_is_none(filled: Installation) -> None:
    assert filled.run("cases", "set", "C-1", "--topic", "price", "--severity", "high").code == 1
    assert filled.run("cases", "show", "C-1", "--json").document["topic"] == "billing"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "say what is to be set: --severity, --topic or --department"),
        (("--topic", "pric"), 'there is no topic called "pric"; did you mean "price"?'),
        (("--department", "suport"), 'there is no department called "suport"; did you mean "support"?'),
    ],
)
def test_what_cannot_be_set_is_told(filled: Installation, options: tuple[str, ...], says: str) -> None:
    ran = filled.run("cases", "set", "C-1", *options)
    assert (ran.code, ran.err) == (2, f"monitor: {says}\n")


def test_an_empty_store_is_made_and_says_so(here: Installation) -> None:
    ran = here.run("cases", "list")
    assert (ran.code, ran.out) == (0, "no case matches: closed ones are listed by --state all\n")


def test_a_list_is_a_table_with_the_newest_first(filled: Installation) -> None:
    header, *lines = filled.run("cases", "list").out.splitlines()
    assert header.split()[:3] == ["case", "state", "severity"]
    assert [line.split()[0] for line in lines] == ["C-3", "C-2", "C-1"]
    assert "App crashes" in lines[0]
    assert "Lost my baggage again" in lines[1]


def test_a_list_tells_what_is_late_while_an_answer_is_due(filled: Installation) -> None:
    assert " late  play" in filled.run("cases", "list").out
    for number in ("1", "3"):
        filled.run("cases", "respond", number)
    assert "late" not in filled.run("cases", "list").out


def test_a_list_is_filtered_and_goes_on_where_it_ended(filled: Installation) -> None:
    def listed(*options: str) -> list[str]:
        return [case["id"] for case in filled.run("cases", "list", "--json", *options).document["cases"]]

    assert listed("--brand", "Acme Rail") == ["C-2"]
    assert listed("--text", "BAGGAGE") == ["C-2"]
    assert listed("--overdue") == ["C-3", "C-1"]
    assert listed("--state", "resolved") == []
    assert listed("--topic", "billing", "--severity", "high", "--unowned", "--limit", "1") == ["C-3"]
    assert filled.run("cases", "list", "--limit", "1", "--json").document["next"] == "C-3"
    assert listed("--limit", "5", "--before", "C-3") == ["C-2", "C-1"]


def test_show_tells_everything(filled: Installation) -> None:
    filled.run("cases", "note", "C-1", "Called them.", "--by", "ana")
    told = filled.run("cases", "show", "C-1")
    assert told.code == 0
    assert told.out.startswith("C-1  ")
    for words in ("Still no refund after 3 weeks.", "Name of u1", "ana noted: Called them.", "no refund"):
        assert words in told.out


def test_a_case_as_json_has_its_mention_and_its_timeline(filled: Installation) -> None:
    case = filled.run("cases", "show", "1", "--json").document
    assert (case["id"], case["state"], case["overdue"], case["source"]) == ("C-1", "open", True, "play")
    assert case["due_at"] == "2026-11-16T14:00:00Z"
    assert case["mention"]["rating"] == {"stars": 1.0, "out_of": 5.0}
    assert [event["kind"] for event in case["events"]] == ["opened"]


def test_several_cases_are_shown_and_a_missing_one_is_named(filled: Installation) -> None:
    ran = filled.run("cases", "show", "C-1", "C-404", "C-2", "--json")
    assert (ran.code, ran.err) == (1, "there is no case C-404\n")
    assert [case["id"] for case in ran.document["cases"]] == ["C-1", "C-2"]


def test_a_case_goes_through_its_life(filled: Installation) -> None:
    assert filled.run("cases", "ack", "C-1", "--by", "ana").out == "C-1: acknowledged, with ana\n"
    assert filled.run("cases", "assign", "1", "ben", "--by", "ana").out == "C-1: acknowledged, with ben\n"
    filled.run("cases", "respond", "C-1", "We are", "sorry", "--url", "https://example.org/1")
    assert state(filled, "C-1") == "responded"
    filled.run("cases", "resolve", "C-1", "recovered")
    assert filled.run("cases", "show", "1", "--json").document["outcome"] == "recovered"
    filled.run("cases", "reopen", "C-1")
    events = filled.run("cases", "show", "1", "--json").document["events"]
    assert [event["kind"] for event in events[1:]] == [
        "acknowledged", "assigned", "responded", "resolved", "reopened",
    ]  # fmt: skip
    assert events[3]["text"] == "We are sorry"


def test_a_reopened_case_is_due_as_its_department_promises(filled: Installation) -> None:
    filled.run("cases", "resolve", "C-1")
    filled.run("cases", "reopen", "C-1")
    due = datetime.fromisoformat(filled.run("cases", "show", "1", "--json").document["due_at"])
    assert timedelta(hours=1, minutes=59) < due - datetime.now(UTC) <= timedelta(hours=2)


def test_several_cases_at_once_each_by_itself(filled: Installation) -> None:
    filled.run("cases", "dismiss", "C-2", "--reason", "not-ours")
    ran = filled.run("cases", "ack", "C-1", "C-2", "C-404", "C-3", "--by", "ana", "--json")
    assert ran.code == 1
    assert [case["id"] for case in ran.document["cases"]] == ["C-1", "C-3"]
    assert ran.document["failed"] == [
        "C-2 cannot be claimed: it is dismissed; reopen it first",
        "there is no case C-404",
    ]


@pytest.mark.parametrize("until", ["2h", "2126-11-23T09:00", "2126-11-23T09:00:00+02:00"])
def test_a_snoozed_case_is_not_listed_until_its_time(filled: Installation, until: str) -> None:
    assert filled.run("cases", "snooze", "C-3", until).code == 0
    assert [case["id"] for case in filled.run("cases", "list", "--json").document["cases"]] == ["C-2", "C-1"]
    assert len(filled.run("cases", "list", "--snoozed", "--json").document["cases"]) == 3
    assert filled.run("cases", "wake", "C-3").code == 0


def test_who_acted_is_the_user_of_the_machine_unless_told(
    filled: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "carl")
    filled.run("cases", "ack", "C-1")
    assert filled.run("cases", "show", "1", "--json").document["owner"] == "carl"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ack", "everything"), "'everything' is no case; a case has a number like C-12"),
        (("note", "called"), "'called' is no case"),
        (("assign", "C-1"), "say whose the cases shall be"),
        (("assign", "C-1", "ana", "--nobody"), "say whose the cases shall be"),
        (("assign", "C-1", "ana", "--to", "ben"), "which one is meant?"),
        (("resolve", "C-1", "great"), "'great' is none of recovered, unchanged, worsened, unknown"),
        (("dismiss", "C-1"), "say why behind the ids: not_a_complaint"),
        (("snooze", "C-1", "soon"), "write a duration (2h, 3d) or a time"),
        (("list", "--limit", "0"), "--limit is at least 1"),
        (("list", "--topic", "weather"), "'weather' is no topic; there are delivery"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_usage_says_what_is_right(filled: Installation, arguments: tuple[str, ...], says: str) -> None:
    ran = filled.run("cases", *arguments)
    assert ran.code == 2
    assert says in ran.err
    assert "Traceback" not in ran.err


def test_an_act_that_does_not_fit_is_refused_in_words(filled: Installation) -> None:
    ran = filled.run("cases", "reopen", "C-1")
    assert (ran.code, ran.err) == (1, "C-1 cannot be reopened: it is open; resolve or dismiss it first\n")
    db = filled.open()
    with db.read() as tx:
        assert cases.get(tx, 1).version == 1
    db.close()


def test_an_act_says_how_the_case_stands_now(filled: Installation) -> None:
    assert "snoozed until" in filled.run("cases", "snooze", "C-1", "2h").out
    assert filled.run("cases", "dismiss", "C-1", "spam").out.startswith("C-1: dismissed (spam), with nobody")
    assert "say until when" in filled.run("cases", "snooze", "C-2").err


def test_a_store_in_a_folder_that_is_not_there_says_so(here: Installation) -> None:
    config = here.home / "config.yaml"
    config.write_text(config.read_text().replace(f"sqlite:///{here.store}", f"sqlite:///{here.home}/nowhere/x.db"))
    ran = here.run("cases", "list")
    assert (ran.code, "there is no folder" in ran.err) == (1, True)


def test_programs_are_told_the_same(filled: Installation) -> None:
    db = filled.open()
    program = a_program(db, now=datetime.now(UTC))
    program.post("/api/v1/incidents", {"cases": ["C-1", "C-3"]})
    told = {path: program.get(f"/api/v1/{path}").json() for path in ("cases", "cases/C-1", "incidents/I-1", "sources")}
    db.close()
    assert filled.run("cases", "list", "--json").document["cases"] == told["cases"]["cases"]
    assert filled.run("cases", "show", "C-1", "--json").document == told["cases/C-1"]
    assert filled.run("incidents", "show", "I-1", "--json").document == told["incidents/I-1"]
    sources = {one["name"]: one for one in filled.run("sources", "list", "--json").document["sources"]}
    assert [set(one) for one in told["sources"]["sources"]] == [set(one) for one in sources.values()][:1]
