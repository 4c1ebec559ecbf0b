"""The door to HTTP: errors, limits, politeness, redirects, and what is never told."""

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import pytest

from connectors.contract import Changed, Refused, SourceError, Unavailable
from connectors.kit.http import Door, Http
from tests.connectors.server import Reply, ScriptedServer, gzipped, json_reply, reply
from tests.shared import shared

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MEGABYTE = 1_000_000


@pytest.fixture
def http(door: Door) -> Http:
    return door.bind(timeout=0.5, allow_private=True)


def failure(ask: Callable[[], object]) -> SourceError:
    """The error that asking raises."""
    with pytest.raises(SourceError) as caught:
        ask()
    return caught.value


def answering(*answers: httpx.Response, **options: object) -> tuple[Door, list[httpx.Request], list[float]]:
    """A door to a pretended internet: with the requests that reached it, and how long it slept."""
    asked: list[httpx.Request] = []
    slept: list[float] = []
    clock = [1000.0]

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answers[min(len(asked), len(answers)) - 1]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    door = Door(
        transport=httpx.MockTransport(handle), now=lambda: NOW, monotonic=lambda: clock[0], sleep=sleep, **options
    )
    return door, asked, slept


def open_http(door: Door) -> Http:
    """The door for a source on the open internet."""
    return door.bind(timeout=5, allow_private=False)


# Answers


def test_an_answer_has_its_status_headers_text_and_json(http: Http, server: ScriptedServer) -> None:
    server.script("/a", json_reply({"words": "Grüße"}, x_total="3"))
    answer = http.get(f"{server.url}/a?b=1", params={"q": "a b&c"}, headers={"X-Key": "k"})
    assert (answer.status, answer.headers["x-total"], answer.json()) == (200, "3", {"words": "Grüße"})
    assert server.requests[0].query == {"b": "1", "q": "a b&c"}
    assert server.requests[0].headers["x-key"] == "k"


def test_it_says_who_it_is(server: ScriptedServer) -> None:
    door = Door(contact="https://example.org/about")
    server.script("/", Reply())
    door.bind(timeout=1, allow_private=True).get(server.url)
    door.close()
    sent = server.requests[0].headers["user-agent"]
    assert sent.startswith("complaint-monitor")
    assert sent.endswith("(+https://example.org/about)")


def test_posts_json_and_forms(http: Http, server: ScriptedServer) -> None:
    server.script("/", Reply())
    http.post(server.url, json={"a": 1})
    http.post(server.url, data={"grant": "x y"})
    assert [seen.body for seen in server.requests] == [b'{"a":1}', b"grant=x+y"]


def test_credentials_in_the_address_are_sent_as_basic(http: Http, server: ScriptedServer) -> None:
    server.script("/", Reply())
    http.get(server.url.replace("://", "://me:p%40ss@"))
    assert server.requests[0].headers["authorization"] == "Basic bWU6cEBzcw=="


def test_cookies_are_not_kept(http: Http, server: ScriptedServer) -> None:
    server.script("/", Reply(headers={"Set-Cookie": "a=b"}))
    http.get(server.url)
    http.get(server.url)
    assert "cookie" not in server.requests[1].headers


def test_a_status_that_is_accepted_is_an_answer(http: Http, server: ScriptedServer) -> None:
    server.script("/", Reply(status=304))
    assert http.get(server.url, accept=(200, 304)).status == 304


