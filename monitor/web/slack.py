"""What Slack sends to us: one address for interactions, commands and events, handed on as it came."""

from collections.abc import Callable, Mapping

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from alerts.interactive import Reply

PATH = "/slack/events"
LARGEST = 1_000_000
"""Bytes of one request; Slack's largest, a form of 100 filled fields, is far below."""

Receive = Callable[[Mapping[str, str], bytes], Reply]
"""Verifies a request and says what to answer; header names are in lower case."""


def route(receive: Receive) -> Callable[[Request], object]:
    """Return what answers at `PATH`."""

    async def answer(request: Request) -> Response:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                return Response(status_code=413)
        reply = await run_in_threadpool(receive, dict(request.headers), body)
        return Response(reply.body, reply.status, media_type=reply.content_type)

    return answer
