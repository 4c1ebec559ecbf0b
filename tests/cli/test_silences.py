"""`monitor silences`: what is known of is muted for a time, listed with what it holds, and ended."""

from collections.abc import Sequence

import pytest

from tests.cli.installation import Installation

CONFIGURED = """\
silences:
  - {name: bank, match: {topic: billing}, until: "2026-12-01T00:00Z", reason: The bank is down}
"""
NOW = ("--now", "2026-11-16T12:00:00Z")


@pytest.fixture
def muted(here: Installation) -> Installation:
    config = here.home / "config.yaml"
    config.write_text(config.read_text() + CONFIGURED)
    return here


def listed(here: Installation, *options: str) -> list[tuple[str, str]]:
    document = here.run("silences", "list", "--json", *NOW, *options).document
    return [(one["name"], one["by"]) for one in document["silences"]]


def add(here: Installation, *options: str, match: Sequence[str] = ("topic=delivery,price", "severity=low")) -> object:
    asked = [part for each in match for part in ("--match", each)]
    wanted = ("strike", *asked, "--until", "2h", "--reason", "The carrier's strike", "--by", "ana")
    return here.run("silences", "add", *wanted, *NOW, *options)


def test_those_of_the_configuration_are_listed(muted: Installation) -> None:
    header, line = muted.run("silences", "list", *NOW).out.splitlines()
    assert header.split() == ["SILENCE", "UNTIL", "HELD", "FOLDED", "MUTES", "REASON", "BY", "FROM"]
    assert line.split()[0] == "bank"
    assert "topic=billing" in line
    assert line.endswith("config.yaml  config.yaml")


def test_one_is_added_and_ended(muted: Installation) -> None:
    nothing = "Of 0 complaints of the last 30 days it would have held 0.\n"
    assert add(muted, "--try").out == nothing  # type: ignore[attr-defined]
    assert listed(muted) == [("bank", "")]
    added = add(muted)
    says = "strike mutes until 14:00 UTC: topic=delivery,price severity=low\n`monitor settings undo 1` takes it back\n"
    assert added.out == nothing + says  # type: ignore[attr-defined]
    assert listed(muted) == [("bank", ""), ("strike", "ana")]
    ended = muted.run("silences", "end", "strike", *NOW)
    assert ended.out == "strike is over since 12:00 UTC; it held 0, folded 0\n"
    assert listed(muted) == [("bank", "")]
    assert [name for name, _ in listed(muted, "--all")] == ["bank", "strike"]


def test_one_of_the_configuration_is_ended_and_stays_so(muted: Installation) -> None:
    assert muted.run("silences", "end", "bank", "--by", "ana", *NOW).code == 0
    assert listed(muted) == []
    assert listed(muted, "--all") == [("bank", "ana")]
    [row] = muted.run("silences", "list", "--all", *NOW).out.splitlines()[1:]
    assert row.endswith("ana  the store, in the place of config.yaml's")
    assert "ana ended the silence bank (change 1)" in muted.run("settings", "history", *NOW).out
    assert "silence bank: the store's holds, until" in muted.run("check").out

    assert "took back change 1 of the silence bank" in muted.run("settings", "undo", "1", *NOW).out
    assert listed(muted) == [("bank", "")]


def test_json_tells_all_of_it(muted: Installation) -> None:
    document = add(muted, "--json", "--fold", "--begins", "2026-11-16T13:00").document  # type: ignore[attr-defined]
    assert document == {
        "name": "strike",
        "ends_at": "2026-11-16T14:00:00Z",
        "reason": "The carrier's strike",
        "starts_at": "2026-11-16T13:00:00Z",
        "critical": False,
        "fold": True,
        "by": "ana",
        "match": {"topic": ["delivery", "price"], "severity": "low"},
        "active": False,
        "held": 0,
        "folded": 0,
        "preview": ["Of 0 complaints of the last 30 days it would have counted 0."],
        "change": 1,
    }


@pytest.mark.parametrize(
    ("match", "options", "says"),
    [
        (["topik=delivery"], (), 'did you mean "topic"?'),
        (["topic=deliverie"], (), "--match topic: Input should be 'delivery'"),
        (["brand=Acme Ari"], (), "there is no brand called 'Acme Ari'; did you mean \"Acme Air\"?"),
        (["severity=bad"], (), "--match severity: Input should be 'low'"),
        (["topic=price"], ("--begins", "2026-11-17"), "it would end before it begins"),
        (["topic=price"], ("--until", "soon"), "'soon' is not a time"),
        (["topic=price"], ("--reason", " "), "cannot be empty"),
    ],
)
def test_what_cannot_be_muted_is_said(
    muted: Installation, match: list[str], options: tuple[str, ...], says: str
) -> None:
    ran = add(muted, *options, match=match)
    assert (ran.code, says in ran.err) == (2, True), ran.err  # type: ignore[attr-defined]


def test_a_name_is_given_once_while_it_acts(muted: Installation) -> None:
    ran = muted.run("silences", "add", "bank", "--match", "topic=price", "--until", "1h", "--reason", "x", *NOW)
    assert (ran.code, "`monitor silences end bank` ends it" in ran.err) == (1, True)
    assert "'bnk'" in muted.run("silences", "end", "bnk").err
