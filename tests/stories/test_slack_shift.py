"""The end of a shift in Slack: the next one's list, handing it over with a word, taking it over."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.fake_slack import FakeSlack, Message
from tests.fake_slack.server import ANN, BOB
from tests.stories.clock import StoryClock
from tests.stories.work import WAYS, Shift, shift

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
OFFICE = {"hours": "mon-fri 09:00-17:00", "sla": {"critical": "1h", "high": "2h", "medium": "8h", "low": "2d"}}
DEPARTMENTS = [
    {"name": "app", "topics": ["digital"], "channel": "cx"},
    {"name": "care", "channel": "cx", **OFFICE},
]
SAID = (
    "Acme Air lost my suitcase and hung up on me three times. My number is +44 20 7946 0958.",
    "Acme Air lost bag 1. Terrible service, never again.",
    "Acme Air lost bag 2. Terrible service, never again.",
)


def typed(desk: Shift, line: str, by: str = ANN) -> str:
    assert desk.slack.type(f"/complaints {line}", by=by).acknowledged
    desk.settle()
    return desk.slack.whispers(by)[-1].words


def handed_over(desk: Shift) -> Message:
    [message] = [one for one in desk.slack.messages() if "handed the shift of care over" in one.words]
    return message


@pytest.mark.parametrize("way", WAYS)
def test_a_shift_is_looked_at_handed_over_and_taken(
    tmp_path: Path, slack: FakeSlack, clock: StoryClock, way: str
) -> None:
    with shift(tmp_path, slack, clock, way, *SAID, config={"departments": DEPARTMENTS}) as desk:
        desk.click("Take")
        told = typed(desk, "shift care")
        assert told.startswith("💬 Next shift, care: 3 cases")
        assert "It works from Thu 19 Nov 09:00 GMT to Thu 19 Nov 17:00 GMT." in told
        assert "Whose: nobody 2, Ann 1." in told
        assert "Every source is heard" in told
        assert "7946" not in told
        assert "Next shift, Ann: 1 case" in typed(desk, "shift mine")
        assert "There is no department bags: app, care." in typed(desk, "shift bags")

        typed(desk, "shift care")
        assert desk.slack.click(slack.whispers(ANN)[-1], "Hand the shift over…", by=ANN).acknowledged
        desk.settle()
        assert desk.fill(next=BOB) == {"next": "Only a lead puts others on duty: leave it empty."}
        assert desk.fill(ends="1", next="") == {"ends": "It would be over before it begins: choose a later time."}
        until = str(int((clock.now() + timedelta(hours=8)).timestamp()))
        begins = str(int(clock.now().timestamp()))
        assert desk.fill(note="C-1 waits for the warehouse.", begins=begins, ends=until, next=ANN) == {}
        assert "The shift of care is handed over" in slack.whispers(ANN)[-1].words
        assert desk.events()[-1][0] == "noted"

        message = handed_over(desk)
        assert "C-1 waits for the warehouse." in message.words
        assert "C-1 · " in message.words
        assert slack.open_home(BOB).acknowledged
        desk.settle()
        assert "Ann handed the shift of care over" in slack.home(BOB).words
        assert "Ann: care, until" in slack.home(BOB).words
        desk.click("We have it", by=BOB, on=message)
        assert "Bob the lead has it, since" in handed_over(desk).words
        desk.click("We have it", by=ANN, on=message)
        assert "Bob the lead took this shift over" in slack.whispers(ANN)[-1].words
        assert slack.open_home(BOB).acknowledged
        desk.settle()
        assert "handed the shift" not in slack.home(BOB).words
        assert slack.click(slack.home(BOB), "The next shift's list", by=BOB).acknowledged
        desk.settle()
        assert slack.home(BOB).words.startswith("Next shift: 3 cases")
        assert "C-1 · " in slack.home(BOB).words
