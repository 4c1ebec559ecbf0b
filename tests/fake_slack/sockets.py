"""Socket Mode's other end: tickets that work once, `hello`, envelopes, acknowledgements, and what can go wrong."""

import json
import queue
import secrets
import socket
import struct
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.fake_slack import frames
from tests.fake_slack.workspace import APP

MOST_CONNECTIONS = 10


@dataclass(eq=False)
class Line:
    """One live connection. A `deaf` one takes everything and answers nothing, as a black hole does."""

    connection: socket.socket
    deaf: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, opcode: int, content: bytes) -> None:
        """Send a frame, unless nothing comes out of here any more."""
        if not self.deaf.is_set():
            with self.lock, suppress(OSError):
                frames.write(self.connection, opcode, content)


class Sockets:
    """Use `ticket` for `apps.connections.open`; `deliver` sends an envelope and waits for its acknowledgement."""

    def __init__(self, bug: Callable[[str], None]) -> None:
        self.handshakes = 0
        self.refusing: list[int] = []
        self._bug = bug
        self._lock = threading.Lock()
        self._tickets: set[str] = set()
        self._lines: list[Line] = []
        self._acks: defaultdict[str, queue.Queue[dict[str, Any]]] = defaultdict(queue.Queue)
        self._server: socket.socket | None = None
        self._port = 0

    @property
    def lines(self) -> list[Line]:
        """The connections that are open, oldest first."""
        with self._lock:
            return list(self._lines)

    def ticket(self) -> str:
        """Return an address that can be connected to once."""
        with self._lock:
            if self._server is None:
                self._server = socket.create_server(("127.0.0.1", self._port))
                self._port = self._server.getsockname()[1]
                threading.Thread(target=self._listen, args=[self._server], daemon=True).start()
            ticket = secrets.token_hex(8)
            self._tickets.add(ticket)
        return f"ws://127.0.0.1:{self._port}/link/?ticket={ticket}&app_id={APP}"

    def close(self) -> None:
        """Take no connections, and end those that are open."""
        with self._lock:
            server, self._server = self._server, None
        if server is not None:
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            server.close()
        for line in self.lines:
            self._end(line)

    def refuse(self, times: int, status: int = 503) -> None:
        """Refuse the next handshakes."""
        self.refusing += [status] * times

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection to go, as Slack does every few hours."""
        for line in self.lines:
            line.send(frames.TEXT, json.dumps({"type": "disconnect", "reason": reason}).encode())

    def say_goodbye(self) -> None:
        """Close every connection in the proper way."""
        for line in self.lines:
            line.send(frames.CLOSE, struct.pack("!H", 1001) + b"going away")

    def hang_up(self) -> None:
        """End every connection without a word."""
        for line in self.lines:
            self._end(line)

    def abort(self) -> None:
        """Reset every connection."""
        for line in self.lines:
            line.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._end(line, politely=False)

    def swallow(self) -> None:
        """Answer nothing on the connections that are open, and keep them open."""
        for line in self.lines:
            line.deaf.set()

    def deliver(self, kind: str, payload: Any, *, envelope: str, wait: float) -> dict[str, Any] | None:
        """Send one envelope over the youngest connection; return its acknowledgement, None where there was none."""
        ends = time.monotonic() + wait
        while not self.lines and time.monotonic() < ends:
            time.sleep(0.005)
        assert self.lines, "nobody listens"
        line = self.lines[-1]
        told = {
            "envelope_id": envelope,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        line.send(frames.TEXT, json.dumps(told).encode())
        try:
            return self._acks[envelope].get(timeout=wait)
        except queue.Empty:
            return None

    def _listen(self, server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = server.accept()
                threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            path, headers = frames.read_request(connection)
            self.handshakes += 1
            [ticket] = parse_qs(urlsplit(path).query).get("ticket", [""])
            if self.refusing or not self._spend(ticket):
                frames.refuse(connection, self.refusing.pop(0) if self.refusing else 403)
                return
            frames.accept(connection, headers["sec-websocket-key"])
            line = Line(connection)
            with self._lock:
                self._lines.append(line)
                if len(self._lines) > MOST_CONNECTIONS:
                    self._bug(f"{len(self._lines)} connections at once")
            try:
                self._talk(line)
            finally:
                with self._lock:
                    self._lines.remove(line)

    def _talk(self, line: Line) -> None:
        hello = {"type": "hello", "num_connections": len(self.lines), "connection_info": {"app_id": APP}}
        line.send(frames.TEXT, json.dumps(hello).encode())
        while True:
            opcode, content = frames.read(line.connection)
            if opcode == frames.CLOSE:
                return
            if opcode == frames.PING:
                line.send(frames.PONG, content)
            elif opcode == frames.TEXT and not line.deaf.is_set():
                self._acknowledged(json.loads(content))

    def _acknowledged(self, told: dict[str, Any]) -> None:
        if set(told) - {"envelope_id", "payload"} or not isinstance(told.get("envelope_id"), str):
            self._bug(f"not an acknowledgement: {sorted(told)}")
        else:
            self._acks[told["envelope_id"]].put(told)

    def _spend(self, ticket: str) -> bool:
        with self._lock:
            known = ticket in self._tickets
            self._tickets.discard(ticket)
        return known

    def _end(self, line: Line, *, politely: bool = True) -> None:
        with suppress(OSError):
            if politely:
                line.connection.shutdown(socket.SHUT_RDWR)
            line.connection.close()
