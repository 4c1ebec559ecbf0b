"""The Slack channel: Slack's own client against the strict fake, over real HTTP."""

import logging
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from alerts.contract import (
    ChannelError,
    Findable,
    Gone,
    Notice,
    Probeable,
    Receipt,
    Refused,
    Retractable,
    Revisable,
    Unavailable,
    Uncertain,
    Unsearchable,
)
from alerts.slack.channel import SlackChannel
from tests.alerts.contract import ChannelContract
from tests.alerts.notices import ALERT
from tests.alerts.slack_channel import CHANNEL, channel, long_ago, refused_with
from tests.fake_slack import FakeSlack, Fault


class TestSlack(ChannelContract):
    secrets = ("xoxb-secret-1",)

    @pytest.fixture(autouse=True)
    def _slack(self, slack: FakeSlack) -> None:
        self.slack = slack

    def channel(self) -> SlackChannel:
        return channel(self.slack)

    def fail(self, outcome: type[ChannelError]) -> None:
        codes = {Unavailable: "service_unavailable", Refused: "invalid_auth", Uncertain: "fatal_error"}
        self.slack.fail("chat.postMessage", Fault.error(codes[outcome]))

    def shown(self) -> int:
        return len(self.slack.messages())


class TestPosting:
    def test_shows_the_words_and_carries_the_key(self, slack: FakeSlack) -> None:
        receipt = channel(slack).post(ALERT)
        [message] = slack.messages()
        assert ALERT.quote is not None
        assert ALERT.quote in message.words
        assert message.key == ALERT.key
        assert message.text == "🟠 High · Refund refused after three weeks"
        assert receipt == Receipt(
            channel=CHANNEL, workspace="T00FAKE01", reference=message.ts, posted_at=receipt.posted_at
        )
        assert abs(receipt.posted_at - datetime.now(UTC)) < timedelta(seconds=5)

    def test_asks_slack_to_leave_links_and_names_alone(self, slack: FakeSlack) -> None:
        channel(slack).post(ALERT)
        [call] = slack.called("chat.postMessage")
        assert call.arguments["unfurl_links"] is False
        assert call.arguments["unfurl_media"] is False
        assert not {"parse", "link_names", "thread_ts"} & set(call.arguments)

    def test_answers_in_the_thread_of_a_message_in_the_same_channel(self, slack: FakeSlack) -> None:
        first = channel(slack).post(ALERT)
        channel(slack).post(replace(ALERT, key="case:C-1042:late", thread_of=first))
        assert slack.messages()[1].thread_ts == first.reference

    def test_starts_anew_where_the_thread_is_in_another_channel(self, slack: FakeSlack) -> None:
        first = replace(channel(slack).post(ALERT), channel="C0ELSEWHERE")
        channel(slack).post(replace(ALERT, key="case:C-1042:late", thread_of=first))
        assert slack.messages()[1].thread_ts is None

    def test_a_receipt_has_the_workspace_even_where_the_answer_leaves_it_out(self, slack: FakeSlack) -> None:
        cx = channel(slack)
        assert cx._receipt(CHANNEL, "1732354200.000100", {}).workspace == "T00FAKE01"
        cx._receipt(CHANNEL, "1732354200.000200", {})
        assert len(slack.called("auth.test")) == 1

    def test_a_workspace_that_cannot_be_asked_for_undoes_no_post(self, slack: FakeSlack) -> None:
        slack.fail("auth.test", Fault.error("internal_error"))
        receipt = channel(slack)._receipt(CHANNEL, "1732354200.000100", None)
        assert receipt.workspace == ""
        assert receipt.posted_at == datetime(2024, 11, 23, 9, 30, 0, 100, tzinfo=UTC)

    def test_a_time_that_cannot_be_read_undoes_no_post(self, slack: FakeSlack) -> None:
        receipt = channel(slack)._receipt(CHANNEL, "yesterday", None)
        assert receipt.reference == "yesterday"
        assert abs(receipt.posted_at - datetime.now(UTC)) < timedelta(seconds=5)


