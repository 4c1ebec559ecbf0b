"""`monitor sources kinds` tells what each kind hears, needs and can be set to."""

import json

import pytest

import connectors.registry
from connectors.kit.kind import Kind
from monitor.cli import source_kinds
from monitor.cli.main import main


def test_all_kinds_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "kinds"]) == 0
    shown = capsys.readouterr().out
    assert all(f"{name}: {connectors.registry.kind(name).hears}" in shown for name in connectors.registry.kinds())


def test_one_kind_with_its_settings(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "kinds", "steam"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("steam: Reviews of a game")
    assert "    app_id  (whole number; required)  The number in the store's address" in shown
    assert "default https://api.steampowered.com" in shown


def test_what_a_person_reads_has_no_links_of_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "kinds", "http_json"]) == 0
    assert "](" not in capsys.readouterr().out


def test_what_never_ends_is_listened_to(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "kinds", "bluesky_live"]) == 0
    shown = capsys.readouterr().out
    assert "listened to all the time, in a process of its own" in shown
    assert "usually every" not in shown


def test_a_secret_is_shown_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "kinds", "mastodon"]) == 0
    assert "    token  (secret, as ${NAME}; optional)  " in capsys.readouterr().out


def test_json_has_every_field_of_each_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "kinds", "--json"]) == 0
    kinds = {each["kind"]: each for each in json.loads(capsys.readouterr().out)["kinds"]}
    assert set(kinds) == set(connectors.registry.kinds())
    steam = kinds["steam"]
    assert (steam["about"], steam["every"], steam["edits"], steam["replies"]) == ("us", "15m", True, True)
    settings = {each["name"]: each for each in steam["settings"]}
    assert settings["app_id"]["required"]
    assert settings["base_url"]["default"] == "https://api.steampowered.com"
    assert not settings["base_url"]["secret"]
    assert [name for name, each in kinds.items() if each["endless"]] == ["bluesky_live"]
    assert {each["name"]: each["secret"] for each in kinds["mastodon"]["settings"]}["token"]


def test_a_kind_of_which_there_is_none_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "kinds", "steem"]) == 2
    assert capsys.readouterr().err == 'monitor: "steem" is not a kind of source; did you mean "steam"?\n'


def test_a_kind_that_cannot_be_loaded_fails_no_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def kind(name: str) -> Kind:
        if name == "steam":
            raise ImportError("No module named 'boiler'")
        return connectors.registry.kind(name)

    monkeypatch.setattr(source_kinds, "kind", kind)
    assert main(["sources", "kinds"]) == 1
    shown = capsys.readouterr().out
    assert "steam: cannot be loaded: No module named 'boiler'" in shown
    assert "mastodon: " in shown
