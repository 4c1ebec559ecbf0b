"""A lead at work in Slack: go live, change the rules after a look, take that back, meet a crisis, hand cases over."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import ANY

import pytest

from monitor.domain.change import Setting
from monitor.store import changes
from tests.fake_slack import FakeSlack
from tests.fake_slack.server import ANN, BOB
from tests.stories.clock import StoryClock
from tests.stories.work import Shift, shift

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

LATER = ("Acme Air lost my bag.", "Acme Air charged me twice and nobody answers, this is a disgrace.")


@pytest.fixture
def desk(tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> Iterator[Shift]:
    """People at work over HTTP."""
    with shift(tmp_path, slack, clock, "http") as made:
        yield made


def press(desk: Shift, action: str, value: str = "", *, by: str = BOB) -> None:
    """Press a button of this action, wherever it is shown."""
    button = {"type": "button", "action_id": action, "value": value, "text": {"type": "plain_text", "text": action}}
    desk.click(action, by=by, on=replace(desk.alert, blocks=[{"type": "actions", "elements": [button]}]))


def press_answer(desk: Shift, what: str, *, by: str = BOB) -> None:
    """Press a button of what somebody was told last."""
    assert desk.slack.click(desk.slack.whispers(by)[-1], what, by=by).acknowledged
    desk.settle()


def told(desk: Shift, by: str = BOB) -> str:
    """What somebody was told last."""
    return desk.slack.whispers(by)[-1].words


def test_thresholds_are_tried_put_in_force_and_taken_back(desk: Shift) -> None:
    press(desk, "settings.edit", "threshold")
    assert desk.fill(BOB, case="0.9", alert="0.8") == {"alert": ANY}
    assert desk.fill(BOB, case="0.5", alert="1") == {}
    assert "Alerts a day: 1.0 as it is, 0.0 with the change" in told(desk)
    assert "Not alerted any more: Acme Air lost my suitcase" in told(desk)
    assert desk.town.monitor.tuning.now().config.judgement.threshold.alert == 0.6

    press_answer(desk, "Put in force")
    assert "The thresholds changed" in told(desk)
    assert desk.town.monitor.tuning.now().config.judgement.threshold.alert == 1.0
    press_answer(desk, "Undo")
    assert "took back change 1" in told(desk)
    assert desk.town.monitor.tuning.now().config.judgement.threshold.alert == 0.6


def test_routes_are_changed_as_text_and_each_fault_names_its_line(desk: Shift) -> None:
    press(desk, "settings.edit", "routes")
    wrong = "routes:\n  - name: bags\n    department: luggage"
    assert "no department called" in desk.fill(BOB, text=wrong)["text"]
    assert desk.fill(BOB, text="routes:\n  - {name: bags, match: {keyword: suitcase}, department: app}") == {}
    assert "1 from care in cx to app in cx" in told(desk)
    press_answer(desk, "Put in force")
    assert [rule.name for rule in desk.town.monitor.tuning.now().routing.rules] == ["bags"]


def test_the_command_leads_to_settings_and_to_the_switch(desk: Shift) -> None:
    desk.slack.type("/complaints settings", by=BOB)
    desk.settle()
    assert "The thresholds: as config.yaml says." in told(desk)
    press_answer(desk, "Change holidays")
    assert desk.fill(BOB, text="holidays: [2026-12-25]") == {}
    assert "would be due at another time" in told(desk)
    desk.slack.type("/complaints crisis", by=BOB)
    desk.settle()
    press_answer(desk, "Start crisis mode")
    assert desk.slack.view(BOB).words.startswith("Start crisis mode")


def test_thresholds_are_proposed_for_what_a_team_can_take(desk: Shift) -> None:
    press(desk, "shadow.propose")
    assert desk.fill(BOB, a_day="many") == {"a_day": ANY}
    assert desk.fill(BOB, a_day="0") == {}
    assert "judgement.threshold.alert" in told(desk)
    press_answer(desk, "Put in force")
    assert desk.town.monitor.tuning.now().config.judgement.threshold.alert > 0.6


def test_only_a_lead_changes_settings(desk: Shift) -> None:
    press(desk, "settings.edit", "routes", by=ANN)
    assert "This takes a lead" in told(desk, ANN)


def test_a_crisis_from_its_beginning_to_its_end(desk: Shift) -> None:
    press(desk, "crisis.start")
    assert desk.fill(BOB, statement="We know, and we are on it.", call="nobody") == {"call": ANY}
    assert desk.fill(BOB, statement="We know, and we are on it.", call="S0CRISIS") == {}
    [begun] = [one for one in desk.slack.messages() if "Crisis mode, called by" in one.words]
    assert "We know, and we are on it." in begun.words
    assert "S0CRISIS" in str(begun.blocks) + begun.words

    desk.click("Respond")
    assert "We know, and we are on it." in str(desk.slack.view(ANN).blocks)

    desk.town.clock.move(timedelta(hours=1, minutes=1))
    for _ in range(2):
        desk.town.monitor.notes.run_once(desk.town.clock.now())
    desk.settle()
    [note] = [one for one in desk.slack.messages() if "Crisis, 1 h" in one.words]
    assert "In the last hour  0 complaints by 0 people" in note.words

    with desk.town.db.read() as tx:
        begun_by = changes.value(tx, Setting.CRISIS)
    press(desk, "settings.undo", str(begun_by.id if begun_by else 0))
    assert "Bob the lead took back change 1 of crisis mode" in told(desk)
    assert any("Crisis mode is over" in one.words for one in desk.slack.messages())


def test_all_cases_of_somebody_are_handed_over_at_once(desk: Shift) -> None:
    desk.click("Take")
    desk.choose("Hand over all of mine…")
    assert desk.fill(to=BOB, note="On holiday from tomorrow.") == {}
    assert "claimed by Bob the lead" in desk.alert.words
    assert [kind for kind, _, _ in desk.events()] == ["acknowledged", "assigned", "noted"]
    assert "1 case of Ann is Bob the lead's now" in told(desk, ANN)
    [message] = [one for one in desk.slack.messages() if "1 case of Ann is yours now" in one.words]
    assert "On holiday from tomorrow." in message.words


def test_what_is_assigned_to_somebody_away_goes_to_whoever_stands_in(desk: Shift) -> None:
    press(desk, "people.away", by=BOB)
    assert desk.fill(BOB, deputy=ANN) == {}
    assert "Bob the lead is away until" in told(desk)
    desk.choose("Assign…")
    assert desk.fill(person=BOB) == {}
    assert "open, Ann has it" in desk.alert.words
    press(desk, "people.back", by=BOB)
    assert "Bob the lead is back" in told(desk)


def test_the_first_week_is_gone_through_and_ended_from_its_list(
    tmp_path: Path, slack: FakeSlack, clock: StoryClock
) -> None:
    with shift(tmp_path, slack, clock, "http", *LATER, config={"shadow": {"until": "7d"}}) as desk:
        assert not desk.town.scene.alerts
        clock.move(timedelta(days=1))
        desk.town.monitor.shadow.run_once(clock.now())
        desk.settle()
        [listed] = [one for one in slack.messages() if "I would have sent" in one.words]
        desk.click("Go through them", on=listed)
        assert desk.fill(ANN, c1="not_a_complaint", c2="too_severe") == {}
        assert "2 answers kept" in told(desk, ANN)
        assert desk.events(1)[-1][2] == "not_a_complaint"

        desk.click("Go live now", on=listed, by=ANN)
        assert "This takes a lead" in told(desk, ANN)
        desk.click("Go live now", on=listed, by=BOB)
        assert "made alerts live" in told(desk)
        assert desk.town.monitor.tuning.now().shadow.until == pytest.approx(clock.now(), abs=timedelta(minutes=1))
        press_answer(desk, "Undo")
        assert desk.town.monitor.tuning.now().shadow.until > clock.now() + timedelta(days=5)
