"""A strict stand-in for Slack, over real HTTP on the loopback: the method reference is its law."""

from tests.fake_slack.faults import Fault
from tests.fake_slack.server import FakeSlack
from tests.fake_slack.workspace import Message

__all__ = ["FakeSlack", "Fault", "Message"]
