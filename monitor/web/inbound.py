"""Inbound: where platforms push what they have. One address a source; everything is decided by whoever takes it."""

from collections.abc import Callable
from typing import Protocol

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.concurrency import run_in_threadpool

from connectors.contract import Pushed

MOST_BYTES = 5_000_000
PATH = "/in/{source}"


class Answered(Protocol):
    """What a delivery is answered with."""

    @property
    def status(self) -> int:
        """The status of HTTP."""
        ...

    @property
    def text(self) -> str:
        """Plain text."""
        ...


TakePush = Callable[[str, Pushed], Answered]
"""Keeps a delivery to a source, by its name. Raises `StoreError`: the platform is to come again."""


def add_inbound(app: FastAPI, take: TakePush) -> None:
    """Let `app` answer at `PATH`."""

    async def inbound(request: Request, source: str) -> Response:
        body = await _body(request)
        if body is None:
            return PlainTextResponse("too large\n", 413)
        pushed = Pushed(
            method=request.method, headers=dict(request.headers), query=dict(request.query_params), body=body
        )
        answered = await run_in_threadpool(take, source, pushed)
        return PlainTextResponse(answered.text, answered.status)

    app.add_api_route(PATH, inbound, methods=["GET", "POST"], response_model=None)


async def _body(request: Request) -> bytes | None:
    """Return the body; None where it is larger than any platform's."""
    parts, size = list[bytes](), 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            return None
        parts.append(part)
    return b"".join(parts)
