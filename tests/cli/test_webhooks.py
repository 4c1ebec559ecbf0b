"""Webhooks from outside: a real receiver that checks signatures, told by `monitor once`, tried, listed, resumed."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from tests.cli.installation import Installation
from tests.store.seeds import open_case

KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()


@dataclass
class Receiver:
    """Answers `status`, and keeps what came signed with the secret that it shares."""

    port: int = 0
    status: int = 204
    ids: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    known = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
            digest = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
            if self.headers["webhook-signature"] == f"v1,{digest}" and known.status == 204:
                known.ids.append(self.headers["webhook-id"])
                known.bodies.append(json.loads(body))
            self.send_response(known.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        known.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield known
        server.shutdown()
        thread.join()


@pytest.fixture
def place(here: Installation, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """An installation with a webhook, and a file to listen to in which nothing is."""
    monkeypatch.setenv("CRM", SECRET)
    file, address = here.home / "config.yaml", f"http://127.0.0.1:{receiver.port}/hooks/in-the-path"
    hook = f'{{name: crm, url: "{address}", secret: "${{CRM}}", events: [case.*], allow_private: true}}'
    file.write_text(f"{file.read_text()}webhooks: [{hook}]\n")
    for name in ("reviews.csv", "notes.jsonl"):
        (here.home / name).write_text("id,text,posted_at\n" if name.endswith("csv") else "")
    return here


def test_it_is_told_what_happened_and_comes_back_from_trouble(place: Installation, receiver: Receiver) -> None:
    assert place.run("webhooks", "list").code == 0
    db = place.open()
    case = open_case(db)
    db.close()
    receiver.status = 500
    ran = place.run("once", "--json")
    assert (ran.code, ran.document["failed"]) == (1, [f"crm: 127.0.0.1:{receiver.port} answered 500"])
    [failing] = place.run("webhooks", "list", "--json").document["webhooks"]
    assert (failing["state"], failing["waiting"] > 0, failing["delivered"]) == ("failing", True, 0)
    assert "in-the-path" not in place.run("webhooks", "list").out
    receiver.status = 204
    assert place.run("webhooks", "resume", "crm").code == 0
    assert place.run("once").code == 0
    [body] = receiver.bodies
    assert (body["type"], body["data"]["subject"]) == ("case.opened", case.public_id)
    assert body["data"]["case"]["mention"]["text"] == "Still no refund after 3 weeks."
    [well] = place.run("webhooks", "list", "--json").document["webhooks"]
    assert (well["state"], well["waiting"], well["delivered"]) == ("ok", 0, 1)


def test_one_is_tried_by_a_message_that_tells_of_nothing(place: Installation, receiver: Receiver) -> None:
    assert place.run("webhooks", "test", "crm").out == "crm took it\n"
    assert [(body["type"], body["data"]) for body in receiver.bodies] == [("test", {"webhook": "crm"})]
    assert "webhook crm (webhook): ok" in place.run("check", "--live").out
    receiver.status = 410
    refused = place.run("webhooks", "test", "crm")
    assert (refused.code, "wants to be told no more" in refused.out) == (1, True)
    assert place.run("webhooks", "test", "nobody").code == 2


def test_a_private_address_is_refused_unless_it_was_opened(place: Installation, receiver: Receiver) -> None:
    file = place.home / "config.yaml"
    file.write_text(file.read_text().replace(", allow_private: true", ""))
    refused = place.run("webhooks", "test", "crm")
    assert (refused.code, "not public" in refused.out, receiver.bodies) == (1, True, [])
