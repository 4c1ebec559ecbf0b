"""Serving: uvicorn in the main thread until it is told to stop. Signals stay with whoever calls."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

LOOK_EVERY = 0.1
FINISH_WITHIN = 1
"""Seconds that a request in progress has left once the service stops."""
_BACKLOG = 128


class CannotServe(Exception):
    """The pages cannot be served; the message says where, why and what to do. The service can go on without."""


def serve(app: ASGIApp, host: str, port: int, stop: threading.Event) -> None:
    """Serve `app` until `stop` is set; return within two seconds of it. Raises `CannotServe`."""
    serve_on(app, listen(host, port), stop)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at `host` and `port` (0: any that is free). Raises `CannotServe`."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotServe(_cannot(host, port, error)) from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise CannotServe(_cannot(host, port, error)) from error
    return listening


def serve_on(app: ASGIApp, listening: socket.socket, stop: threading.Event) -> None:
    """Serve `app` on a socket that listens until `stop` is set; the socket is closed then."""
    config = uvicorn.Config(
        app,
        lifespan="off",
        loop="asyncio",
        http="h11",
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=FINISH_WITHIN,
    )
    with listening:
        asyncio.run(_until(stop, _Server(config), listening))


class _Server(uvicorn.Server):
    """A server that leaves the process's signals alone."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _until(stop: threading.Event, server: uvicorn.Server, listening: socket.socket) -> None:
    watching = asyncio.create_task(_watch(stop, server))
    await server.serve([listening])
    watching.cancel()


async def _watch(stop: threading.Event, server: uvicorn.Server) -> None:
    while not stop.is_set():
        await asyncio.sleep(LOOK_EVERY)
    server.should_exit = True


def _cannot(host: str, port: int, error: OSError) -> str:
    why = error.strerror or str(error)
    remedy = "stop what holds that port, or change `web: host` and `port` in config.yaml"
    return f"the pages cannot be served at {host}:{port}: {why}; {remedy}"
