"""The door to HTTP: answers, errors, and what is never told."""

import time
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import pytest

from connectors.contract import Changed, Refused, SourceError, Unavailable
from connectors.kit.http import Door, Http
from tests.connectors.kit.asking import NOW, answering, failure, open_http
from tests.connectors.server import Reply, ScriptedServer, json_reply, reply

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


def test_a_secret_that_is_echoed_in_another_spelling_is_hidden_too(server: ScriptedServer, http: Http) -> None:
    server.always(Reply(status=400, body=b"bad key: canary%2Fkey%3D%3D"))
    error = failure(lambda: http.get(server.url, params={"key": "canary/key=="}))
    assert isinstance(error, Changed)
    assert error.payload == "bad key: …"


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
