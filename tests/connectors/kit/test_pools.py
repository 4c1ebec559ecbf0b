"""Pools: few connections a host, none left behind, and none closed while in use."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from connectors.kit import pools
from connectors.kit.http import Door
from connectors.kit.pools import CONNECTIONS_PER_HOST, PoolKey, Pools
from tests.connectors.server import Reply, ScriptedServer, Seen

HERE = PoolKey("http", "here.example.org", 80, private=False)
THERE = PoolKey("http", "there.example.org", 80, private=False)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that pools see, to be set by the test."""
    now = [1000.0]
    monkeypatch.setattr(pools.time, "monotonic", lambda: now[0])
    return now


def no_tls() -> None:
    """Plain connections need no context."""
    raise AssertionError("no TLS is needed here")


def test_a_host_keeps_its_pool(clock: list[float]) -> None:
    kept = Pools(no_tls)  # type: ignore[arg-type]
    with kept.lease(HERE) as first:
        pass
    clock[0] += 20
    with kept.lease(HERE) as second:
        assert first is second


def test_a_pool_that_nobody_used_for_long_is_forgotten(clock: list[float]) -> None:
    kept = Pools(no_tls)  # type: ignore[arg-type]
    with kept.lease(HERE) as first:
        pass
    clock[0] += 60
    with kept.lease(THERE), kept.lease(HERE) as second:
        assert first is not second


def test_a_pool_in_use_is_kept_however_long_it_takes(clock: list[float]) -> None:
    kept = Pools(no_tls)  # type: ignore[arg-type]
    with kept.lease(HERE) as first:
        clock[0] += 600
        with kept.lease(THERE), kept.lease(HERE) as second:
            assert first is second


def test_what_is_guarded_and_what_is_not_never_share_a_connection(clock: list[float]) -> None:
    kept = Pools(no_tls)  # type: ignore[arg-type]
    inside = PoolKey("http", "here.example.org", 80, private=True)
    with kept.lease(HERE) as guarded, kept.lease(inside) as unguarded:
        assert guarded is not unguarded


def test_many_sources_of_one_host_use_few_connections(server: ScriptedServer) -> None:
    at_once, most, lock = [0], [0], threading.Lock()

    def answer(_: Seen) -> Reply:
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        server.stopping.wait(0.02)
        with lock:
            at_once[0] -= 1
        return Reply(body=b"[]")

    server.script("/", answer)
    door = Door()
    with ThreadPoolExecutor(30) as threads:
        answers = list(
            threads.map(lambda _: door.bind(timeout=10, allow_private=True).get(server.url).json(), range(60))
        )
    door.close()
    assert answers == [[]] * 60
    assert most[0] <= CONNECTIONS_PER_HOST
