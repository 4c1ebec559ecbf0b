"""The work done in Slack: each button, form and menu, over the socket and over HTTP, with Slack's own clients."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.store import outbox
from tests.fake_slack import FakeSlack, Fault
from tests.fake_slack.server import ANN, BOB
from tests.stories.clock import NOON, StoryClock
from tests.stories.town import Played, Town, complaint, scene_of
from tests.stories.work import WAYS, Shift, shift

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


UNLIKE = (
    "Acme Air lost my suitcase three weeks ago and nobody calls back. Terrible.",
    "Charged twice by Acme Air for one seat. Awful, I want my money back!",
    "The Acme Air app crashed before it showed my boarding pass. Useless.",
    "Rude crew on Acme Air, they shouted at my mother. Disgraceful.",
    "Acme Air cancelled my flight by night without a word. Horrible company.",
    "Cold food, broken seat, filthy toilet: never again with Acme Air. Disgusting.",
)
"""Complaints that are no incident."""


@pytest.fixture(params=WAYS)
def desk(request: pytest.FixtureRequest, tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> Iterator[Shift]:
    """People at work, by each way in."""
    with shift(tmp_path, slack, clock, request.param) as made:
        yield made


@pytest.fixture
def one_way(tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> Iterator[Shift]:
    """People at work over HTTP, where the way in makes no difference."""
    with shift(tmp_path, slack, clock, "http") as made:
        yield made


def test_a_case_from_its_alert_to_its_end(desk: Shift) -> None:
    assert desk.labels()[:4] == ["Take", "Respond", "Resolve", "Not a complaint"]
    desk.click("Take")
    assert "claimed by Ann" in desk.alert.words
    assert desk.labels()[:4] == ["Respond", "Resolve", "Not a complaint", "Hand back"]

    desk.choose("Assign…")
    assert desk.slack.view(ANN).words.startswith("Assign C-1")
    assert desk.fill(person=BOB, note="Yours, I think.") == {}
    assert "claimed by Bob the lead" in desk.alert.words

    desk.choose("Severity or topic…", by=BOB)
    assert desk.fill(BOB, severity="critical") == {}
    assert desk.alert.words.startswith("🔴 Critical")

    desk.choose("Snooze…", by=BOB)
    assert desk.fill(BOB) == {}
    assert "snoozed until" in desk.alert.words

    desk.click("Resolve", by=BOB)
    assert desk.fill(BOB, outcome="recovered") == {}
    assert desk.alert.words.startswith("✅ Resolved · recovered")
    assert desk.labels()[0] == "Reopen"

    desk.click("Reopen")
    assert "open, Bob the lead has it" in desk.alert.words
    assert [kind for kind, _, _ in desk.events()] == [
        "acknowledged", "assigned", "noted", "severity", "snoozed", "resolved", "reopened",
    ]  # fmt: skip
    assert set(desk.states()) == {"done"}


def test_not_a_complaint_is_one_click_and_one_more_undoes_it(desk: Shift) -> None:
    desk.click("Not a complaint")
    assert desk.alert.words.startswith("✅ Dismissed · not a complaint")
    whisper = desk.slack.whispers(ANN)[-1]
    desk.slack.click(whisper, "Spam")
    desk.settle()
    assert desk.alert.words.startswith("✅ Dismissed · spam")
    desk.slack.click(whisper, "Undo")
    desk.settle()
    assert "open, nobody has claimed it" in desk.alert.words


def test_what_is_hidden_is_shown_to_one_person_and_written_down(desk: Shift) -> None:
    assert "idiots" not in desk.alert.words
    desk.choose("Show hidden words")
    shown = desk.slack.whispers(ANN)[-1].words
    assert "idiots" in shown
    assert "7946" not in shown
    desk.choose("Show hidden words", by=BOB)
    assert "+44 20 7946 0958" in desk.slack.whispers(BOB)[-1].words
    assert [(kind, who) for kind, who, _ in desk.events()] == [("revealed", "Ann"), ("revealed", "Bob the lead")]
    assert "idiots" not in desk.alert.words


def test_a_note_and_another_department(desk: Shift) -> None:
    desk.choose("Note…")
    assert desk.fill(note="Called her. <!channel>") == {}
    desk.choose("Department…")
    assert desk.fill(department="app") == {}
    desk.town.live(15)
    story = " ".join(desk.replies())
    assert "Ann noted: Called her. <!channel>" in story
    assert "Ann moved it from care to app" in story


def test_a_form_keeps_what_is_wrong_with_it(desk: Shift) -> None:
    desk.choose("Snooze…")
    faults = desk.fill(until=str(int(desk.town.clock.seconds()) - 60))
    assert faults == {"until": "That is past; choose a later time."}
    assert desk.events() == []


def test_the_second_of_two_sees_what_the_first_did(desk: Shift) -> None:
    old = desk.alert
    desk.click("Take")
    desk.town.clock.move(timedelta(minutes=2))
    desk.click("Take", by=BOB, on=old)
    assert "Ann took C-1 2 min ago" in desk.slack.whispers(BOB)[-1].words
    assert [kind for kind, _, _ in desk.events()] == ["acknowledged"]


def test_a_click_delivered_again_is_applied_once(desk: Shift) -> None:
    desk.click("Take", times=2)
    old = desk.alert
    desk.click("Hand back", lose_ack=True)
    assert [kind for kind, _, _ in desk.events()] == ["acknowledged", "assigned"]
    assert old.ts == desk.alert.ts


def test_a_click_on_a_button_of_an_older_version_brings_the_message_up_to_date(one_way: Shift) -> None:
    old = one_way.alert
    blocks = [
        {**block, "elements": [{**one, "action_id": "case.gone"} for one in block["elements"] if "value" in one][:1]}
        if block["type"] == "actions"
        else block
        for block in old.blocks
    ]
    one_way.click("case.gone", on=replace(old, blocks=blocks))
    assert "older message" in one_way.slack.whispers(ANN)[-1].words
    assert one_way.alert.edits == old.edits + 1


def test_a_thread_tells_the_story_in_few_replies(one_way: Shift) -> None:
    one_way.click("Take")
    one_way.choose("Note…")
    one_way.fill(note="Called her.")
    one_way.town.live(20)
    assert one_way.replies() == ["Ann claimed it\nAnn noted: Called her."]
    one_way.click("Resolve")
    one_way.fill(outcome="recovered")
    one_way.town.live(20)
    assert one_way.replies()[1:] == ["Ann closed it: recovered"]


def test_what_is_undone_at_once_is_no_story(one_way: Shift) -> None:
    one_way.click("Not a complaint")
    one_way.slack.click(one_way.slack.whispers(ANN)[-1], "Undo")
    one_way.settle()
    one_way.town.live(30)
    assert one_way.replies() == []


def test_a_story_in_doubt_is_looked_for_in_its_thread(one_way: Shift) -> None:
    one_way.click("Take")
    one_way.slack.fail("chat.postMessage", Fault.reset(accepted=True))
    one_way.town.live(60)
    assert one_way.replies() == ["Ann claimed it"]
    assert one_way.slack.called("conversations.replies")


def test_after_an_edit_the_alert_says_what_was_flagged_first(
    tmp_path: Path, slack: FakeSlack, clock: StoryClock
) -> None:
    source = Played()
    source.say(complaint(0, NOON, text=UNLIKE[1]))
    town = Town(scene_of(tmp_path, slack), clock, {"played": source})
    town.live(3)
    [alert] = town.scene.alerts
    later = NOON + timedelta(hours=1)
    source.say(complaint(0, NOON, text="Acme Air called me back today.", edited_at=later))
    town.live(30)
    [changed] = town.scene.alerts
    why = alert.words.partition("Why flagged ")[2].partition("\n")[0]
    assert why
    assert why in changed.words
    assert "Since the edit" in changed.words
    town.close()


def test_a_click_shows_before_what_only_changed(tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> None:
    """`chat.update` has 50 a minute for everything: a person who clicked waits for none of the rest."""
    with shift(tmp_path, slack, clock, "http", *UNLIKE) as desk:
        desk.town.live(10)
        last = desk.town.scene.alerts[-1]
        with desk.town.write() as tx:
            outbox.touch(tx, range(1, 7), clock.now())
        desk.click("Take", on=last)
        desk.town.live(10)
        updates = slack.called("chat.update")
        assert len(updates) == 6
        assert updates[0].arguments["ts"] == last.ts


def test_secrets_of_a_press_are_in_no_log(one_way: Shift, capsys: pytest.CaptureFixture[str]) -> None:
    one_way.slack.fail("views.open", Fault.error("expired_trigger_id"))
    one_way.click("Resolve")
    said = capsys.readouterr()
    assert "Press once more" in one_way.slack.whispers(ANN)[-1].words
    assert "/actions/" not in said.out + said.err
