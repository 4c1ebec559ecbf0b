"""Socket Mode, with Slack's own client: kept before acknowledged, and back after all that can end a connection."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from alerts.contract import Refused
from alerts.interactive import Faults, Listens, Press
from alerts.slack.socket import SocketListener
from tests.alerts.forms import FORM
from tests.alerts.notices import ALERT
from tests.alerts.slack_channel import channel, refused_with
from tests.alerts.test_slack_actions import modal
from tests.fake_slack import BOB, FakeSlack, Fault, Message

# Slack's client forgets a socket whose handshake was refused instead of closing it.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@dataclass
class Kept:
    """Keeps each press once, by its id, as a store does."""

    presses: dict[str, Press] = field(default_factory=dict)
    faults: Faults = field(default_factory=dict)
    broken: list[Exception] = field(default_factory=list)
    taken: int = 0

    def __call__(self, press: Press) -> Faults:
        """The `take`."""
        self.taken += 1
        if self.broken:
            raise self.broken.pop()
        if not self.faults:
            self.presses.setdefault(press.id, press)
        return self.faults


@contextmanager
def listening(slack: FakeSlack, kept: Kept, *, watchdog: float = 0.5) -> Iterator[SocketListener]:
    listener = channel(slack, app_token="xapp-secret-2", watchdog=watchdog).listen(kept)
    assert isinstance(listener, SocketListener)
    try:
        slack.until(lambda: listener.connected)
        yield listener
    finally:
        listener.close()


def alert(slack: FakeSlack) -> Message:
    channel(slack).post(ALERT)
    return slack.messages()[-1]


class TestAPress:
    def test_is_kept_and_acknowledged(self, slack: FakeSlack) -> None:
        kept = Kept()
        with listening(slack, kept):
            assert slack.click(alert(slack), "Claim", by=BOB).acknowledged
            assert slack.type("/complaints mine").acknowledged
            assert slack.open_home().acknowledged
        assert [press.action for press in kept.presses.values()] == ["claim", "/complaints", "home"]

    def test_is_kept_once_however_often_it_is_delivered(self, slack: FakeSlack) -> None:
        kept = Kept()
        with listening(slack, kept):
            assert slack.click(alert(slack), "Claim", times=3).acknowledged
            assert slack.click(alert(slack), "Claim", lose_ack=True).acknowledged
        assert kept.taken == 5
        assert len(kept.presses) == 2

    def test_is_not_acknowledged_where_it_could_not_be_kept_and_comes_again(
        self, slack: FakeSlack, caplog: pytest.LogCaptureFixture
    ) -> None:
        kept = Kept(broken=[OSError("disk full")])
        with listening(slack, kept):
            message = alert(slack)
            assert not slack.click(message, "Claim", wait=0.2).acknowledged
            assert kept.presses == {}
            assert slack.click(message, "Claim").acknowledged
        assert len(kept.presses) == 1
        assert "disk full" in caplog.text

    def test_comes_back_with_the_faults_of_a_form(self, slack: FakeSlack) -> None:
        kept = Kept(faults={"reply": "is too long", "nobody": "must say so"})
        with listening(slack, kept):
            outcome = slack.submit(modal(slack), {"reply": "x"})
            assert outcome.faults == {"reply": "is too long must say so"}
            kept.faults = {}
            assert slack.submit(slack.view(), {"reply": "y"}).answer == {}
        assert [press.fields["reply"] for press in kept.presses.values()] == ["y"]
        assert slack.desk.views == {}

    def test_that_is_junk_is_acknowledged_and_told_of_without_its_words(
        self, slack: FakeSlack, caplog: pytest.LogCaptureFixture
    ) -> None:
        kept = Kept()
        with listening(slack, kept):
            junk = {"type": "block_actions", "actions": [{"value": "a customer's words"}]}
            assert slack.sockets.deliver("interactive", junk, envelope="junk", wait=2.0) is not None
        assert kept.taken == 0
        assert "cannot be read" in caplog.text
        assert "words" not in caplog.text

    def test_being_kept_is_waited_for_at_the_end(self, slack: FakeSlack) -> None:
        kept, begun = Kept(), threading.Event()

        def slowly(press: Press) -> Faults:
            begun.set()
            time.sleep(0.3)
            return kept(press)

        listener = channel(slack, app_token="xapp-1").listen(slowly)
        slack.until(lambda: listener.connected)
        clicking = threading.Thread(target=slack.click, args=[alert(slack), "Claim"], kwargs={"wait": 0.5})
        clicking.start()
        begun.wait(2.0)
        listener.close()
        assert len(kept.presses) == 1
        clicking.join()


MATRIX: dict[str, Callable[[FakeSlack], None]] = {
    "disconnect: refresh": lambda slack: slack.sockets.disconnect("refresh_requested"),
    "disconnect: warning, then gone": lambda slack: (slack.sockets.disconnect("warning"), slack.sockets.hang_up())[1],
    "close": lambda slack: slack.sockets.say_goodbye(),
    "hang up": lambda slack: slack.sockets.hang_up(),
    "abort": lambda slack: slack.sockets.abort(),
    "black hole": lambda slack: slack.sockets.swallow(),
    "refused handshake": lambda slack: (slack.sockets.refuse(1), slack.sockets.abort())[1],
    "refused after a disconnect": lambda slack: (slack.sockets.refuse(1), slack.sockets.disconnect())[1],
    "no address": lambda slack: (
        slack.fail("apps.connections.open", Fault.error("internal_error")),
        slack.sockets.abort(),
    )[1],
}


class TestConnection:
    @pytest.mark.parametrize("fault", MATRIX.values(), ids=MATRIX)
    def test_comes_back_and_loses_no_press(self, slack: FakeSlack, fault: Callable[[FakeSlack], None]) -> None:
        kept = Kept()
        with listening(slack, kept) as listener:
            before = set(slack.sockets.lines)
            fault(slack)
            slack.until(lambda: set(slack.sockets.lines) - before and listener.connected)
            assert slack.click(alert(slack), "Claim", times=2).acknowledged
        assert len(kept.presses) == 1

    def test_tells_that_a_black_hole_is_no_connection(self, slack: FakeSlack) -> None:
        with listening(slack, Kept()) as listener:
            slack.fail("apps.connections.open", Fault.error("internal_error"), times=50)
            slack.sockets.swallow()
            slack.until(lambda: not listener.connected)
            slack.until(lambda: "internal_error" in str(listener.trouble))
            slack.heal()

    def test_tells_once_of_an_outage_and_once_of_its_end(
        self, slack: FakeSlack, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        with listening(slack, Kept()) as listener:
            slack.fail("apps.connections.open", Fault.error("internal_error"), times=3)
            slack.sockets.abort()
            slack.until(lambda: len(slack.called("apps.connections.open")) == 5 and listener.connected)
            slack.until(lambda: "again" in caplog.text)
        assert [record.message.split(",")[0] for record in caplog.records] == [
            "not listening to Slack",
            "listening to Slack again",
        ]

    def test_names_the_remedy_where_the_token_is_wrong(self, slack: FakeSlack) -> None:
        slack.fail("apps.connections.open", Fault.error("invalid_auth"), times=100)
        listener = channel(slack, app_token="xapp-secret-2").listen(Kept())
        assert isinstance(listener, SocketListener)
        try:
            slack.until(lambda: "connections:write" in str(listener.trouble))
            assert not listener.connected
        finally:
            listener.close()

    def test_is_over_once_closed(self, slack: FakeSlack) -> None:
        with listening(slack, Kept()) as listener:
            pass
        assert not listener.connected
        slack.until(lambda: slack.sockets.lines == [])

    def test_writes_no_secret_into_the_log(self, slack: FakeSlack, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        kept = Kept()
        with listening(slack, kept):
            slack.submit(modal(slack), {"reply": "personal words"})
            slack.sockets.abort()
        [press] = kept.presses.values()
        for secret in ("xapp-secret-2", "ticket=", "personal words", str(FORM.quote), str(press.trigger)):
            assert secret not in caplog.text


class TestLines:
    def test_channels_with_one_app_token_share_a_line(self, slack: FakeSlack) -> None:
        one, two = channel(slack, app_token="xapp-1"), channel(slack, app_token="xapp-1", channel="C0456")
        assert isinstance(one, Listens)
        assert one.line == two.line
        assert one.line != channel(slack, app_token="xapp-2").line
        assert "xapp" not in str(one.line)

    def test_without_an_app_token_there_is_none(self, slack: FakeSlack) -> None:
        assert channel(slack).line is None
        assert isinstance(refused_with(channel(slack).listen, Kept()), Refused)
