"""The door to HTTP: how much, how long, how often and how far."""

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from contextlib import suppress

import httpx
import pytest

from connectors.contract import Changed, Refused, SourceError, Unavailable
from connectors.kit.http import Door, Http
from tests.connectors.kit.asking import answering, failure, open_http
from tests.connectors.server import Reply, ScriptedServer, gzipped
from tests.shared import shared

MEGABYTE = 1_000_000


# Limits


def test_an_endless_body_is_left_at_five_megabytes(http: Http, server: ScriptedServer) -> None:
    server.script("/", Reply(body=b"x" * 65_536, endless=True))
    tracemalloc.start()
    error = failure(lambda: http.get(server.url))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(error, Changed)
    assert "longer than 5,000,000 bytes" in str(error)
    assert peak < 40 * MEGABYTE


@pytest.mark.parametrize("levels", [1, 2])
def test_a_bomb_is_not_unpacked(http: Http, server: ScriptedServer, levels: int) -> None:
    packer = zlib.compressobj(wbits=31)
    bomb = b"".join([*(packer.compress(b"\0" * MEGABYTE) for _ in range(200)), packer.flush()])
    body = bomb if levels == 1 else gzip.compress(bomb)
    server.script("/", Reply(body=body, headers={"Content-Encoding": ", ".join(["gzip"] * levels)}))
    tracemalloc.start()
    error = failure(lambda: http.get(server.url))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(error, Changed)
    assert peak < 40 * MEGABYTE


@pytest.mark.parametrize("name", ["bomb_64m.gz", "bomb_1g_double.gz"])
def test_the_bombs_of_others_are_not_unpacked(http: Http, server: ScriptedServer, name: str) -> None:
    bomb = shared(f"hostile/generated/{name}").read_bytes()
    server.script("/", Reply(body=bomb, headers={"Content-Encoding": "gzip"}))
    with suppress(Changed):
        assert len(http.get(server.url).body) <= 5_000_000


@pytest.mark.parametrize(
    ("encoding", "body", "kind"),
    [
        ("gzip", gzip.compress(b"x" * 5000)[:20], Unavailable),
        ("gzip", b"not packed at all", Changed),
        ("br", b"whatever", Changed),
        ("gzip, gzip", gzip.compress(gzip.compress(b"x")), Changed),
    ],
    ids=["cut off", "not packed", "unknown packing", "packed twice"],
)
def test_badly_packed_answers(
    http: Http, server: ScriptedServer, encoding: str, body: bytes, kind: type[SourceError]
) -> None:
    server.script("/", Reply(body=body, headers={"Content-Encoding": encoding}))
    assert type(failure(lambda: http.get(server.url))) is kind


def test_packed_answers_are_unpacked(http: Http, server: ScriptedServer) -> None:
    server.script("/gzip", gzipped(Reply(body=b"x" * 100_000)))
    server.script("/deflate", Reply(body=zlib.compress(b"y" * 100_000), headers={"Content-Encoding": "deflate"}))
    assert http.get(f"{server.url}/gzip").body == b"x" * 100_000
    assert http.get(f"{server.url}/deflate").body == b"y" * 100_000


def test_the_body_of_an_error_is_read_in_part_only(http: Http, server: ScriptedServer) -> None:
    server.script("/", Reply(status=400, body=b"x" * 65_536, endless=True))
    assert isinstance(failure(lambda: http.get(server.url)), Changed)


def test_headers_that_drip_are_not_waited_for(http: Http) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                for number in range(200):
                    connection.sendall(b"X-%d: y\r\n" % number)
                    time.sleep(0.02)

        dripping = threading.Thread(target=drip)
        dripping.start()
        began = time.monotonic()
        error = failure(lambda: http.get(f"http://127.0.0.1:{listener.getsockname()[1]}/"))
        assert isinstance(error, Unavailable)
        assert time.monotonic() - began < 1.5
        dripping.join()


# Redirects


def test_redirects_are_followed_five_times(http: Http, server: ScriptedServer) -> None:
    for number in range(6):
        server.script(f"/{number}", Reply(status=302, headers={"Location": f"/{number + 1}"}))
    server.script("/6", Reply(body=b"there"))
    answer = http.get(f"{server.url}/1")
    assert (answer.body, answer.url) == (b"there", f"{server.url}/6")
    assert isinstance(failure(lambda: http.get(f"{server.url}/0")), Changed)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://127.0.0.1/_", "data:text/xml,<rss/>", "http://"])
def test_a_redirect_leads_to_the_web_only(http: Http, server: ScriptedServer, target: str) -> None:
    server.script("/", Reply(status=302, headers={"Location": target}))
    assert isinstance(failure(lambda: http.get(server.url)), (Refused, Changed))


def test_credentials_stay_with_their_origin() -> None:
    moved = httpx.Response(302, headers={"Location": "https://elsewhere.example.org/b"})
    door, asked, _ = answering(moved, httpx.Response(200))
    headers = {"Authorization": "Bearer t", "X-Api-Key": "k", "If-None-Match": "e", "Accept": "text/xml"}
    open_http(door).get("https://api.example.org/a", headers=headers)
    sent = asked[1].headers
    assert (sent.get("authorization"), sent.get("x-api-key")) == (None, None)
    assert (sent["if-none-match"], sent["accept"], sent["host"]) == ("e", "text/xml", "elsewhere.example.org")


def test_a_post_is_not_redirected(http: Http, server: ScriptedServer) -> None:
    server.script("/", Reply(status=307, headers={"Location": "/elsewhere"}))
    assert isinstance(failure(lambda: http.post(server.url, json={})), Changed)
    assert len(server.requests) == 1


# Politeness


def test_requests_to_one_host_keep_their_distance() -> None:
    door, asked, slept = answering(httpx.Response(200), interval=2.0)
    http = open_http(door)
    for host in ("a", "a", "b", "a"):
        http.get(f"https://{host}.example.org/")
    assert slept == [2.0, 2.0]
    assert len(asked) == 4


def test_a_host_that_asked_for_quiet_is_not_asked_by_anybody() -> None:
    door, asked, _ = answering(httpx.Response(429, headers={"Retry-After": "60"}))
    for _ in range(3):
        error = failure(lambda: open_http(door).get("https://api.example.org/"))
        assert isinstance(error, Unavailable)
        assert error.retry_after == 60
    assert len(asked) == 1


def test_a_host_of_ones_own_network_is_not_paced(server: ScriptedServer) -> None:
    def never(_: float) -> None:
        raise AssertionError("it waited")

    door = Door(interval=60, sleep=never)
    http = door.bind(timeout=1, allow_private=True)
    server.script("/", Reply(status=429, headers={"Retry-After": "60"}), Reply())
    assert isinstance(failure(lambda: http.get(server.url)), Unavailable)
    assert http.get(server.url).status == 200
    door.close()
