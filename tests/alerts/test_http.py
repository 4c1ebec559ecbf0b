"""The channels' door to HTTP: sent once, ended in time, and honest about whether it arrived."""

import gzip
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial

import pytest

from alerts.contract import ChannelError, Refused, Unavailable, Uncertain
from alerts.http import Http, retry_after

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@contextmanager
def server(speak: Callable[[socket.socket], None]) -> Iterator[str]:
    """Let `speak` answer every connection, once its request was read."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                if any(b"\r\n\r\n" in part for part in iter(partial(connection.recv, 65536), b"")):
                    speak(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/in?secret=s3cr3t"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)
        assert not thread.is_alive(), "it still speaks, or waits for a request that never comes"


def post(url: str, *, timeout: float = 5.0) -> tuple[int, bytes]:
    answer = Http(timeout=timeout).post(url, body=b"{}", headers={"x-key": "k"})
    return answer.status, answer.body


def saying(text: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(text)


def test_an_answer_is_given_as_it_came() -> None:
    with server(saying(b"HTTP/1.1 418 Tea\r\nX-Pot: 1\r\ncontent-length: 2\r\n\r\nhi")) as url:
        answer = Http(timeout=5).post(url, body=b"{}", headers={})
    assert (answer.status, answer.headers["x-pot"], answer.body) == (418, "1", b"hi")


def test_a_redirect_is_an_answer() -> None:
    with server(saying(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n")) as url:
        assert post(url) == (302, b"")


def test_each_request_has_a_connection_of_its_own() -> None:
    came_next = []

    def speak(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        connection.settimeout(2)
        came_next.append(connection.recv(100))

    with server(speak) as url:
        http = Http(timeout=5)
        for _ in range(3):
            http.post(url, body=b"", headers={})
    assert set(came_next) == {b""}, "the connection was ended, not used again"


@pytest.mark.parametrize(
    "speak",
    [
        saying(b""),
        saying(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf"),
        saying(b"not http at all\r\n\r\n"),
        saying(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\njunk"),
        lambda connection: time.sleep(0.5),
    ],
    ids=["nothing", "cut", "not http", "bad gzip", "silence"],
)
def test_what_was_sent_without_a_whole_answer_is_uncertain(speak: Callable[[socket.socket], None]) -> None:
    with server(speak) as url, pytest.raises(Uncertain) as caught:
        post(url, timeout=0.3)
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize("slow", [b"HTTP/1.1 200 OK\r\nx-a: ", b"HTTP/1.1 200 OK\r\n\r\n"], ids=["headers", "body"])
def test_a_drip_ends_in_time(slow: bytes) -> None:
    def speak(connection: socket.socket) -> None:
        connection.sendall(slow)
        for _ in range(100):
            connection.sendall(b"x")
            time.sleep(0.05)

    started = time.monotonic()
    with server(speak) as url, pytest.raises(Uncertain):
        post(url, timeout=0.3)
    assert time.monotonic() - started < 1.5


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_an_endless_answer_is_not_read_to_its_end(packed: bool) -> None:
    body = gzip.compress(bytes(50_000_000)) if packed else bytes(6_000_000)
    encoding = b"content-encoding: gzip\r\n" if packed else b""
    with server(saying(b"HTTP/1.1 200 OK\r\n" + encoding + b"\r\n" + body)) as url, pytest.raises(Uncertain):
        post(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://nowhere.invalid/", "https://127.0.0.1:1/"])
def test_what_found_no_way_was_surely_not_sent(url: str) -> None:
    with pytest.raises(Unavailable):
        post(url)


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(Refused):
        post("http://x:y/")


def test_nothing_is_sent_on_a_connection_made_too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = threading.Event()
    real = socket.create_connection

    def slowly(*args: object, **kwargs: object) -> socket.socket:
        time.sleep(0.4)
        return real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "create_connection", slowly)
    with server(lambda _: heard.set()) as url, pytest.raises(ChannelError) as caught:
        post(url, timeout=0.2)
    assert isinstance(caught.value, Unavailable)
    assert not heard.is_set()


def test_addresses_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with server(saying(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")) as url:
        post(url)
    assert "s3cr3t" not in caplog.text


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("1", 1),
        (" 30 ", 30),
        ("1.5", 1.5),
        ("Mon, 23 Nov 2026 09:31:00 GMT", 60),
        ("Mon, 23 Nov 2026 09:31:00", 60),
        ("Mon, 23 Nov 2026 09:29:00 GMT", None),
        ("86400", 900),
        ("inf", 900),
        ("0", None),
        ("-5", None),
        ("nan", None),
        ("", None),
        ("soon", None),
        ("Mon, 99 Nov 2026 09:31:00 GMT", None),
    ],
)
def test_how_long_to_wait(header: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": header}, NOW) == seconds


def test_no_header_names_no_time() -> None:
    assert retry_after({}, NOW) is None
