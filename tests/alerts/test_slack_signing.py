"""Signed requests: what Slack signed just now is heard once, and everything else is refused."""

import hashlib
import hmac
import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.interactive import Press, Receives
from alerts.slack.signing import LARGEST, Door
from tests.alerts.notices import ALERT, NOW
from tests.alerts.slack_channel import channel
from tests.alerts.test_slack_actions import modal
from tests.alerts.test_slack_socket import Kept
from tests.fake_slack import BOB, FakeSlack

SECRET = "8f74-signing"
COMMAND = urlencode(
    {"command": "/complaints", "text": "mine", "user_id": "U1", "team_id": "T1", "trigger_id": "1.2.abc"}
).encode()
FORM = "application/x-www-form-urlencoded"


def signed(body: bytes = COMMAND, *, at: datetime = NOW, kind: str = FORM, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    proof = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={proof}", "Content-Type": kind}


def door(now: datetime = NOW) -> Door:
    return Door(SECRET, lambda: now)


class TestWhatSlackSigned:
    def test_a_command_is_kept_and_answered_with_nothing(self) -> None:
        kept = Kept()
        reply = door().receive(signed(), COMMAND, kept)
        assert (reply.status, reply.body) == (200, "")
        [press] = kept.presses.values()
        assert (press.action, press.value, press.workspace) == ("/complaints", "mine", "T1")

    def test_the_address_is_proven_to_be_ours(self) -> None:
        body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a", "token": "x"}).encode()
        reply = door().receive(signed(body, kind="application/json; charset=utf-8"), body, Kept())
        assert json.loads(reply.body) == {"challenge": "3eZbrw1a"}

    def test_a_check_of_the_certificate_is_no_press(self) -> None:
        kept = Kept()
        body = b"ssl_check=1&token=x"
        assert door().receive(signed(body), body, kept).status == 200
        assert kept.taken == 0

    @pytest.mark.parametrize("body", [b"", b"payload=", b"payload=%7B", b"payload=[1]", b"{}", b"\xff", b"&" * 200])
    @pytest.mark.parametrize("kind", [FORM, "application/json", ""])
    def test_what_cannot_be_read_is_a_bad_request(self, body: bytes, kind: str) -> None:
        kept = Kept()
        assert door().receive(signed(body, kind=kind), body, kept).status in {400, 401}
        assert kept.taken == 0

    def test_nested_beyond_reason_is_a_bad_request(self) -> None:
        body = b'{"type":' + b"[" * 200_000
        assert door().receive(signed(body, kind="application/json"), body, Kept()).status == 400

    def test_is_not_acknowledged_where_it_could_not_be_kept(self) -> None:
        kept, here = Kept(broken=[OSError("disk full")]), door()
        with pytest.raises(OSError, match="disk full"):
            here.receive(signed(), COMMAND, kept)
        assert here.receive(signed(), COMMAND, kept).status == 200
        assert len(kept.presses) == 1


class TestWhatItDidNot:
    @pytest.mark.parametrize("off", [timedelta(seconds=301), timedelta(seconds=-301), timedelta(days=900)])
    def test_five_minutes_are_the_most(self, off: timedelta) -> None:
        assert door(NOW + off).receive(signed(), COMMAND, Kept()).status == 401
        assert door(NOW + timedelta(seconds=299)).receive(signed(), COMMAND, Kept()).status == 200

    @pytest.mark.parametrize(
        "changed",
        [
            {"X-Slack-Signature": ""},
            {"X-Slack-Signature": "v0=" + "0" * 64},
            {"X-Slack-Signature": "v0=ü"},
            {"X-Slack-Signature": "\ud800"},
            {"X-Slack-Request-Timestamp": ""},
            {"X-Slack-Request-Timestamp": "soon"},
            {"X-Slack-Request-Timestamp": "nan"},
            {"X-Slack-Request-Timestamp": "9" * 400},
            {"X-Slack-Request-Timestamp": "9" * 5000},
            {"X-Slack-Request-Timestamp": "\ud800"},
        ],
        ids=range(10),
    )
    def test_a_malformed_signature_is_refused(self, changed: dict[str, str]) -> None:
        kept = Kept()
        assert door().receive(signed() | changed, COMMAND, kept).status == 401
        assert kept.taken == 0

    def test_without_headers(self) -> None:
        assert door().receive({}, COMMAND, Kept()).status == 401

    def test_with_another_secret_or_another_body(self) -> None:
        assert door().receive(signed(secret="another"), COMMAND, Kept()).status == 401
        assert door().receive(signed(), COMMAND + b"x", Kept()).status == 401

    def test_more_than_a_megabyte_is_not_read(self) -> None:
        body = b"x" * (LARGEST + 1)
        assert door().receive(signed(body), body, Kept()).status == 413

    @settings(max_examples=200, deadline=None)
    @given(st.text(), st.text(), st.binary(max_size=50))
    def test_anything_is_401(self, stamp: str, signature: str, body: bytes) -> None:
        headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": signature}
        assert door().receive(headers, body, Kept()).status == 401


class TestReplays:
    def test_have_no_effect_and_get_the_reply_that_was_given(self) -> None:
        kept, here = Kept(), door()
        first = here.receive(signed(), COMMAND, kept)
        again = here.receive({name.upper(): value for name, value in signed().items()}, COMMAND, kept)
        assert again == first
        assert kept.taken == 1

    def test_are_forgotten_once_the_stamp_is_too_old_anyway(self) -> None:
        now = [NOW]
        here, kept = Door(SECRET, lambda: now[0]), Kept()
        for _ in range(50):
            here.receive(signed(at=now[0]), COMMAND, kept)
            now[0] += timedelta(minutes=1)
        assert len(here._replied) <= 12
        assert kept.taken == 50
        assert here.receive(signed(), COMMAND, kept).status == 401


class TestOverHttp:
    """The same acts as over the socket."""

    def test_every_act_arrives(self, slack: FakeSlack) -> None:
        kept = Kept()
        cx = channel(slack, signing_secret=SECRET)
        assert isinstance(cx, Receives)
        slack.speak_http(lambda headers, body: cx.receive(headers, body, kept), SECRET)
        cx.post(ALERT)
        assert slack.click(slack.messages()[0], "Claim", by=BOB, times=3).acknowledged
        assert slack.type("/complaints mine").acknowledged
        assert slack.open_home(times=2).acknowledged
        kept.faults = {"reply": "too long"}
        assert slack.submit(modal(slack), {"reply": "x"}).faults == {"reply": "too long"}
        assert [press.action for press in kept.presses.values()] == ["claim", "/complaints", "home"]

    def test_an_act_over_a_real_connection(self, slack: FakeSlack) -> None:
        kept, cx = Kept(), channel(slack, signing_secret=SECRET)

        class Web(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                reply = cx.receive(dict(self.headers.items()), body, kept)
                self.send_response(reply.status)
                self.end_headers()
                self.wfile.write(reply.body.encode())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        with HTTPServer(("127.0.0.1", 0), Web) as server:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
            slack.speak_http(f"http://127.0.0.1:{server.server_port}/slack/events", SECRET)
            assert slack.type("/complaints mine").acknowledged
            slack.speak_http(f"http://127.0.0.1:{server.server_port}/slack/events", "wrong")
            assert not slack.type("/complaints mine").acknowledged
            server.shutdown()
        assert len(kept.presses) == 1

    def test_both_ways_give_one_press(self, slack: FakeSlack) -> None:
        """What came by one way and comes again by the other has the same id."""
        presses: list[Press] = []
        cx = channel(slack, signing_secret=SECRET, app_token="xapp-1")

        def keep(press: Press) -> dict[str, str]:
            presses.append(press)
            return {}

        payload = json.loads(
            json.dumps({"type": "event_callback", "event_id": "Ev1", "team_id": "T1", "event": _opened()})
        )
        body = json.dumps(payload).encode()
        listener = cx.listen(keep)
        slack.until(lambda: listener.connected)
        slack.sockets.deliver("events_api", payload, envelope="one", wait=2.0)
        listener.close()
        cx.receive(signed(body, at=datetime.now(UTC), kind="application/json"), body, keep)
        assert presses[0].id == presses[1].id

    def test_without_a_signing_secret_everything_is_refused(self, slack: FakeSlack) -> None:
        assert channel(slack).receive(signed(), COMMAND, Kept()).status == 401
        assert not channel(slack).receives


def _opened() -> dict[str, str]:
    return {"type": "app_home_opened", "user": "U1", "tab": "home", "event_ts": "1732354200.000100"}
