"""What Slack tells of people's acts, read as presses; what is junk, and what nothing follows from."""

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.contract import Receipt
from alerts.interactive import Press, PressKind, Reply
from alerts.slack.actions import Unreadable, read
from alerts.slack.forms import modal_for
from alerts.slack.home import home_for
from tests.alerts.forms import FORM, MENU, SCREEN
from tests.alerts.notices import ALERT, NOW
from tests.alerts.slack_channel import CHANNEL, channel
from tests.fake_slack import ANN, BOB, FakeSlack, Message
from tests.shared import shared

VIEW_CLOSED = {"type": "view_closed", "team": {"id": "T1"}, "user": {"id": "U1"}, "view": {"id": "V1"}}


@dataclass
class Ear:
    """Takes what the fake sends, and reads it."""

    payloads: list[Any] = field(default_factory=list)

    def __call__(self, headers: Mapping[str, str], body: bytes) -> Reply:
        """The door."""
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        self.payloads.append(form if "command" in form else json.loads(form.get("payload", body)))
        return Reply(status=200)

    def heard(self) -> Press:
        """Return the last press."""
        press = read(self.payloads[-1], NOW)
        assert press is not None
        return press


@pytest.fixture
def ear(slack: FakeSlack) -> Ear:
    ear = Ear()
    slack.speak_http(ear, "secret")
    return ear


@pytest.fixture
def alert(slack: FakeSlack) -> Message:
    channel(slack).post(replace(ALERT, menu=MENU))
    return slack.messages()[-1]


def modal(slack: FakeSlack) -> Any:
    receipt = Receipt(channel=CHANNEL, workspace="T00FAKE01", reference="1732354200.000100", posted_at=NOW)
    slack.desk.open({"trigger_id": slack.desk.trigger(ANN), "view": modal_for(FORM, receipt)})
    return slack.view()


class TestPresses:
    def test_a_button(self, slack: FakeSlack, ear: Ear, alert: Message) -> None:
        slack.click(alert, "Claim", by=BOB)
        press = ear.heard()
        assert (press.kind, press.person, press.workspace) == (PressKind.BUTTON, BOB, "T00FAKE01")
        assert (press.action, press.value) == ("claim", "C-1042")
        assert press.receipt is not None
        assert (press.receipt.channel, press.receipt.reference) == (CHANNEL, alert.ts)
        assert abs(press.receipt.posted_at - datetime.now(UTC)) < timedelta(minutes=1)
        assert abs(press.pressed_at - datetime.now(UTC)) < timedelta(minutes=1)
        assert press.trigger
        assert press.answer_at

    def test_an_entry_of_a_menu(self, slack: FakeSlack, ear: Ear, alert: Message) -> None:
        slack.choose(alert, "Assign")
        assert (ear.heard().kind, ear.heard().action, ear.heard().value) == (
            PressKind.MENU,
            "more",
            "assign:C-1042",
        )

    def test_a_form(self, slack: FakeSlack, ear: Ear) -> None:
        slack.submit(modal(slack), {"reply": "So sorry!", "owner": BOB})
        press = ear.heard()
        assert (press.kind, press.action, press.value) == (PressKind.FORM, "respond", "C-1042")
        assert press.fields == {
            "reply": "So sorry!",
            "name": "",
            "outcome": "unchanged",
            "owner": BOB,
            "until": "1795000000",
        }
        assert press.receipt is not None
        assert (press.receipt.channel, press.receipt.reference) == (CHANNEL, "1732354200.000100")

    def test_a_command(self, slack: FakeSlack, ear: Ear) -> None:
        slack.type("/complaints mute rss for 2h ", by=BOB)
        press = ear.heard()
        assert (press.kind, press.action, press.value) == (PressKind.COMMAND, "/complaints", "mute rss for 2h")
        assert press.answer_at
        assert press.receipt is None

    def test_opening_the_home(self, slack: FakeSlack, ear: Ear) -> None:
        slack.open_home(BOB)
        assert (ear.heard().kind, ear.heard().person, ear.heard().receipt) == (PressKind.HOME, BOB, None)

    def test_a_button_on_the_home(self, slack: FakeSlack, ear: Ear) -> None:
        slack.desk.publish({"user_id": ANN, "view": home_for(SCREEN, "1")})
        slack.click(slack.home(), "Look")
        assert (ear.heard().action, ear.heard().value, ear.heard().receipt) == ("look", "C-1043", None)

    def test_shows_no_secret(self, slack: FakeSlack, ear: Ear, alert: Message) -> None:
        slack.click(alert, "Claim")
        press = ear.heard()
        assert str(press.trigger) not in repr(press)
        assert str(press.answer_at) not in repr(press)


