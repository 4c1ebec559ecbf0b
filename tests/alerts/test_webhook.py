"""Signed webhooks: what is sent, that a receiver can verify it, and what its answers mean."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from pydantic import AnyHttpUrl, SecretStr, ValidationError

from alerts.contract import Channel, ChannelError, Choice, Invalid, Menu, Notice, Refused, Unavailable
from alerts.kind import Tools
from alerts.webhook import KIND, WebhookChannel, WebhookSettings, sign
from tests.alerts.contract import ChannelContract
from tests.alerts.notices import ALERT, RECEIPT

KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()


@dataclass
class Receiver:
    """Answers `status` with `headers`, and keeps what came; status 0 hangs up."""

    url: str = ""
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    bodies: list[bytes] = field(default_factory=list)
    received: list[dict[str, str]] = field(default_factory=list)

    @property
    def payloads(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    known = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            known.bodies.append(self.rfile.read(int(self.headers["content-length"])))
            known.received.append({name.lower(): value for name, value in self.headers.items()})
            if known.status:
                self.send_response(known.status)
                for name, value in known.headers.items():
                    self.send_header(name, value)
                self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    known.url = f"http://127.0.0.1:{server.server_address[1]}/hooks?token=in-the-url"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield known
    server.shutdown()
    server.server_close()
    thread.join()


def webhook(receiver: Receiver) -> WebhookChannel:
    settings = WebhookSettings(url=AnyHttpUrl(receiver.url), secret=SecretStr(SECRET), timeout=5)
    channel = KIND.build(settings, Tools(name="hook", now=lambda: datetime.now(UTC)))
    assert isinstance(channel, WebhookChannel)
    return channel


class TestWebhook(ChannelContract):
    secrets = (SECRET, "in-the-url")
    outcomes = (Unavailable, Refused)

    @pytest.fixture(autouse=True)
    def _receiver(self, receiver: Receiver) -> None:
        self.receiver = receiver

    def channel(self) -> Channel:
        return webhook(self.receiver)

    def fail(self, outcome: type[ChannelError]) -> None:
        self.receiver.status = {Unavailable: 503, Refused: 410}[outcome]

    def shown(self) -> int:
        return len(self.receiver.bodies)


class TestWhatIsSent:
    def test_the_notice_as_json(self, receiver: Receiver) -> None:
        receipt = webhook(receiver).post(ALERT)
        [payload] = receiver.payloads
        assert payload["type"] == "notice.posted"
        assert datetime.fromisoformat(payload["timestamp"]).tzinfo is not None
        assert payload["data"]["quote"] == ALERT.quote
        assert payload["data"]["facts"][0] == {"label": "Who", "value": "Sam_K (120 followers)"}
        assert payload["data"]["buttons"][0] == {"label": "Claim", "url": None, "action": "claim", "value": "C-1042"}
        assert receiver.received[0]["webhook-id"] == receipt.reference

    def test_a_menu_as_data(self, receiver: Receiver) -> None:
        menu = Menu(label="More", action="case.more", choices=(Choice(label="Snooze", value="snooze:C-1042"),))
        webhook(receiver).post(replace(ALERT, menu=menu))
        choices = [{"label": "Snooze", "value": "snooze:C-1042"}]
        assert receiver.payloads[0]["data"]["menu"] == {"label": "More", "action": "case.more", "choices": choices}

    def test_is_signed_over_id_time_and_body(self, receiver: Receiver) -> None:
        webhook(receiver).post(ALERT)
        [headers], [body] = receiver.received, receiver.bodies
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{expected}"
        assert abs(int(headers["webhook-timestamp"]) - datetime.now(UTC).timestamp()) < 10
        assert "." not in headers["webhook-id"]

    def test_agrees_with_a_signature_made_elsewhere(self) -> None:
        secret = SecretStr("whsec_" + base64.b64encode(b"a" * 24).decode())
        made = sign(secret, "msg_1", "1614265330", b'{"test": 2432232314}')
        by_hand = hmac.digest(b"a" * 24, b'msg_1.1614265330.{"test": 2432232314}', "sha256")
        assert made == "v1," + base64.b64encode(by_hand).decode()

    def test_a_retry_has_the_same_id(self, receiver: Receiver) -> None:
        channel = webhook(receiver)
        receiver.status = 500
        with pytest.raises(Unavailable):
            channel.post(ALERT)
        receiver.status = 200
        channel.post(replace(ALERT, body="reworded meanwhile"))
        assert receiver.received[0]["webhook-id"] == receiver.received[1]["webhook-id"]

    def test_a_revision_names_the_post_and_has_an_id_of_its_own(self, receiver: Receiver) -> None:
        channel = webhook(receiver)
        receipt = channel.post(ALERT)
        for notice in (replace(ALERT, revision=1), replace(ALERT, revision=1), replace(ALERT, revision=2)):
            channel.revise(receipt, notice)
        posted, first, again, second = (headers["webhook-id"] for headers in receiver.received)
        assert len({posted, first, second}) == 3
        assert first == again
        assert receiver.payloads[1]["type"] == "notice.revised"
        assert receiver.payloads[1]["data"]["posted_as"] == receipt.reference

    def test_a_lone_surrogate_is_no_broken_json(self, receiver: Receiver) -> None:
        webhook(receiver).post(replace(ALERT, quote="a \ud800 b"))
        assert receiver.payloads[0]["data"]["quote"] == "a  b"


class TestWhatAnAnswerMeans:
    @pytest.mark.parametrize("status", [200, 201, 202, 204])
    def test_taken(self, receiver: Receiver, status: int) -> None:
        receiver.status = status
        webhook(receiver).post(ALERT)

    @pytest.mark.parametrize(
        ("status", "outcome"),
        [
            *((status, Refused) for status in (301, 308, 401, 403, 404, 410)),
            *((status, Invalid) for status in (400, 413, 422)),
            *((status, Unavailable) for status in (0, 408, 429, 500, 502)),
        ],
    )
    def test_not_taken(self, receiver: Receiver, status: int, outcome: type[ChannelError]) -> None:
        receiver.status = status
        receiver.headers = {"location": receiver.url} if 300 <= status < 400 else {}
        with pytest.raises(outcome):
            webhook(receiver).post(ALERT)
        assert len(receiver.bodies) == 1, "redirects are not followed, nothing is tried again"

    def test_waits_as_it_is_asked_to(self, receiver: Receiver) -> None:
        receiver.status, receiver.headers = 503, {"retry-after": "7"}
        with pytest.raises(Unavailable) as caught:
            webhook(receiver).post(ALERT)
        assert caught.value.retry_after == 7

    def test_a_doubtful_outcome_may_be_tried_again(self, receiver: Receiver) -> None:
        receiver.status = 0
        channel = webhook(receiver)
        for call in (lambda: channel.post(ALERT), lambda: channel.revise(RECEIPT, ALERT)):
            with pytest.raises(Unavailable):
                call()


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_!!!!", SECRET.removeprefix("whsec_"), "whsec_c2hvcnQ="])
def test_a_secret_that_is_none_is_refused(secret: str) -> None:
    with pytest.raises(ValidationError) as caught:
        WebhookSettings(url=AnyHttpUrl("https://hooks.example.org/"), secret=SecretStr(secret))
    assert secret.removeprefix("whsec_") in {"", "whsec_"} or secret not in str(caught.value)


def test_a_notice_shows_its_revision(receiver: Receiver) -> None:
    notice = Notice(key="k", tone=ALERT.tone, title="t", revision=3)
    webhook(receiver).post(notice)
    assert receiver.payloads[0]["data"]["revision"] == 3