class TestRevising:
    def test_changes_the_message_in_place_and_keeps_the_key(self, slack: FakeSlack) -> None:
        cx = channel(slack)
        receipt = cx.post(ALERT)
        cx.revise(receipt, replace(ALERT, title="Claimed by Ann"))
        [message] = slack.messages()
        assert "Claimed by Ann" in message.words
        assert (message.edits, message.key) == (1, ALERT.key)

    def test_says_that_a_deleted_message_is_gone(self, slack: FakeSlack) -> None:
        cx = channel(slack)
        receipt = cx.post(ALERT)
        slack.delete(receipt.reference)
        assert isinstance(refused_with(cx.revise, receipt, ALERT), Gone)

    @pytest.mark.parametrize(
        "fault", [Fault.reset(accepted=True), Fault.server_error(accepted=True), Fault.cut_json(), Fault.html()]
    )
    def test_a_doubtful_revision_may_be_sent_again(self, slack: FakeSlack, fault: Fault) -> None:
        cx = channel(slack)
        receipt = cx.post(ALERT)
        slack.fail("chat.update", fault)
        assert isinstance(refused_with(cx.revise, receipt, ALERT), Unavailable)
        cx.revise(receipt, ALERT)
        assert slack.copies(ALERT.key) == 1


class TestTakingBack:
    def test_finds_every_copy_and_deletes_the_one_that_it_is_told_to(self, slack: FakeSlack) -> None:
        cx = channel(slack)
        first, second = cx.post(ALERT), cx.post(ALERT)
        cx.post(replace(ALERT, key="case:C-1043"))
        assert set(cx.copies(ALERT.key, long_ago())) == {first, second}
        cx.delete(second)
        assert cx.copies(ALERT.key, long_ago()) == (first,)
        assert isinstance(refused_with(cx.delete, second), Gone)

    @pytest.mark.parametrize("fault", [Fault.reset(accepted=True), Fault.server_error(accepted=True)])
    def test_a_doubtful_deletion_may_be_tried_again(self, slack: FakeSlack, fault: Fault) -> None:
        cx = channel(slack)
        receipt = cx.post(ALERT)
        slack.fail("chat.delete", fault)
        assert isinstance(refused_with(cx.delete, receipt), Unavailable)
        assert isinstance(refused_with(cx.delete, receipt), Gone)


