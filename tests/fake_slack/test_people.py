"""The stand-in is as strict about people as Slack: what expires expires, what works once works once."""

import json
import socket
from contextlib import ExitStack
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient

from tests.fake_slack import ANN, BOB, FakeSlack, frames
from tests.fake_slack.test_fake_slack import CHANNEL, client, error_of
from tests.fake_slack.views import refusal

TITLE = {"type": "plain_text", "text": "A form"}
SECTION = {"type": "section", "text": {"type": "plain_text", "text": "x"}}
MODAL: dict[str, Any] = {"type": "modal", "title": TITLE, "submit": TITLE, "blocks": [SECTION]}
HOME: dict[str, Any] = {"type": "home", "blocks": [SECTION]}
INPUT: dict[str, Any] = {
    "type": "input",
    "block_id": "note",
    "label": {"type": "plain_text", "text": "Note"},
    "element": {"type": "plain_text_input", "action_id": "note"},
}


def app(slack: FakeSlack) -> WebClient:
    return client(slack, "xapp-1")


def input_with(**element: Any) -> dict[str, Any]:
    return {**MODAL, "blocks": [{**INPUT, "element": {**INPUT["element"], **element}}]}


class TestTriggers:
    def test_open_one_view(self, slack: FakeSlack) -> None:
        trigger = slack.desk.trigger(BOB)
        client(slack).views_open(trigger_id=trigger, view=MODAL)
        assert slack.view(BOB).words == "A form x"
        assert error_of(client(slack).views_open, trigger_id=trigger, view=MODAL) == "exchanged_trigger_id"

    def test_expire_after_three_seconds(self) -> None:
        clock = [1000.0]
        with FakeSlack(now=lambda: clock[0]) as slack:
            trigger = slack.desk.trigger(ANN)
            clock[0] += 3.1
            assert error_of(client(slack).views_open, trigger_id=trigger, view=MODAL) == "expired_trigger_id"

    def test_cannot_be_made_up(self, slack: FakeSlack) -> None:
        assert error_of(client(slack).views_open, trigger_id="1.2.3", view=MODAL) == "invalid_trigger_id"


class TestViews:
    def test_are_updated_where_their_hash_is_right(self, slack: FakeSlack) -> None:
        view = client(slack).views_open(trigger_id=slack.desk.trigger(ANN), view=MODAL)["view"]
        changed = {**MODAL, "title": {"type": "plain_text", "text": "Another"}}
        client(slack).views_update(view_id=view["id"], hash=view["hash"], view=changed)
        assert slack.view().words == "Another x"
        old = {"view_id": view["id"], "hash": view["hash"], "view": changed}
        assert error_of(client(slack).views_update, **old) == "hash_conflict"
        assert error_of(client(slack).views_update, view_id="V0", view=changed) == "not_found"

    def test_close_when_they_are_submitted_without_a_fault(self, slack: FakeSlack) -> None:
        client(slack).views_open(trigger_id=slack.desk.trigger(ANN), view={**MODAL, "blocks": [INPUT]})
        with pytest.raises(AssertionError, match="must be filled in"):
            slack.submit(slack.view())
        with pytest.raises(AssertionError, match="has no"):
            slack.submit(slack.view(), {"nothing": "x"})

    @pytest.mark.parametrize(
        ("view", "complaint"),
        [
            ({**MODAL, "title": {"type": "plain_text", "text": "x" * 25}}, "title"),
            ({**MODAL, "title": {"type": "mrkdwn", "text": "x"}}, "title"),
            ({key: value for key, value in MODAL.items() if key != "title"}, "title"),
            ({**MODAL, "blocks": []}, "without blocks"),
            ({**MODAL, "blocks": [SECTION] * 101}, "101 blocks"),
            ({**MODAL, "private_metadata": "x" * 3001}, "private_metadata"),
            ({**MODAL, "callback_id": "x" * 256}, "callback_id"),
            ({**MODAL, "colour": "red"}, "colour"),
            ({**HOME, "submit": TITLE}, "submit"),
            ({"type": "modal", "title": TITLE, "blocks": [INPUT]}, "submit"),
            ({**MODAL, "blocks": [INPUT, INPUT]}, "stands 2 times"),
            (input_with(max_length=3001), "max_length"),
            (input_with(max_length=5, initial_value="longer"), "initial_value"),
            (input_with(placeholder={"type": "plain_text", "text": "x" * 151}), "placeholder"),
            (input_with(type="datetimepicker", initial_date_time=12), "ten digits"),
            ({"type": "popup", "blocks": [SECTION]}, "modal or a home"),
            ([], "modal or a home"),
        ],
        ids=range(17),
    )
    def test_that_slack_would_refuse_are_refused(self, view: Any, complaint: str) -> None:
        assert complaint in str(refusal(view))

    def test_that_slack_would_refuse_fail_the_test(self) -> None:
        view = {**HOME, "blocks": [SECTION] * 101}
        with pytest.raises(AssertionError, match="101 blocks"), FakeSlack() as slack:
            error_of(client(slack).views_publish, user_id=ANN, view=view)

    def test_an_input_does_not_belong_in_a_message(self) -> None:
        with pytest.raises(AssertionError, match="input in a message"), FakeSlack() as slack:
            error_of(client(slack).chat_postMessage, channel=CHANNEL, text="x", blocks=[INPUT])


