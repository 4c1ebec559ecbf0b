"""A notice's picture: beside its message, once, whatever goes wrong on the way."""

from dataclasses import replace

import pytest

from alerts.contract import Uncertain
from alerts.slack.channel import SlackChannel
from tests.alerts.notices import ALERT
from tests.alerts.slack_channel import channel, long_ago, refused_with
from tests.fake_slack import FakeSlack, Fault

DIGEST = replace(ALERT, key="digest:2026-W47", quote=None, picture=b"\x89PNG of a chart")
STEPS = ("files.getUploadURLExternal", "upload", "files.completeUploadExternal")
FAULTS = (Fault.reset(accepted=False), Fault.reset(accepted=True), Fault.server_error(accepted=True))


def pictures(slack: FakeSlack) -> list[bytes | None]:
    return [slack.files.files[file["id"]].body for message in slack.messages() for file in message.files]


def deliver(cx: SlackChannel) -> None:
    """Post as the outbox does: what is in doubt is looked for, and what is found is revised."""
    try:
        cx.post(DIGEST)
    except Uncertain:
        receipt = cx.find(DIGEST.key, long_ago())
        assert receipt is not None
        cx.revise(receipt, DIGEST)


def test_stands_in_the_thread_of_its_message(slack: FakeSlack) -> None:
    receipt = channel(slack).post(DIGEST)
    message, picture = slack.messages()
    assert message.key == DIGEST.key
    assert picture.thread_ts == receipt.reference
    assert pictures(slack) == [DIGEST.picture]


def test_stands_in_the_thread_that_its_message_is_in(slack: FakeSlack) -> None:
    cx = channel(slack)
    first = cx.post(ALERT)
    cx.post(replace(DIGEST, thread_of=first))
    assert slack.messages()[-1].thread_ts == first.reference


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("fault", FAULTS, ids=["reset before", "reset after", "500 after"])
def test_comes_once_whatever_fails(slack: FakeSlack, step: str, fault: Fault) -> None:
    slack.fail(step, fault)
    deliver(channel(slack))
    assert slack.copies(DIGEST.key) == 1
    assert pictures(slack) == [DIGEST.picture]


def test_is_not_put_there_again_when_the_message_changes(slack: FakeSlack) -> None:
    receipt = channel(slack).post(DIGEST)
    channel(slack).revise(receipt, replace(DIGEST, title="Corrected"))
    assert pictures(slack) == [DIGEST.picture]


def test_is_not_put_there_again_while_the_thread_does_not_show_it_yet() -> None:
    with FakeSlack(lag=60) as slack:
        cx = channel(slack)
        cx.revise(cx.post(DIGEST), replace(DIGEST, title="Corrected"))
        assert pictures(slack) == [DIGEST.picture]


@pytest.mark.parametrize(
    "scopes", ["chat:write,channels:history", "chat:write,files:write,channels:history", "chat:write,files:write"]
)
def test_a_message_goes_out_once_without_it_where_files_are_not_taken(scopes: str) -> None:
    with FakeSlack(scopes=scopes) as slack:
        slack.fail("files.getUploadURLExternal", Fault.error("file_uploads_disabled"))
        deliver(channel(slack))
        assert slack.copies(DIGEST.key) == 1
        assert pictures(slack) == []


def test_without_a_history_a_picture_in_doubt_is_given_up_rather_than_the_message_doubled() -> None:
    with FakeSlack(scopes="chat:write,files:write") as slack:
        slack.fail("upload", Fault.reset(accepted=False))
        channel(slack).post(DIGEST)
        assert slack.copies(DIGEST.key) == 1


def test_a_thread_that_cannot_be_read_just_now_leaves_it_in_doubt(slack: FakeSlack) -> None:
    slack.fail("upload", Fault.reset(accepted=False))
    slack.fail("conversations.replies", Fault.error("internal_error"))
    assert isinstance(refused_with(channel(slack).post, DIGEST), Uncertain)


def test_goes_nowhere_but_to_slack(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slack.files, "base", lambda: "http://evil.example/")
    channel(slack).post(DIGEST)
    assert slack.copies(DIGEST.key) == 1
    assert slack.called("upload") == []
