"""A Slack channel that speaks to the fake."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alerts.contract import ChannelError
from alerts.kind import Tools
from alerts.slack import KIND
from alerts.slack.channel import SlackChannel
from tests.fake_slack import FakeSlack

CHANNEL = "C0123456789"


def channel(fake: FakeSlack, *, ahead: timedelta = timedelta(), **settings: Any) -> SlackChannel:
    """A channel; its clock is `ahead` of Slack's."""
    given = {"token": "xoxb-secret-1", "channel": CHANNEL, "base_url": fake.base_url, "timeout": 5, **settings}
    built = KIND.build(KIND.settings(**given), Tools(name="cx", now=lambda: datetime.now(UTC) + ahead))
    assert isinstance(built, SlackChannel)
    return built


def long_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


def refused_with(call: Any, *args: Any) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        call(*args)
    return caught.value
