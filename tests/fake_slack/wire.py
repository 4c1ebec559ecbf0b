"""The HTTP side: reads a call as Slack does, and sends the answer as well or as badly as the test asked for."""

import json
import socket
import struct
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from tests.fake_slack.faults import Fault, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What to send back."""

    status: int
    body: bytes
    headers: dict[str, str]


class Server(ThreadingHTTPServer):
    """`answer` and `receive` decide, `wait` sleeps until the test ends at most, `bug` takes what should not happen."""

    daemon_threads = True
    block_on_close = False
    answer: Callable[[str, dict[str, Any], str | None], tuple[Reply, Fault | None]]
    receive: Callable[[str, bytes], tuple[Reply, Fault | None]]
    wait: Callable[[float], object]
    bug: Callable[[str], None]
    now: Callable[[], float]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that is killed or hangs up is no news; anything else is a bug of this fake."""
        if not isinstance(sys.exception(), OSError):
            self.bug(traceback.format_exc())


class Handler(BaseHTTPRequestHandler):
    """One call."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        reply, fault = self._answered(body)
        self.close_connection = True
        if fault is None:
            self._send(reply)
        else:
            self._send_faulty(reply, fault)

    def _answered(self, body: bytes) -> tuple[Reply, Fault | None]:
        if not self.path.startswith("/api/"):
            return self.server.receive(self.path, body)
        arguments = self._arguments(body)
        token = self.headers.get("authorization", "").removeprefix("Bearer ") or arguments.pop("token", None)
        return self.server.answer(self.path.removeprefix("/api/"), arguments, token)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The time by Slack's clock."""
        return super().date_time_string(self.server.now() if timestamp is None else timestamp)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _arguments(self, body: bytes) -> dict[str, Any]:
        kind = self.headers.get("content-type", "")
        if not body:  # the client labels a call without arguments as JSON; Slack takes that
            return {}
        if kind.startswith("application/json"):
            arguments: dict[str, Any] = json.loads(body)
            return arguments
        if kind.startswith("multipart/"):
            parts: Any = message_from_bytes(f"content-type: {kind}\r\n\r\n".encode() + body).get_payload()
            return {str(part.get_param("name", header="content-disposition")): part.get_payload() for part in parts}
        return dict(parse_qsl(body.decode(), keep_blank_values=True))

    def _send_faulty(self, reply: Reply, fault: Fault) -> None:
        if fault.kind is Kind.HANG:
            self.server.wait(fault.seconds)
        if fault.kind in {Kind.RESET, Kind.HANG}:
            self._reset()
        elif fault.kind is Kind.CUT_JSON:
            self._send(Reply(status=200, body=reply.body[: len(reply.body) // 2], headers=reply.headers))
        elif fault.kind is Kind.EMPTY:
            self._send(Reply(status=200, body=b"", headers=reply.headers))
        elif fault.kind is Kind.STATUS:
            headers = {"content-type": "text/html"}
            self._send(Reply(status=fault.status, body=fault.body.encode(), headers=headers))
        elif fault.kind is Kind.ERROR:
            code = json.dumps({"ok": False, "error": fault.code}).encode()
            self._send(Reply(status=200, body=code, headers=reply.headers))
        elif fault.kind is Kind.DRIP:
            self._drip(reply, fault.seconds)
        else:
            self._send(reply)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in {**reply.headers, "content-length": str(len(reply.body)), "connection": "close"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def _drip(self, reply: Reply, seconds: float) -> None:
        head = f"HTTP/1.1 {reply.status} OK\r\ncontent-length: {len(reply.body)}\r\n\r\n".encode()
        with suppress(OSError):
            for byte in head + reply.body:
                self.wfile.write(bytes([byte]))
                self.server.wait(seconds)

    def _reset(self) -> None:
        """Close with RST rather than FIN."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