class TestFinding:
    def test_finds_a_message_by_its_key(self, slack: FakeSlack) -> None:
        cx = channel(slack)
        receipt = cx.post(ALERT)
        cx.post(replace(ALERT, key="case:C-1043"))
        assert cx.find(ALERT.key, receipt.posted_at) == receipt
        assert cx.find("case:C-9", long_ago()) is None

    def test_reads_every_page(self, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("alerts.slack.history._PAGE", 2)
        cx = channel(slack)
        receipts = [cx.post(replace(ALERT, key=f"case:{number}")) for number in range(5)]
        assert cx.find("case:0", long_ago()) == receipts[0]
        assert len(slack.called("conversations.history")) == 3

    def test_looks_no_further_back_than_it_was_told(self, slack: FakeSlack) -> None:
        cx = channel(slack, clock_skew=5)
        receipt = cx.post(ALERT)
        assert cx.find(ALERT.key, receipt.posted_at + timedelta(seconds=4)) == receipt
        assert cx.find(ALERT.key, receipt.posted_at + timedelta(seconds=6)) is None

    @pytest.mark.parametrize("ahead", [timedelta(hours=3), timedelta(days=400), timedelta(hours=-3)])
    def test_a_clock_that_is_wrong_hides_no_message(self, slack: FakeSlack, ahead: timedelta) -> None:
        cx = channel(slack, ahead=ahead)
        since = datetime.now(UTC) + ahead
        receipt = cx.post(ALERT)
        assert cx.find(ALERT.key, since) == receipt

    def test_finds_a_reply_in_its_thread(self, slack: FakeSlack) -> None:
        cx = channel(slack)
        first = cx.post(ALERT)
        reply = cx.post(replace(ALERT, key="case:C-1042:late", thread_of=first))
        assert cx.find("case:C-1042:late", long_ago(), thread_of=first) == reply
        assert cx.find("case:C-1042:late", long_ago()) is None

    def test_a_history_that_lags_shows_it_at_the_second_look(self) -> None:
        with FakeSlack(lag=0.3) as slack:
            cx = channel(slack, looks=(0.0, 0.35))
            slack.fail("chat.postMessage", Fault.reset(accepted=True))
            since = datetime.now(UTC)
            assert isinstance(refused_with(cx.post, ALERT), Uncertain)
            first, second = cx.looks
            assert cx.find(ALERT.key, since) is None
            time.sleep(second - first)
            assert cx.find(ALERT.key, since) is not None

    def test_finds_nothing_in_a_thread_that_was_deleted(self, slack: FakeSlack) -> None:
        cx = channel(slack)
        first = cx.post(ALERT)
        slack.delete(first.reference)
        assert cx.find("case:C-1042:late", long_ago(), thread_of=first) is None

    def test_says_that_history_cannot_be_read_without_the_scope(self) -> None:
        with FakeSlack(scopes="chat:write") as slack:
            error = refused_with(channel(slack).find, ALERT.key, long_ago())
        assert isinstance(error, Unsearchable)
        assert "channels:history" in str(error)

    def test_is_only_refused_where_the_token_is_at_fault(self, slack: FakeSlack) -> None:
        slack.fail("conversations.history", Fault.error("token_revoked"))
        assert type(refused_with(channel(slack).find, ALERT.key, long_ago())) is Refused

    @pytest.mark.parametrize("fault", [Fault.cut_json(), Fault.html(), Fault.rate_limited("30")])
    def test_a_history_that_cannot_be_read_just_now_is_not_taken_for_an_empty_one(
        self, slack: FakeSlack, fault: Fault
    ) -> None:
        slack.fail("conversations.history", fault)
        assert isinstance(refused_with(channel(slack).find, ALERT.key, long_ago()), Unavailable)

    def test_is_not_fooled_by_other_messages(self, slack: FakeSlack) -> None:
        cx = channel(slack)
        for metadata in ({}, {"event_type": "other", "event_payload": {"key": ALERT.key}}):
            slack.workspace.post({"channel": CHANNEL, "text": "hello", "metadata": metadata})
        assert cx.find(ALERT.key, long_ago()) is None

    def test_offers_its_skills(self, slack: FakeSlack) -> None:
        cx = channel(slack)
        assert isinstance(cx, Revisable)
        assert isinstance(cx, Findable)
        assert isinstance(cx, Probeable)
        assert isinstance(cx, Retractable)
        assert cx.looks == (5.0, 20.0)


class TestKeepingSecrets:
    def test_no_token_in_settings_errors_or_logs(self, slack: FakeSlack, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        cx = channel(slack)
        slack.fail("chat.postMessage", Fault.error("invalid_auth"))
        error: BaseException | None = refused_with(cx.post, ALERT)
        cx.post(ALERT)
        while error is not None:
            assert "xoxb-secret" not in repr(error)
            error = error.__cause__
        assert "xoxb-secret" not in repr(cx._settings)
        assert "xoxb-secret" not in caplog.text
        assert "Three weeks" not in caplog.text

    @pytest.mark.parametrize(
        "wrong",
        [{"token": "xoxb-1\nhost: evil"}, {"token": ""}, {"channel": "#cx"}, {"base_url": "ftp://x/"}, {"loks": 1}],
    )
    def test_wrong_settings_are_refused(self, slack: FakeSlack, wrong: dict[str, Any]) -> None:
        with pytest.raises(ValidationError):
            channel(slack, **wrong)


def test_a_notice_without_anything_but_a_title_can_be_posted(slack: FakeSlack) -> None:
    channel(slack).post(Notice(key="k", tone=ALERT.tone, title="Hello"))
    assert slack.copies("k") == 1
