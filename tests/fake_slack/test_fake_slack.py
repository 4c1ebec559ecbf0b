"""The stand-in is as strict as Slack: what the reference forbids fails the test, limits hold, pace is kept."""

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.fake_slack import FakeSlack, Fault
from tests.fake_slack.blocks import TOO_LONG, refusal
from tests.shared import shared

CHANNEL = "C0123456789"
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}


def client(fake: FakeSlack, token: str = "xoxb-1") -> WebClient:
    return WebClient(token=token, base_url=fake.base_url, retry_handlers=[])


def error_of(call: Callable[..., Any], **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    return str(caught.value.response["error"])


class TestTheLaw:
    @pytest.mark.parametrize(
        ("arguments", "complaint"),
        [
            ({"channel": CHANNEL, "text": "x", "colour": "red"}, "no argument 'colour'"),
            ({"channel": CHANNEL, "text": 5}, "text must be a string"),
            ({"channel": CHANNEL, "text": "x", "unfurl_links": "perhaps"}, "unfurl_links must be a boolean"),
            ({"text": "x"}, "needs ['channel']"),
        ],
    )
    def test_a_call_beyond_the_reference_fails_the_test(self, arguments: dict[str, Any], complaint: str) -> None:
        with pytest.raises(AssertionError, match="forbids") as caught, FakeSlack() as slack:
            error_of(client(slack).api_call, api_method="chat.postMessage", json=arguments)
        assert complaint in str(caught.value)

    def test_an_unknown_method_fails_the_test(self) -> None:
        with pytest.raises(AssertionError, match="no such method"), FakeSlack() as slack:
            error_of(client(slack).api_call, api_method="chat.shout", json={"text": "x"})

    def test_blocks_that_slack_would_refuse_fail_the_test(self) -> None:
        twice = [{**SECTION, "block_id": "a"}, {**SECTION, "block_id": "a"}]
        with pytest.raises(AssertionError, match="stands 2 times"), FakeSlack() as slack:
            assert error_of(client(slack).chat_postMessage, channel=CHANNEL, text="x", blocks=twice) == "invalid_blocks"

    def test_too_much_in_one_message_fails_the_test(self) -> None:
        blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * (TOO_LONG // 2900 + 1)
        with pytest.raises(AssertionError, match="msg_blocks_too_long"), FakeSlack() as slack:
            error_of(client(slack).chat_postMessage, channel=CHANNEL, text="x", blocks=blocks)

    def test_another_failure_of_the_test_is_not_hidden(self) -> None:
        def own_failure(slack: FakeSlack) -> None:
            error_of(client(slack).api_call, api_method="chat.shout", json={"text": "x"})
            raise KeyError("the test's own")

        with pytest.raises(KeyError) as caught, FakeSlack() as slack:
            own_failure(slack)
        assert "no such method" in caught.value.__notes__[0]

    def test_an_undocumented_error_must_be_asked_for_by_that_name(self, slack: FakeSlack) -> None:
        with pytest.raises(ValueError, match="no documented error"):
            slack.fail("chat.postMessage", Fault.error("nope"))

    def test_bad_payloads_are_refused_and_good_ones_taken(self) -> None:
        samples = json.loads(shared("hostile/blockkit-limits.json").read_text(encoding="utf-8"))
        judged = {name: bool(refusal(sample["blocks"])) for name, sample in samples.items()}
        assert judged == {name: sample["bad"] for name, sample in samples.items()}


class TestTokensAndScopes:
    def test_an_unknown_token(self) -> None:
        with FakeSlack(token="xoxb-right") as slack:
            assert error_of(client(slack, "xoxb-wrong").auth_test) == "invalid_auth"
            client(slack, "xoxb-right").auth_test()

    def test_no_token(self, slack: FakeSlack) -> None:
        with urlopen(Request(f"{slack.base_url}auth.test", data=b"", method="POST")) as response:
            assert json.load(response)["error"] == "not_authed"

    def test_a_scope_that_is_missing(self) -> None:
        with FakeSlack(scopes="chat:write") as slack:
            assert error_of(client(slack).conversations_history, channel=CHANNEL) == "missing_scope"

    def test_the_scopes_are_in_a_header(self, slack: FakeSlack) -> None:
        assert "channels:history" in client(slack).auth_test().headers["x-oauth-scopes"]


class TestMessages:
    def test_history_is_newest_first_in_pages_and_without_replies(self, slack: FakeSlack) -> None:
        sent = [client(slack).chat_postMessage(channel=CHANNEL, text=str(number))["ts"] for number in range(5)]
        client(slack).chat_postMessage(channel=CHANNEL, text="reply", thread_ts=sent[0])
        pages = client(slack).conversations_history(channel=CHANNEL, limit=2)
        assert [m["text"] for page in pages for m in page["messages"]] == ["4", "3", "2", "1", "0"]
        later = client(slack).conversations_history(channel=CHANNEL, oldest=sent[3])
        assert [message["ts"] for message in later["messages"]] == [sent[4]]

    def test_metadata_is_shown_only_when_asked_for(self, slack: FakeSlack) -> None:
        metadata = {"event_type": "t", "event_payload": {"key": "k"}}
        client(slack).chat_postMessage(channel=CHANNEL, text="x", metadata=metadata)
        [plain] = client(slack).conversations_history(channel=CHANNEL)["messages"]
        [full] = client(slack).conversations_history(channel=CHANNEL, include_all_metadata=True)["messages"]
        assert "metadata" not in plain
        assert full["metadata"] == metadata
        assert slack.copies("k") == 1

    def test_an_update_counts_as_an_edit_and_keeps_metadata(self, slack: FakeSlack) -> None:
        metadata = {"event_type": "t", "event_payload": {"key": "k"}}
        ts = client(slack).chat_postMessage(channel=CHANNEL, text="x", metadata=metadata)["ts"]
        client(slack).chat_update(channel=CHANNEL, ts=ts, text="y")
        [message] = slack.messages()
        assert (message.text, message.edits, message.key) == ("y", 1, "k")

    @pytest.mark.parametrize(
        ("standing", "error"),
        [
            ({"is_archived": True}, "is_archived"),
            ({"is_member": False}, "not_in_channel"),
            ({"is_member": False, "is_private": True}, "channel_not_found"),
        ],
    )
    def test_a_channel_that_takes_nothing(self, slack: FakeSlack, standing: dict[str, bool], error: str) -> None:
        for name, value in standing.items():
            setattr(slack.workspace.channels[CHANNEL], name, value)
        assert error_of(client(slack).chat_postMessage, channel=CHANNEL, text="x") == error

    @pytest.mark.parametrize(
        ("arguments", "error"),
        [({"oldest": "noon"}, "invalid_ts_oldest"), ({"cursor": "made up"}, "invalid_cursor")],
    )
    def test_history_that_cannot_be_read(self, slack: FakeSlack, arguments: dict[str, str], error: str) -> None:
        assert error_of(client(slack).conversations_history, channel=CHANNEL, **arguments) == error


class TestPace:
    def test_one_message_a_second_a_channel_with_a_little_burst(self) -> None:
        clock = [1000.0]
        with FakeSlack((CHANNEL, "C2"), speed=1, now=lambda: clock[0]) as slack:
            sent = client(slack)
            sent.chat_postMessage(channel=CHANNEL, text="1")
            sent.chat_postMessage(channel=CHANNEL, text="2")
            with pytest.raises(SlackApiError) as caught:
                sent.chat_postMessage(channel=CHANNEL, text="3")
            assert caught.value.response.status_code == 429
            assert caught.value.response.headers["retry-after"] == "1"
            sent.chat_postMessage(channel="C2", text="another channel has a bucket of its own")
            clock[0] += 1
            sent.chat_postMessage(channel=CHANNEL, text="3")
            assert [message.text for message in slack.messages()] == ["1", "2", "3"]

    def test_fifty_updates_a_minute_for_all_channels_together(self) -> None:
        clock = [1000.0]
        with FakeSlack(speed=1, now=lambda: clock[0]) as slack:
            ts = client(slack).chat_postMessage(channel=CHANNEL, text="x")["ts"]
            taken = 0
            for _ in range(600):
                clock[0] += 0.1
                with suppress(SlackApiError):
                    client(slack).chat_update(channel=CHANNEL, ts=ts, text="y")
                    taken += 1
            assert 49 <= taken <= 52


def test_faults_queue_up_and_end(slack: FakeSlack) -> None:
    slack.fail("chat.postMessage", Fault.error("fatal_error"), times=2)
    slack.fail("chat.postMessage", Fault.rate_limited("30"))
    errors = [error_of(client(slack).chat_postMessage, channel=CHANNEL, text="x") for _ in range(3)]
    assert errors == ["fatal_error", "fatal_error", "ratelimited"]
    client(slack).chat_postMessage(channel=CHANNEL, text="x")
    slack.fail("chat.postMessage", Fault.error("fatal_error"))
    slack.heal()
    client(slack).chat_postMessage(channel=CHANNEL, text="x")
    assert len(slack.messages()) == 2


def test_refuses_connections_while_closed_and_keeps_what_it_had(slack: FakeSlack) -> None:
    client(slack).chat_postMessage(channel=CHANNEL, text="x")
    slack.close()
    with pytest.raises(OSError, match="refused"):
        client(slack).auth_test()
    slack.open()
    assert len(client(slack).conversations_history(channel=CHANNEL)["messages"]) == 1


def test_another_process_can_be_killed_while_it_posts(slack: FakeSlack) -> None:
    program = f"""
from slack_sdk import WebClient
WebClient(token="xoxb-1", base_url={slack.base_url!r}).chat_postMessage(channel={CHANNEL!r}, text="from elsewhere")
"""
    slack.fail("chat.postMessage", Fault.hang(accepted=True))
    with subprocess.Popen([sys.executable, "-c", program]) as process:
        slack.until(slack.messages)
        process.kill()
    assert [message.text for message in slack.messages()] == ["from elsewhere"]


def test_what_never_comes_is_not_waited_for(slack: FakeSlack) -> None:
    with pytest.raises(AssertionError, match="not within"):
        slack.until(slack.messages, seconds=0.05)
