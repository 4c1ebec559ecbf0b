"""Apprise: one of its services, a plain JSON POST, against a real server."""

import importlib.util
import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from alerts.apprise import INSTALL, KIND, AppriseChannel
from alerts.contract import Channel, ChannelError, Invalid, Refused, Revisable, Unavailable, Uncertain
from alerts.kind import Tools
from tests.alerts.contract import ChannelContract
from tests.alerts.notices import ALERT

pytest.importorskip("apprise", reason="the extra is not installed")

TOKEN = "canary-apprise-token"


@dataclass
class Service:
    """Answers `status`, and keeps what came; status 0 hangs up."""

    port: int = 0
    status: int = 200
    received: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def service() -> Iterator[Service]:
    known = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            known.received.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            if known.status:
                self.send_response(known.status)
                self.send_header("content-length", "0")
                self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    known.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield known
    server.shutdown()
    server.server_close()
    thread.join()


def channel_of(url: str) -> AppriseChannel:
    settings = KIND.settings.model_validate({"url": SecretStr(url), "timeout": 5})
    channel = KIND.build(settings, Tools(name="teams", now=lambda: datetime.now(UTC)))
    assert isinstance(channel, AppriseChannel)
    return channel


def apprise(service: Service) -> AppriseChannel:
    return channel_of(f"json://me:{TOKEN}@127.0.0.1:{service.port}/{TOKEN}")


class TestApprise(ChannelContract):
    secrets = (TOKEN,)

    @pytest.fixture(autouse=True)
    def _service(self, service: Service) -> None:
        self.service = service

    def channel(self) -> Channel:
        return apprise(self.service)

    def fail(self, outcome: type[ChannelError]) -> None:
        self.service.status = {Unavailable: 503, Refused: 401, Uncertain: 0}[outcome]

    def shown(self) -> int:
        return len(self.service.received)


def test_title_text_and_kind_are_posted(service: Service) -> None:
    apprise(service).post(ALERT)
    [sent] = service.received
    assert sent["title"] == ALERT.title
    assert "> Three weeks of waiting & the desk says <no refund>." in sent["message"]
    assert "Who: Sam_K (120 followers)" in sent["message"]
    assert "Case: https://monitor.example.org/cases/C-1042" in sent["message"]
    assert sent["type"] == "warning"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(401, Refused), (404, Refused), (429, Unavailable), (503, Unavailable), (400, Invalid), (500, Uncertain)],
)
def test_what_a_status_means(service: Service, status: int, outcome: type[ChannelError]) -> None:
    service.status = status
    with pytest.raises(outcome):
        apprise(service).post(ALERT)
    assert len(service.received) == 1, "the library tries nothing again"


def test_an_address_that_apprise_does_not_know_is_refused() -> None:
    with pytest.raises(Refused, match="none that Apprise knows") as caught:
        channel_of(f"nonsense://{TOKEN}").post(ALERT)
    assert TOKEN not in str(caught.value)


def test_nothing_of_it_gets_into_our_logs(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    service.status = 500
    with pytest.raises(Uncertain):
        apprise(service).post(ALERT)
    assert TOKEN not in caplog.text
    assert "apprise" not in {record.name for record in caplog.records}


def test_what_is_posted_is_not_changed(service: Service) -> None:
    assert not isinstance(apprise(service), Revisable)


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ValidationError) as caught:
        KIND.settings.model_validate({"url": f"json://{TOKEN}"})
    assert INSTALL in str(caught.value)
    assert TOKEN not in str(caught.value)