class TestAnswerAddresses:
    def test_work_five_times_in_half_an_hour(self) -> None:
        clock = [1000.0]
        with FakeSlack(now=lambda: clock[0]) as slack:
            url = slack.desk.answer_url(ANN, CHANNEL)
            assert [_post(url) for _ in range(6)] == [200] * 5 + [404]
            late = slack.desk.answer_url(ANN, CHANNEL)
            clock[0] += 1801
            assert _post(late) == 404
            assert len(slack.whispers()) == 5

    def test_take_only_what_slack_would(self) -> None:
        with pytest.raises(AssertionError, match="response_url"), FakeSlack() as slack:
            assert _post(slack.desk.answer_url(ANN, CHANNEL), {"blocks": [INPUT]}) == 400


class TestSockets:
    def test_need_an_app_level_token(self, slack: FakeSlack) -> None:
        assert error_of(client(slack).apps_connections_open, app_token="xoxb-1") == "invalid_auth"
        assert app(slack).apps_connections_open(app_token="xapp-1")["url"].startswith("ws://127.0.0.1:")

    def test_take_a_ticket_once(self, slack: FakeSlack) -> None:
        url = app(slack).apps_connections_open(app_token="xapp-1")["url"]
        with _handshake(url) as first:
            assert first.recv(12).endswith(b"101")
            with _handshake(url) as second:
                assert second.recv(12).endswith(b"403")

    def test_say_hello_and_answer_a_ping(self, slack: FakeSlack) -> None:
        with _handshake(app(slack).apps_connections_open(app_token="xapp-1")["url"]) as line:
            while line.recv(1, socket.MSG_PEEK) != b"\x81":
                line.recv(1)
            opcode, hello = frames.read(line)
            assert (opcode, json.loads(hello)["type"]) == (frames.TEXT, "hello")
            frames.write(line, frames.PING, b"still there?")
            assert frames.read(line) == (frames.PONG, b"still there?")

    def test_more_than_ten_are_against_the_law(self) -> None:
        with ExitStack() as lines, FakeSlack() as slack:
            for _ in range(11):
                lines.enter_context(_handshake(app(slack).apps_connections_open(app_token="xapp-1")["url"]))
            slack.until(lambda: slack.violations)
            assert slack.violations == ["11 connections at once"]
            slack.violations.clear()


class TestPeople:
    def test_an_address_is_shown_only_with_the_scope(self) -> None:
        with FakeSlack(scopes="users:read") as slack:
            assert "email" not in client(slack).users_info(user=ANN)["user"]["profile"]

    def test_groups_list_their_members_when_asked(self, slack: FakeSlack) -> None:
        slack.desk.groups["S1"] = {ANN}
        assert "users" not in client(slack).usergroups_list()["usergroups"][0]
        assert client(slack).usergroups_list(include_users=True)["usergroups"][0]["users"] == [ANN]

    def test_nothing_is_pressed_that_is_not_there(self, slack: FakeSlack) -> None:
        client(slack).chat_postMessage(channel=CHANNEL, text="x")
        with pytest.raises(AssertionError, match="nothing that can be pressed"):
            slack.click(slack.messages()[0], "Claim")

    def test_nobody_listens(self, slack: FakeSlack) -> None:
        with pytest.raises(AssertionError, match="nobody listens"):
            slack.open_home(wait=0.05)


def _post(url: str, body: object = None) -> int:
    given = json.dumps(body or {"text": "x"}).encode()
    try:
        with urlopen(Request(url, data=given, headers={"content-type": "application/json"})) as response:
            return int(response.status)
    except HTTPError as error:
        with error:
            return error.code


def _handshake(url: str) -> socket.socket:
    host, _, path = url.removeprefix("ws://").partition("/")
    name, _, port = host.partition(":")
    line = socket.create_connection((name, int(port)), timeout=5)
    line.sendall(f"GET /{path} HTTP/1.1\r\nSec-WebSocket-Key: a2V5\r\nUpgrade: websocket\r\n\r\n".encode())
    return line
