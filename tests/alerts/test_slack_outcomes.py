"""What becomes of a post: every fault has its class, and a probe says beforehand what is wrong."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.web.base_client import BaseClient

from alerts.contract import Invalid, Refused, Unavailable, Uncertain
from alerts.slack.client import Client
from tests.alerts.notices import ALERT
from tests.alerts.slack_channel import CHANNEL, channel, refused_with
from tests.fake_slack import FakeSlack, Fault
from tests.fake_slack.faults import Kind


class TestWhatBecomesOfAPost:
    @pytest.mark.parametrize(
        ("fault", "copies"),
        [
            (Fault.reset(accepted=False), 0),
            (Fault.reset(accepted=True), 1),
            (Fault.server_error(accepted=False), 0),
            (Fault.server_error(accepted=True), 1),
            (Fault.server_error(accepted=True, status=503), 1),
            (Fault.html(status=502), 0),
            (Fault.cut_json(), 1),
            (Fault(kind=Kind.STATUS, accepted=True, body="[1]"), 1),
            (Fault.empty(), 1),
            (Fault.error("fatal_error"), 0),
            (Fault.error("fatal_error", accepted=True), 1),
            (Fault.error("nobody_has_heard_of_this", documented=False), 0),
        ],
        ids=repr,
    )
    def test_is_uncertain_where_slack_gave_no_clear_answer(self, slack: FakeSlack, fault: Fault, copies: int) -> None:
        slack.fail("chat.postMessage", fault)
        assert isinstance(refused_with(channel(slack).post, ALERT), Uncertain)
        assert slack.copies(ALERT.key) == copies
        assert len(slack.called("chat.postMessage")) == 1, "the client must not try again by itself"

    @pytest.mark.parametrize("fault", [Fault.hang(), Fault.drip(seconds=0.05)], ids=["hang", "drip"])
    def test_is_uncertain_at_the_end_of_its_time(self, slack: FakeSlack, fault: Fault) -> None:
        slack.fail("chat.postMessage", fault)
        started = time.monotonic()
        assert isinstance(refused_with(channel(slack, timeout=0.4).post, ALERT), Uncertain)
        assert time.monotonic() - started < 2

    def test_is_surely_nothing_where_nobody_listens(self, slack: FakeSlack) -> None:
        cx = channel(slack)
        slack.close()
        assert isinstance(refused_with(cx.post, ALERT), Unavailable)
        slack.open()
        cx.post(ALERT)

    @pytest.mark.parametrize(
        "base_url", ["http://nowhere.invalid/api/", "https://127.0.0.1:{port}/api/"], ids=["dns", "tls"]
    )
    def test_is_surely_nothing_before_the_request_is_sent(self, slack: FakeSlack, base_url: str) -> None:
        port = slack.base_url.split(":")[2].split("/")[0]
        error = refused_with(channel(slack, base_url=base_url.format(port=port)).post, ALERT)
        assert isinstance(error, Unavailable)
        assert slack.calls == []

    @pytest.mark.parametrize(
        ("header", "seconds"),
        [("1", 1), ("30", 30), ("1.5", 1.5), ("0", 1), ("-5", 1), (None, 1), ("86400", 900), ("soon", 1)],
    )
    def test_waits_as_long_as_it_is_asked_to(self, slack: FakeSlack, header: str | None, seconds: float) -> None:
        slack.fail("chat.postMessage", Fault.rate_limited(header))
        error = refused_with(channel(slack).post, ALERT)
        assert isinstance(error, Unavailable)
        assert error.retry_after == seconds

    def test_waits_until_a_date(self, slack: FakeSlack) -> None:
        then = datetime.now(UTC) + timedelta(seconds=60)
        slack.fail("chat.postMessage", Fault.rate_limited(then.strftime("%a, %d %b %Y %H:%M:%S GMT")))
        error = refused_with(channel(slack).post, ALERT)
        assert isinstance(error, Unavailable)
        assert error.retry_after == pytest.approx(60, abs=5)

    def test_is_refused_by_what_is_not_slack(self, slack: FakeSlack) -> None:
        slack.fail("chat.postMessage", Fault.html(status=404))
        error = refused_with(channel(slack).post, ALERT)
        assert isinstance(error, Refused)
        assert "base_url" in str(error)

    def test_names_the_remedy(self, slack: FakeSlack) -> None:
        slack.workspace.channels[CHANNEL].is_member = False
        assert "/invite" in str(refused_with(channel(slack).post, ALERT))

    def test_is_invalid_where_the_fault_is_ours(self, slack: FakeSlack) -> None:
        slack.fail("chat.postMessage", Fault.error("invalid_blocks"))
        assert isinstance(refused_with(channel(slack).post, ALERT), Invalid)


def test_the_hook_of_slacks_client_that_we_replace_is_there() -> None:
    assert Client._perform_urllib_http_request_internal.__name__ in vars(BaseClient)


class TestProbing:
    def test_says_nothing_where_all_is_well(self, slack: FakeSlack) -> None:
        assert channel(slack).probe() == ()
        assert slack.messages() == []

    def test_says_what_is_weaker_without_the_history(self) -> None:
        with FakeSlack(scopes="chat:write,channels:read,files:write") as slack:
            [advice] = channel(slack).probe()
        assert "channels:history" in advice
        assert "at least once" in advice

    def test_says_that_charts_are_left_out_without_the_scope_for_files(self) -> None:
        with FakeSlack(scopes="chat:write,channels:read,channels:history") as slack:
            [advice] = channel(slack).probe()
        assert "files:write" in advice

    def test_says_that_it_cannot_see_the_channel(self) -> None:
        with FakeSlack(scopes="chat:write,channels:history,files:write") as slack:
            [advice] = channel(slack).probe()
        assert "channels:read" in advice

    def test_is_refused_without_the_scope_to_write(self) -> None:
        with FakeSlack(scopes="channels:read") as slack:
            assert "chat:write" in str(refused_with(channel(slack).probe))

    @pytest.mark.parametrize(
        ("standing", "remedy"), [({"is_archived": True}, "unarchive"), ({"is_member": False}, "/invite")]
    )
    def test_is_refused_where_the_channel_takes_nothing(
        self, slack: FakeSlack, standing: dict[str, bool], remedy: str
    ) -> None:
        for name, value in standing.items():
            setattr(slack.workspace.channels[CHANNEL], name, value)
        error = refused_with(channel(slack).probe)
        assert isinstance(error, Refused)
        assert remedy in str(error)

    def test_is_content_outside_a_public_channel_where_the_app_may_write_there(self) -> None:
        with FakeSlack(scopes="chat:write,chat:write.public,channels:read,channels:history,files:write") as slack:
            slack.workspace.channels[CHANNEL].is_member = False
            assert channel(slack).probe() == ()

    def test_is_refused_with_a_wrong_token(self) -> None:
        with FakeSlack(token="xoxb-right") as slack:
            error = refused_with(channel(slack).probe)
        assert isinstance(error, Refused)
        assert "xoxb-secret-1" not in str(error)
