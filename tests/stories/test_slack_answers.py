"""Answering from Slack, by each way in: the form, its faults, and what the message tells afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fake_slack import FakeSlack
from tests.fake_slack.server import ANN, BOB
from tests.stages.answering import TEXT, Platform
from tests.stories.clock import StoryClock
from tests.stories.work import WAYS, Shift, shift

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(params=WAYS)
def desk(request: pytest.FixtureRequest, tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> Iterator[Shift]:
    """People at work, by each way in."""
    with shift(tmp_path, slack, clock, request.param) as made:
        yield made


def test_an_answer_is_checked_kept_and_noted(desk: Shift) -> None:
    assert desk.labels()[:3] == ["Take", "Respond", "Resolve"]
    desk.click("Respond")
    form = desk.slack.view(ANN).words
    assert "May be offered: nothing. Never for a changed review." in form
    assert "idiots" not in form

    assert "insults" in desk.fill(text="You are an idiot.", how="keep")["text"]
    assert "promises 5 GBP" in desk.fill(text="We send you £5.", how="keep")["text"]
    assert desk.fill(text="We are sorry, and look into it.", how="keep") == {}
    assert "Checked and kept" in desk.slack.whispers(ANN)[-1].words

    desk.click("Respond")
    assert "We are sorry, and look into it." in str(desk.slack.view(ANN))
    assert desk.fill(text="We are sorry, and look into it.", how="there", url="https://p.example/1") == {}
    assert "answered, waiting for the customer's next move" in desk.alert.words
    assert [(kind, who) for kind, who, _ in desk.events()] == [("answer_written", "Ann"), ("responded", "Ann")]


@pytest.mark.parametrize("way", WAYS)
def test_a_second_person_approves_it_in_the_thread(
    tmp_path: Path, slack: FakeSlack, clock: StoryClock, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = Platform(clock.now)
    monkeypatch.setattr("monitor.assembly.answering.senders", lambda config: config.sources)
    monkeypatch.setattr("monitor.assembly.answering.connector_for", lambda *_: platform)
    asking = [{"name": "care", "channel": "cx", "approval": True}]
    monkeypatch.setattr("tests.stories.work.DEPARTMENTS", asking)
    with shift(tmp_path, slack, clock, way) as desk:
        desk.click("Respond")
        assert desk.fill(text=TEXT, how="send") == {}
        request = next(one for one in slack.messages() if "waiting for a second person" in one.words)
        assert request.thread_ts == desk.alert.ts
        assert TEXT in request.words

        desk.click("Approve and send", on=request)
        assert "somebody else must approve it" in slack.whispers(ANN)[-1].words
        desk.click("Approve and send", by=BOB, on=request)
        desk.town.monitor.answer.run_once(clock.now())
        desk.settle()
        assert platform.texts == [TEXT]
        request = next(one for one in slack.messages() if one.ts == request.ts)
        assert "Bob the lead approved it" in request.words
        assert "It stands on the platform" in request.words
        assert "answered" in desk.alert.words