# Errors


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((status, Refused) for status in (401, 402, 403, 404, 410, 451)),
        *((status, Unavailable) for status in (408, 420, 425, 429, 500, 502, 503, 504, 520, 522, 530)),
        *((status, Changed) for status in (204, 206, 300, 304, 400, 409, 418, 422)),
    ],
)
def test_each_status_has_its_error(http: Http, server: ScriptedServer, status: int, kind: type[SourceError]) -> None:
    server.script("/", reply("" if status in (204, 304) else "<p>why</p>", "text/html", status))
    error = failure(lambda: http.get(server.url))
    assert type(error) is kind
    assert f"answered {status}" in str(error)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("1.5", 1.5),
        ("0", 0),
        ("-5", 0),
        ("86400", 900),
        ("1e999", 900),
        (format_datetime(datetime(2026, 11, 22, 12, 0, 30, tzinfo=UTC), usegmt=True), 30),
        (format_datetime(datetime(2026, 11, 22, 11, 0, tzinfo=UTC), usegmt=True), 0),
        ("nan", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_in_all_its_forms(header: str, seconds: float | None) -> None:
    door, *_ = answering(httpx.Response(429, headers={"Retry-After": header}))
    error = failure(lambda: open_http(door).get("https://api.example.org/"))
    assert isinstance(error, Unavailable)
    assert error.retry_after == seconds


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-ratelimit-reset", "2026-11-22T12:00:40.000Z"),
        ("x-ratelimit-reset", "40"),
        ("x-rate-limit-reset", str(int(NOW.timestamp()) + 40)),
    ],
)
def test_the_end_of_a_rate_limit_is_understood_too(name: str, value: str) -> None:
    door, *_ = answering(httpx.Response(429, headers={name: value}))
    error = failure(lambda: open_http(door).get("https://api.example.org/"))
    assert isinstance(error, Unavailable)
    assert error.retry_after == 40


def test_no_retry_after_is_none(http: Http, server: ScriptedServer) -> None:
    server.script("/", Reply(status=503))
    error = failure(lambda: http.get(server.url))
    assert isinstance(error, Unavailable)
    assert error.retry_after is None


@pytest.mark.parametrize("fault", ["reset", "cut", "stall", "drip"])
def test_a_broken_connection_is_unavailable_in_time(http: Http, server: ScriptedServer, fault: str) -> None:
    server.script("/", Reply(body=b"x" * 1000, fault=fault))  # type: ignore[arg-type]
    began = time.monotonic()
    assert isinstance(failure(lambda: http.get(server.url)), Unavailable)
    assert time.monotonic() - began < 1.5


def test_nobody_listening_no_such_name_and_no_tls_are_unavailable(http: Http, server: ScriptedServer) -> None:
    nowhere = ("http://127.0.0.1:1/", "http://no-such-host.invalid/", server.url.replace("http://", "https://"))
    assert [type(failure(lambda url=url: http.get(url))) for url in nowhere] == [Unavailable] * 3  # type: ignore[misc]


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "gopher://x/_", "http://", "http:///a", "http://[::1/", "nonsense"]
)
def test_what_is_no_web_address_is_refused(http: Http, url: str) -> None:
    assert isinstance(failure(lambda: http.get(url)), Refused)


def test_a_header_that_cannot_be_sent_is_refused_without_telling_it(http: Http, server: ScriptedServer) -> None:
    server.script("/", Reply())
    error = failure(lambda: http.get(server.url, headers={"Authorization": "Bearer abc\r\nX: secret-value"}))
    assert isinstance(error, Refused)
    assert "secret-value" not in str(error)


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


# Discretion


SECRETS = (
    "canary-query",
    "canary-password",
    "canary-bearer",
    "canary-key",
    "canary-form",
    "canary9path0segment7",
)


@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_no_message_and_no_sample_tells_a_secret(server: ScriptedServer, http: Http, status: int) -> None:
    echo = Reply(status=status, body=" ".join(SECRETS).encode())
    server.always(echo)
    address = server.url.replace("://", "://me:canary-password@")
    error = failure(
        lambda: http.post(
            f"{address}/bot/canary9path0segment7/send?token=canary-query",
            data={"client_secret": "canary-form"},
            headers={"Authorization": "Bearer canary-bearer", "X-Api-Key": "canary-key"},
        )
    )
    told = f"{error!r} {error} {getattr(error, 'payload', '')}"
    assert [secret for secret in SECRETS if secret in told] == []


def test_an_answer_does_not_print_its_address_or_body(http: Http, server: ScriptedServer) -> None:
    server.script("/", Reply(body=b"canary-body"))
    assert "canary" not in repr(http.get(f"{server.url}/?token=canary-query"))


# Many at once


def test_a_pool_is_used_again_and_closed(server: ScriptedServer) -> None:
    door = Door()
    http = door.bind(timeout=1, allow_private=True)
    server.script("/", json_reply([]))
    assert [http.get(server.url).json() for _ in range(20)] == [[]] * 20
    door.close()
    assert http.get(server.url).json() == []
    door.close()
