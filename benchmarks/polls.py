"""Polling 100 sources at once through our door, beside one httpx client that all of them share, in one run.

The sources are searches of one place (all on one host), or places of their own (a host each); a server in another
process plays them. The shared clients are used as anybody would at first: one `httpx.AsyncClient` and a task a
source, or one `httpx.Client` and a thread a source.
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
THREADS = 4
"""Our pool: polling is bounded, so that a hundred slow sources are not a hundred threads."""

ROUNDS = 3
"""The ways take turns, and the best of each counts: other work on the machine hits all of them alike."""

GOAL = 9
BODY = b'{"hits": [' + b'{"id": 1, "text": "still waiting for my refund"},' * 40 + b'{"id": 2}]}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way of polling sources of one layout: polls a second, ours and theirs."""

    layout: str
    name: str
    theirs: float
    ours: float

    @property
    def ratio(self) -> float:
        """How many times as fast ours is."""
        return self.ours / self.theirs


def run() -> list[Row]:
    """Measure each way and each layout against the same server."""
    with server() as urls:
        return [*_rows("one host", urls[:1] * SOURCES), *_rows("a host each", urls)]


def through_our_door() -> int:
    """Poll each source some times, a host each, through our door alone; return how many polls it were."""
    with server() as urls:
        _door(urls)
    return len(urls) * POLLS_PER_SOURCE


def main() -> None:
    """Print the table."""
    print(f"polls/s of {SOURCES} concurrent sources, the best of {ROUNDS} rounds")
    print(f"{'':14}{'':26}{'theirs':>9}{'ours':>9}{'ratio':>9}{'goal':>7}")
    for row in run():
        print(f"{row.layout:14}{row.name:26}{row.theirs:>9,.0f}{row.ours:>9,.0f}{row.ratio:>8.1f}x{GOAL:>6}x")


def _rows(layout: str, urls: list[str]) -> list[Row]:
    ways = {"our door": _door, "one shared AsyncClient": _shared_async, "one shared Client": _shared_sync}
    turns = [{name: _polls_a_second(way, urls) for name, way in ways.items()} for _ in range(ROUNDS)]
    best = {name: max(turn[name] for turn in turns) for name in ways}
    ours = best.pop("our door")
    return [Row(layout=layout, name=name, theirs=theirs, ours=ours) for name, theirs in best.items()]


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


def _polls_a_second(way: Callable[[list[str]], None], urls: list[str]) -> float:
    started = time.perf_counter()
    way(urls)
    return len(urls) * POLLS_PER_SOURCE / (time.perf_counter() - started)


@contextmanager
def server() -> Iterator[list[str]]:
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
