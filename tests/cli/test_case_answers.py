"""`monitor cases respond --send`, `approve`, `reject`: answers sent from a terminal."""

import pytest

from tests.cli.installation import Installation
from tests.store.seeds import Wanted, mention, open_many

TEXT = "Hello, we are sorry and look into it."


@pytest.fixture
def filled(here: Installation) -> Installation:
    """Two open cases, heard by a source that sends answers; billing may offer something."""
    file = here.home / "config.yaml"
    written = file.read_text().replace(
        "{name: play, kind: file, path: reviews.csv, platform: google_play, scope: app}",
        "{name: play, kind: sample, replies: true}",
    )
    file.write_text(written + "playbooks: [{topic: billing, offer: {up_to: 20 GBP}}]\n")
    db = here.open()
    open_many(db, [Wanted(mention=mention("1")), Wanted(mention=mention("2"))])
    db.close()
    return here


@pytest.fixture
def asking(filled: Installation) -> Installation:
    file = filled.home / "config.yaml"
    file.write_text(file.read_text().replace("low: 2d}}", "low: 2d}, approval: true}"))
    return filled


def test_an_answer_is_sent_and_its_case_responded(filled: Installation) -> None:
    ran = filled.run("cases", "respond", "C-1", "--text", TEXT, "--send", "--by", "ana")
    assert (ran.code, ran.out) == (0, "C-1: the answer by ana is sent\n")
    document = filled.run("cases", "show", "C-1", "--json").document
    assert (document["state"], document["owner"]) == ("responded", "ana")
    assert [reply["text"] for reply in document["replies"]] == [TEXT]
    assert [event["kind"] for event in document["events"]][-2:] == ["answer_written", "responded"]


def test_what_is_wrong_with_it_is_told_and_nothing_is_sent(filled: Installation) -> None:
    ran = filled.run("cases", "respond", "1", "--text", "Here is a £30 voucher for you.", "--send")
    assert ran.code == 1
    assert "it promises 30 GBP, and 20 GBP may still be offered" in ran.err
    assert filled.run("cases", "show", "C-1", "--json").document["state"] == "open"


def test_a_hint_stops_it_unless_it_is_insisted_on(filled: Installation) -> None:
    asked = ("cases", "respond", "1", "--text", "We refund the £4.", "--send")
    ran = filled.run(*asked)
    assert (ran.code, "--insist sends it all the same" in ran.err) == (1, True)
    assert filled.run(*asked, "--insist", "--offer", "10 GBP voucher").code == 0
    events = filled.run("cases", "show", "C-1", "--json").document["events"]
    assert [event["became"] for event in events if event["kind"] == "offered"] == ["4 GBP", "10 GBP"]


def test_a_second_person_approves_it(asking: Installation) -> None:
    ran = asking.run("cases", "respond", "1", "2", "--text", TEXT, "--send", "--by", "ana")
    assert ran.out.splitlines()[0] == "C-1: the answer by ana is waiting for a second person"
    assert "somebody else must approve it" in asking.run("cases", "approve", "1", "--by", "ana").err
    assert asking.run("cases", "approve", "1", "--by", "ben").out == "C-1: the answer by ana is sent\n"
    ran = asking.run("cases", "reject", "2", "too", "cold", "--by", "ben")
    assert (ran.code, ran.out) == (0, "C-2: the answer by ana is rejected: too cold\n")
    assert "no answer to C-2 waits" in asking.run("cases", "approve", "2", "--by", "ben").err


def test_what_cannot_be_sent_from_here_says_so(here: Installation) -> None:
    db = here.open()
    open_many(db, [Wanted(mention=mention("1"))])
    db.close()
    ran = here.run("cases", "respond", "1", "--text", TEXT, "--send")
    assert (ran.code, "not sent from here" in ran.err) == (1, True)
    assert "there is no case C-9" in here.run("cases", "respond", "9", "--text", TEXT, "--send").err


@pytest.mark.parametrize("arguments", [("--send",), ("--offer", "x"), ("--insist",)])
def test_half_a_command_is_wrong_usage(filled: Installation, arguments: tuple[str, ...]) -> None:
    assert filled.run("cases", "respond", "1", *arguments).code == 2


def test_json_tells_the_cases_and_what_failed(filled: Installation) -> None:
    ran = filled.run("cases", "respond", "1", "9", "--text", TEXT, "--send", "--json")
    assert ran.code == 1
    assert [case["id"] for case in ran.document["cases"]] == ["C-1"]
    assert ran.document["failed"] == ["there is no case C-9"]
