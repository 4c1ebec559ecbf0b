"""Serving on a real socket, until told to stop."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from monitor.web.serve import CannotServe, listen, serve, serve_on


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    """Say hello; to `/slow` never in time."""
    if Request(scope).url.path == "/slow":
        await receive()
        await receive()  # returns when the browser or the server gives up
    await PlainTextResponse("hello")(scope, receive, send)


@contextmanager
def served() -> Iterator[tuple[str, threading.Event, threading.Thread]]:
    listening, stop = listen("127.0.0.1", 0), threading.Event()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    thread = threading.Thread(target=serve_on, args=(hello, listening, stop))
    thread.start()
    try:
        yield address, stop, thread
    finally:
        stop.set()
        thread.join(5)


def test_it_answers_until_it_is_told_to_stop() -> None:
    with served() as (address, stop, thread):
        assert httpx.get(address).text == "hello"
        began = time.monotonic()
        stop.set()
        thread.join(2)
        assert not thread.is_alive()
        assert time.monotonic() - began < 2
        with pytest.raises(httpx.ConnectError):
            httpx.get(address)


def test_an_open_request_does_not_hold_the_end_up() -> None:
    with served() as (address, stop, thread):
        client = socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])))
        client.sendall(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(0.1)
        stop.set()
        thread.join(3)
        assert not thread.is_alive()
        client.close()


def test_it_does_not_tell_what_serves() -> None:
    with served() as (address, _, _):
        assert "server" not in httpx.get(address).headers


def test_a_port_that_is_taken_is_told_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            CannotServe, match=rf"cannot be served at 127\.0\.0\.1:{port}: Address already in use; stop"
        ):
            serve(hello, "127.0.0.1", port, threading.Event())


def test_an_address_that_is_not_of_this_machine_is_told() -> None:
    with pytest.raises(CannotServe, match=r"192\.0\.2\.1:8080"):
        listen("192.0.2.1", 8080)


SERVICE = """
import signal, sys, threading
from monitor.web.serve import listen, serve_on
from tests.web.test_serve import hello

stop = threading.Event()
for each in (signal.SIGTERM, signal.SIGINT):
    signal.signal(each, lambda *_: stop.set())
listening = listen("127.0.0.1", 0)
print(listening.getsockname()[1], flush=True)
serve_on(hello, listening, stop)
print("the rest ends in its own order", flush=True)
"""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_signals_stay_with_the_service(how: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", SERVICE], stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        port = service.stdout.readline().strip()
        assert httpx.get(f"http://127.0.0.1:{port}").text == "hello"
        service.send_signal(how)
        assert service.stdout.read() == "the rest ends in its own order\n"
        assert service.wait(3) == 0
