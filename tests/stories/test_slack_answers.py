"""Answering from Slack, by each way in: the form, its faults, and what the message tells afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fake_slack import FakeSlack
from tests.fake_slack.server import ANN
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
