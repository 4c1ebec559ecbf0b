"""A real HTTP server on a loopback port that answers by a script, well or badly."""

import gzip
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer. By `fault` the connection is reset before it or cut in its middle, or it stalls or drips."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    fault: Literal["none", "reset", "cut", "stall", "drip"] = "none"
    endless: bool = False


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One request as it came in; header names in lower case, `query` with the last value of each name, `queries` with
    all of them."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    queries: Mapping[str, Sequence[str]] = field(default_factory=dict)


Scripted = Reply | Callable[[Seen], Reply]


def json_reply(value: Any, status: int = 200, **headers: str) -> Reply:
    """Return `value` as a JSON answer."""
    named = {"Content-Type": "application/json", **_dashed(headers)}
    return Reply(status=status, body=json.dumps(value).encode(), headers=named)


def reply(body: str | bytes, content_type: str, status: int = 200, **headers: str) -> Reply:
    """Return `body` as an answer of `content_type`; keyword `retry_after` becomes the header `retry-after`."""
    content = body.encode() if isinstance(body, str) else body
    return Reply(status=status, body=content, headers={"Content-Type": content_type, **_dashed(headers)})


def gzipped(plain: Reply) -> Reply:
    """Return the same answer, packed."""
    packed = {**plain.headers, "Content-Encoding": "gzip"}
    return Reply(status=plain.status, body=gzip.compress(plain.body), headers=packed)


class ScriptedServer:
    """Answers each path by its script: one reply after the other, the last one again and again.

    A path without a script gets the reply of `always`, which is 404 at first. `requests` holds what was asked.
    """

    def __init__(self) -> None:
        self.requests: list[Seen] = []
        self.stopping = threading.Event()
        self._scripts: dict[str, list[Scripted]] = {}
        self._otherwise: Scripted = Reply(status=404)
        self._lock = threading.Lock()
        self._server = _Listener(("127.0.0.1", 0), _Handler)
        self._server.scripted = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def script(self, path: str, *replies: Scripted) -> None:
        """Answer `path` by `replies` from now on."""
        with self._lock:
            self._scripts[path] = list(replies)

    def always(self, otherwise: Scripted) -> None:
        """Answer every path without a script by `otherwise`."""
        with self._lock:
            self._otherwise = otherwise

    def answer(self, seen: Seen) -> Reply:
        """Return what the script has for `seen`."""
        with self._lock:
            self.requests.append(seen)
            steps = self._scripts.get(seen.path, [self._otherwise])
            step = steps.pop(0) if len(steps) > 1 else steps[0]
        return step if isinstance(step, Reply) else step(seen)

    def close(self) -> None:
        """Stop, and wake whoever is being kept waiting."""
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


@contextmanager
def serving() -> Iterator[ScriptedServer]:
    """Run a server for the length of a `with`."""
    server = ScriptedServer()
    try:
        yield server
    finally:
        server.close()


def _dashed(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256
    scripted: ScriptedServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that hang up early are the point of many tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Listener

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        queries = parse_qs(parts.query, keep_blank_values=True)
        seen = Seen(
            method=self.command,
            path=parts.path,
            query={name: values[-1] for name, values in queries.items()},
            queries=queries,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(self.headers.get("Content-Length", 0))),
        )
        self._send(self.server.scripted.answer(seen))

    do_POST = do_PUT = do_GET  # noqa: N815  the standard library's own names

    def _send(self, step: Reply) -> None:
        if step.fault == "stall":
            self.server.scripted.stopping.wait(30)
        if step.fault in ("reset", "stall"):
            self._reset()
            return
        self.send_response(step.status)
        for name, value in step.headers.items():
            self.send_header(name, value)
        if not step.endless:
            self.send_header("Content-Length", str(len(step.body)))
        self.close_connection = step.endless or step.fault != "none"
        self.end_headers()
        self._send_body(step)

    def _send_body(self, step: Reply) -> None:
        while step.endless and not self.server.scripted.stopping.is_set():
            self.wfile.write(step.body)
        if step.fault == "drip":
            for byte in step.body:
                self.wfile.write(bytes([byte]))
                if self.server.scripted.stopping.wait(0.02):
                    return
        else:
            self.wfile.write(step.body[: len(step.body) // 2] if step.fault == "cut" else step.body)

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the standard library's own name
        """Say nothing."""
