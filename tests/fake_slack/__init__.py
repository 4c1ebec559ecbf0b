"""A strict stand-in for Slack, over real HTTP and real WebSockets on the loopback: the method reference is its law."""

from tests.fake_slack.desk import User, View, Whisper
from tests.fake_slack.faults import Fault
from tests.fake_slack.person import Outcome
from tests.fake_slack.server import ANN, BOB, FakeSlack
from tests.fake_slack.workspace import Message

__all__ = ["ANN", "BOB", "FakeSlack", "Fault", "Message", "Outcome", "User", "View", "Whisper"]
