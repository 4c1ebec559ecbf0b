"""`monitor settings`, `shadow`, `crisis`, `people away` and `cases hand-over`: what a lead does without Slack."""

from tests.cli.installation import Installation

BY = ("--by", "ana")
HIGHER = "threshold: {case: 0.5, alert: 0.9}"


def test_a_setting_is_tried_changed_shown_and_taken_back(here: Installation) -> None:
    tried = here.run("settings", "set", "threshold", "--text", HIGHER, "--try", *BY)
    assert "Alerts a day: " in tried.out
    assert here.run("settings", "history", "--json").document == {"changes": []}

    changed = here.run("settings", "set", "threshold", "--text", HIGHER, *BY)
    assert "ana changed the thresholds (change 1)" in changed.out
    assert here.run("settings", "show", "threshold").out.strip() == HIGHER
    assert "threshold: the store's holds, which ana changed" in here.run("check").out

    assert "took back change 1" in here.run("settings", "undo", "1", *BY).out
    assert "alert: 0.6" in here.run("settings", "show", "threshold").out
    assert "the store's holds" not in here.run("check").out
    listed = here.run("settings", "list", "--json").document["settings"]
    assert [one["changed"] for one in listed] == [False] * 9


def test_what_cannot_be_meant_is_refused_with_its_line(here: Installation) -> None:
    wrong = here.run("settings", "set", "routes", "--text", "routes:\n  - name: x\n    channels: [nowhere]")
    assert (wrong.code, "routes:3: " in wrong.err) == (2, True)
    assert here.run("settings", "set", "holidays", "--file", "missing.yaml").code == 2
    assert here.run("settings", "undo", "9").code == 1


def test_a_setting_from_a_file_and_back_to_the_first(here: Installation) -> None:
    (here.home / "days.yaml").write_text("holidays: ['2026-12-25', '2026-12-26']\n")
    assert here.run("settings", "set", "holidays", "--file", str(here.home / "days.yaml"), *BY).code == 0
    assert "2026-12-26" in here.run("settings", "show", "holidays").out
    assert "set back to config.yaml the holidays" in here.run("settings", "set", "holidays", "--first", *BY).out


NEW = {
    "severity": ("severity: {topics: {billing: high}}", "judged anew"),
    "keywords": ("keywords: {critical: [allergic]}", "0 mentions of the last 30 days have words"),
    "speakers": ("speakers: [{who: competitor, platform: x, accounts: [rival]}]", "These accounts wrote 0 mentions"),
    "departments": ("departments: [{name: support, topics: [billing]}]", "would have gone elsewhere"),
    "hours": ("hours: mon-fri 09:00-17:00", "due at another time"),
}


def test_all_that_a_lead_works_by_is_changed_alike(here: Installation) -> None:
    for setting, (text, told) in NEW.items():
        assert told in here.run("settings", "set", setting, "--text", text, *BY).out
    assert here.run("settings", "show", "hours").out.strip() == NEW["hours"][0]
    assert here.run("settings", "set", "speakers", "--text", "speakers: [{name: nope}]").code == 2
    differ = here.run("check").out
    assert all(f"{setting}: the store's holds" in differ for setting in NEW)


def test_a_new_set_up_goes_live_by_hand_and_back(here: Installation) -> None:
    config = here.home / "config.yaml"
    config.write_text(config.read_text().replace("shadow: off\n", ""))
    assert "alerts are held until" in here.run("shadow", "status").out
    assert "ana made alerts live" in here.run("shadow", "live", *BY).out
    assert here.run("shadow", "status", "--json").document["live"] is True
    assert here.run("shadow", "live", *BY).code == 1
    here.run("settings", "undo", "1", *BY)
    assert here.run("shadow", "status", "--json").document["live"] is False


def test_a_crisis_by_hand(here: Installation) -> None:
    assert here.run("crisis", "status").out == "there is no crisis\n"
    assert here.run("crisis", "end").code == 1
    here.run("crisis", "start", "--statement", "We are on it.", "--call", "S1", *BY)
    assert here.run("crisis", "status", "--json").document["crisis"]["statement"] == "We are on it."
    assert "called by ana: 0 complaints by 0 people" in here.run("crisis", "end", *BY).out
    assert here.run("crisis", "start", "--statement", " ").code == 2
    assert here.run("crisis", "start", "--statement", "x", "--channel", "nope").code == 2


def test_somebody_away_is_listed_and_stood_in_for(here: Installation) -> None:
    away = here.run("people", "away", "Ana", "--until", "2999-12-24", "--deputy", "Ben", "--json").document
    assert away["absence"]["until"].startswith("2999-12-25T00:00")
    assert here.run("people", "away", "Ana", "--until", "soon").code == 2
    assert here.run("people", "away", "Ana", "--until", "2020-01-01").code == 1
    assert here.run("people", "back", "Ana").out == "Ana is back\n"
    assert here.run("people", "back", "Ana").code == 1
    assert "no open case" in here.run("cases", "hand-over", "--from", "Ana", "--to", "Ben").err