class TestTheId:
    """The same however often Slack delivers, and another for everything that a person does anew."""

    @pytest.mark.parametrize(
        "act",
        [
            lambda slack, alert: slack.click(alert, "Claim", times=3),
            lambda slack, alert: slack.choose(alert, "Assign", times=3),
            lambda slack, alert: slack.submit(modal(slack), {"reply": "x"}, times=3),
            lambda slack, alert: slack.type("/complaints", times=3),
            lambda slack, alert: slack.open_home(times=3),
        ],
        ids=["button", "menu", "form", "command", "home"],
    )
    def test_is_the_same_when_delivered_again_and_new_when_done_again(
        self, slack: FakeSlack, ear: Ear, alert: Message, act: Callable[[FakeSlack, Message], None]
    ) -> None:
        act(slack, alert)
        act(slack, alert)
        ids = [press.id for payload in ear.payloads if (press := read(payload, NOW))]
        assert len(ids) == 6
        assert len(set(ids)) == 2

    def test_a_form_that_came_back_with_a_fault_is_another_when_filled_in_anew(
        self, slack: FakeSlack, ear: Ear
    ) -> None:
        view = modal(slack)
        ids = set()
        for reply in ("too long", "short"):
            slack.submit(view, {"reply": reply})
            ids.add(ear.heard().id)
        assert len(ids) == 2


class TestWhatNothingFollowsFrom:
    @pytest.mark.parametrize(
        "payload",
        [
            VIEW_CLOSED,
            {"type": "message_action", "callback_id": "x"},
            {"type": "event_callback", "event": {"type": "message", "text": "hello"}, "team_id": "T1"},
            {"type": "event_callback", "event": {"type": "app_home_opened", "tab": "messages"}, "team_id": "T1"},
        ],
    )
    def test_is_told_apart_from_junk(self, payload: dict[str, Any]) -> None:
        assert read(payload, NOW) is None

    def test_a_button_that_opens_an_address(self, slack: FakeSlack, ear: Ear, alert: Message) -> None:
        slack.click(alert, "Open on reviews.example.org")
        assert read(ear.payloads[-1], NOW) is None

    def test_no_recorded_event_is_junk(self) -> None:
        for path in sorted(shared("recordings/slack/events").glob("*.json")):
            payload = json.loads(path.read_text(encoding="utf-8"))
            assert read(payload | {"type": "event_callback"}, NOW) is None, path.name


class TestJunk:
    @pytest.mark.parametrize(
        "payload",
        [None, [], "x", 5, {}, {"type": 5}, {"type": "block_actions"}, {"type": "view_submission"}, {"command": "/x"}],
    )
    def test_is_named_so(self, payload: object) -> None:
        with pytest.raises(Unreadable):
            read(payload, NOW)

    @settings(max_examples=80, deadline=None)
    @given(st.data())
    def test_raises_nothing_else(self, data: st.DataObject) -> None:
        payload = copy.deepcopy(data.draw(st.sampled_from(samples())))
        junk = st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("\ud800\0"),
            lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
            max_leaves=4,
        )
        for _ in range(data.draw(st.integers(1, 3))):
            _spoil(payload, data, junk)
        try:
            press = read(payload, NOW)
        except Unreadable:
            return
        if press is not None:
            f"{press.id}{press.action}{press.value}{press.fields}{press.person}".encode()


def _spoil(thing: Any, data: st.DataObject, junk: st.SearchStrategy[Any]) -> None:
    """Put junk somewhere into `thing`."""
    while isinstance(thing, dict) and thing:
        key = data.draw(st.sampled_from(sorted(thing)))
        if not (isinstance(thing[key], dict) and thing[key]) or data.draw(st.integers(0, 3)) == 0:
            thing[key] = data.draw(junk)
            return
        thing = thing[key]


@cache
def samples() -> list[Any]:
    """One payload of each kind, as the fake tells them."""
    with FakeSlack() as slack:
        ear = Ear()
        slack.speak_http(ear, "secret")
        channel(slack).post(ALERT)
        [alert] = slack.messages()
        slack.click(alert, "Claim")
        slack.submit(modal(slack), {"reply": "x"})
        slack.type("/complaints x")
        slack.open_home()
    return ear.payloads
