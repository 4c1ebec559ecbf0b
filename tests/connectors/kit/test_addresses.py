"""The address guard: nothing inside is ever connected to, however it is written, named or redirected to."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from ipaddress import ip_address

import httpcore
import pytest

from connectors.contract import Refused, SourceError
from connectors.kit.addresses import Network, is_public
from connectors.kit.http import Door
from tests.connectors.server import Reply, ScriptedServer, serving
from tests.shared import shared

PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.255.255.255",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
PUBLIC = [
    "1.1.1.1",
    "93.184.215.14",
    "172.15.0.1",
    "172.32.0.1",
    "2606:4700::1111",
    "64:ff9b::101:101",
    "::ffff:1.1.1.1",
]


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that anything connected to; none of them is really reached."""
    addresses: list[str] = []

    def connect(_: object, host: str, *__: object, **___: object) -> httpcore.NetworkStream:
        addresses.append(host)
        raise httpcore.ConnectError("not today")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    return addresses


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What names resolve to; each look-up takes the next of a name's answers, the last again and again."""
    answers: dict[str, list[str]] = {}

    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        if host not in answers:
            raise socket.gaierror(-2, "Name or service not known")
        found = answers[host].pop(0) if len(answers[host]) > 1 else answers[host][0]
        return [(0, 0, 0, "", (address, port)) for address in found.split()]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return answers


@pytest.fixture
def canary() -> Iterator[ScriptedServer]:
    """A server inside, which nobody may reach."""
    with serving() as running:
        yield running


def ask(url: str, *, allow_private: bool = False) -> SourceError:
    """The error that asking for `url` raises."""
    door = Door(interval=0)
    with pytest.raises(SourceError) as caught:
        door.bind(timeout=2, allow_private=allow_private).get(url)
    door.close()
    return caught.value


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_inside_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    assert is_public(ip_address(address))


def test_none_of_the_known_tricks_connects_anywhere(connected: list[str]) -> None:
    for url in json.loads(shared("hostile/ssrf_urls.json").read_bytes()):
        ask(url)
    assert [address for address in connected if not is_public(ip_address(address))] == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0", "127.1", "0x7f000001", "2130706433", "[::1]", "[::]"])
def test_a_canary_inside_is_never_reached(canary: ScriptedServer, host: str) -> None:
    port = canary.url.rpartition(":")[2]
    assert isinstance(ask(f"http://{host}:{port}/"), Refused)
    assert canary.requests == []


def test_every_address_of_a_name_is_checked(names: dict[str, list[str]], connected: list[str]) -> None:
    names["mixed.example.org"] = ["1.1.1.1 10.0.0.1"]
    assert isinstance(ask("http://mixed.example.org/"), Refused)
    assert connected == []


def test_a_name_that_changes_its_mind_is_connected_as_it_was_checked(
    names: dict[str, list[str]], connected: list[str]
) -> None:
    names["rebinding.example.org"] = ["1.1.1.1", "127.0.0.1"]
    ask("http://rebinding.example.org/")
    assert connected == ["1.1.1.1"]


def test_each_address_is_tried_in_turn(names: dict[str, list[str]], connected: list[str]) -> None:
    names["two.example.org"] = ["2606:4700::1111 1.1.1.1"]
    ask("http://two.example.org/")
    assert connected == ["2606:4700::1111", "1.1.1.1"]


def test_a_source_may_have_its_own_host_inside(server: ScriptedServer) -> None:
    server.script("/", Reply(status=302, headers={"Location": "/feed"}))
    server.script("/feed", Reply(body=b"ours"))
    door = Door()
    assert door.bind(timeout=1, allow_private=True).get(server.url).body == b"ours"
    door.close()


def test_a_redirect_never_leads_inside_even_for_a_source_that_is(
    server: ScriptedServer, canary: ScriptedServer
) -> None:
    server.script("/", Reply(status=302, headers={"Location": f"{canary.url}/admin"}))
    assert isinstance(ask(server.url, allow_private=True), Refused)
    assert canary.requests == []


def test_the_message_says_what_to_do_and_not_where_it_leads(names: dict[str, list[str]]) -> None:
    names["intranet.example.org"] = ["10.20.30.40"]
    message = str(ask("http://intranet.example.org/"))
    assert "allow_private: true" in message
    assert "10.20.30.40" not in message


def test_tls_is_checked_against_the_name_and_not_the_address(
    names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    class Stream(httpcore.NetworkStream):
        def start_tls(
            self, ssl_context: object, server_hostname: str | None = None, timeout: float | None = None
        ) -> None:
            asked.append(server_hostname)
            raise httpcore.ConnectError("stop here")

        def close(self) -> None:
            pass

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", lambda *_, **__: Stream())
    names["secure.example.org"] = ["1.1.1.1"]
    ask("https://secure.example.org/")
    assert asked == ["secure.example.org"]


def test_a_look_up_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: hanging.wait(5) and [])
    began = time.monotonic()
    with pytest.raises(httpcore.ConnectTimeout):
        Network(private=False).connect_tcp("slow.example.org", 80, timeout=began + 0.1)
    assert time.monotonic() - began < 2
    hanging.set()


def test_no_time_left_is_a_timeout(names: dict[str, list[str]]) -> None:
    names["host.example.org"] = ["1.1.1.1"]
    with pytest.raises(httpcore.TimeoutException):
        Network(private=False).connect_tcp("host.example.org", 80, timeout=0.0)
