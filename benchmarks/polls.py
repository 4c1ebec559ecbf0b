"""Polling 100 sources at once through our door, beside one httpx client that all of them share, in one run.

Each source has a host of its own, played by a port of a server in another process. The shared clients are used as
anybody would at first: one `httpx.AsyncClient` and a task a source, or one `httpx.Client` and a thread a source.
"""

import asyncio
import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

import httpx

from connectors.kit.http import Door

SOURCES = 100
POLLS_PER_SOURCE = 10
THREADS = 8
"""Our pool: polling is bounded, so that a hundred slow sources are not a hundred threads."""

GOAL = 9
BODY = b'{"hits": [' + b'{"id": 1, "text": "still waiting for my refund"},' * 40 + b'{"id": 2}]}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way of polling: polls a second."""

    name: str
    polls: float


def run() -> list[Row]:
    """Measure each way against the same server, ours last."""
    with _server() as urls:
        ways = {
            "one shared AsyncClient": _shared_async,
            "one shared Client": _shared_sync,
            "our door": _door,
        }
        return [Row(name=name, polls=_polls_a_second(way, urls)) for name, way in ways.items()]


def main() -> None:
    """Print the table."""
    rows = run()
    ours = rows[-1].polls
    print(f"polls of {SOURCES} concurrent sources, {POLLS_PER_SOURCE} of each")
    print(f"{'':26}{'polls/s':>10}{'ours':>9}{'goal':>7}")
    for row in rows[:-1]:
        print(f"{row.name:26}{row.polls:>10,.0f}{ours / row.polls:>8.1f}x{GOAL:>6}x")
    print(f"{rows[-1].name:26}{ours:>10,.0f}")


def _shared_async(urls: list[str]) -> None:
    async def source(client: httpx.AsyncClient, url: str) -> None:
        for _ in range(POLLS_PER_SOURCE):
            (await client.get(url)).json()

    async def all_sources() -> None:
        async with httpx.AsyncClient(timeout=60) as client:
            await asyncio.gather(*(source(client, url) for url in urls))

    asyncio.run(all_sources())


def _shared_sync(urls: list[str]) -> None:
    with httpx.Client(timeout=60) as client, ThreadPoolExecutor(SOURCES) as threads:

        def source(url: str) -> None:
            for _ in range(POLLS_PER_SOURCE):
                client.get(url).json()

        list(threads.map(source, urls))


def _door(urls: list[str]) -> None:
    door = Door()
    with ThreadPoolExecutor(THREADS) as threads:

        def source(url: str) -> None:
            http = door.bind(timeout=60, allow_private=True)
            for _ in range(POLLS_PER_SOURCE):
                http.get(url).json()

        list(threads.map(source, urls))
    door.close()


def _polls_a_second(way: Callable[[list[str]], None], urls: list[str], rounds: int = 3) -> float:
    best = float("inf")
    for _ in range(rounds):
        started = time.perf_counter()
        way(urls)
        best = min(best, time.perf_counter() - started)
    return len(urls) * POLLS_PER_SOURCE / best


@contextmanager
def _server() -> Iterator[list[str]]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield [f"http://127.0.0.1:{port}/" for port in ours.recv()]
    finally:
        process.terminate()
        process.join()


def _serve(pipe: Connection) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(ANSWER)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def serve() -> None:
        servers = [await asyncio.start_server(answer, "127.0.0.1", 0) for _ in range(SOURCES)]
        pipe.send([server.sockets[0].getsockname()[1] for server in servers])
        await asyncio.Event().wait()

    asyncio.run(serve())


if __name__ == "__main__":
    main()
