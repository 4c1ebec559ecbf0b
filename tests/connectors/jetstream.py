"""A Jetstream on a loopback port: a real WebSocket server that replays what it has since a time, and then goes on."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from tests.connectors.contract import NOW

BEGIN = int(NOW.timestamp() * 1_000_000)


class FakeJetstream:
    """Events in the order in which they are sent. While `ends` is true, a stream is ended behind the last of them.

    What is before `kept_since` is forgotten: silently, as most servers do, or with an error where it `tells`.
    """

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.ends = True
        self.kept_since = 0
        self.tells = False
        self.asked: list[dict[str, str]] = []
        self._more = threading.Condition()
        self._closing = False
        self._server = serve(self._send, "127.0.0.1", 0, process_request=self._admit, compression=None)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}"

    def post(self, name: int, text: str, *, operation: str = "create", at: float | None = None, **more: Any) -> str:
        """Let something be posted, changed or deleted so many seconds after the beginning (default: in order)."""
        record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": NOW.isoformat(), "langs": ["en"]}
        commit = {"rev": "r", "operation": operation, "collection": "app.bsky.feed.post", "rkey": str(name), **more}
        if operation != "delete":
            commit |= {"record": record, "cid": "bafy"}
        moment = BEGIN + (len(self.events) + 1 if at is None else int(at * 1_000_000))
        self.send({"did": "did:plc:sam", "time_us": moment, "kind": "commit", "commit": commit})
        return f"at://did:plc:sam/app.bsky.feed.post/{name}"

    def send(self, event: dict[str, Any]) -> None:
        """Let something happen."""
        with self._more:
            self.events.append(event)
            self._more.notify_all()

    def close(self) -> None:
        """Hang up on everybody."""
        with self._more:
            self._closing = True
            self._more.notify_all()
        self._server.shutdown()
        self._thread.join(5)

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        query = {name: values[-1] for name, values in parse_qs(urlsplit(request.path).query).items()}
        self.asked.append(query)
        if self.tells and int(query.get("cursor", self.kept_since)) < self.kept_since:
            return connection.respond(HTTPStatus.BAD_REQUEST, json.dumps({"error": "CursorTooOld"}))
        return None

    def _send(self, connection: ServerConnection) -> None:
        query = parse_qs(urlsplit(connection.request.path if connection.request else "").query)
        since = max(int(query["cursor"][0]) if "cursor" in query else 0, self.kept_since)
        at = 0 if "cursor" in query else len(self.events) * (not self.ends)
        with suppress(ConnectionClosed):
            while not self._closing:
                with self._more:
                    some = self.events[at:]
                    if not some and not (self.ends and self.events):
                        self._more.wait(0.2)
                        continue
                for event in some:
                    if event.get("time_us", since) >= since:
                        connection.send(json.dumps(event))
                at += len(some)
                if not some:
                    return


@contextmanager
def streaming() -> Iterator[FakeJetstream]:
    """Run one for the length of a `with`."""
    running = FakeJetstream()
    try:
        yield running
    finally:
        running.close()
