"""Every documented error of Slack's has a class, and the class that it deserves."""

import json

import pytest

from alerts.contract import ChannelError, Gone, Invalid, Refused, Unavailable, Uncertain
from alerts.slack.errors import KNOWN, class_of
from tests.fake_slack.reference import METHODS
from tests.shared import shared

EXPECTED: dict[type[ChannelError], str] = {
    Unavailable: "ratelimited rate_limited service_unavailable request_timeout internal_error update_failed",
    Uncertain: "fatal_error something_new",
    Refused: "not_in_channel channel_not_found is_archived restricted_action invalid_auth token_revoked missing_scope "
    "account_inactive not_authed token_expired is_inactive",
    Invalid: "invalid_blocks msg_too_long msg_blocks_too_long metadata_too_large no_text invalid_cursor",
    Gone: "message_not_found thread_not_found",
}


@pytest.mark.parametrize(("outcome", "codes"), EXPECTED.items())
def test_the_class_of_an_error(outcome: type[ChannelError], codes: str) -> None:
    for code in codes.split():
        assert issubclass(class_of(code), outcome), code


@pytest.mark.parametrize("method", METHODS)
def test_no_error_that_the_fake_can_give_is_unknown(method: str) -> None:
    assert METHODS[method].errors <= KNOWN


@pytest.mark.parametrize("method", METHODS)
def test_the_fake_and_the_classes_agree_with_the_reference(method: str) -> None:
    reference = shared("specs/slack/slack-api-ref")
    described = json.loads((reference / f"docs.slack.dev/methods/{method}.json").read_text(encoding="utf-8"))
    common = json.loads((reference / "methods/_errors/common.json").read_text(encoding="utf-8"))["errors"]
    known = METHODS[method]
    assert set(known.arguments) == set(described["args"]["properties"])
    assert set(known.required) == set(described["args"]["required"]) - {"token"}
    assert known.errors == {*described["errors"], *common, "invalid_auth", "internal_error"}
    assert set(known.scopes) == set(described["scope"].get("bot", []))
    assert known.errors <= KNOWN
