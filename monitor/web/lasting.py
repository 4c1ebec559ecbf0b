"""Lasting: who is told by a page or a program's answer that something is done need not do it again, come what may."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.store.database import StoreError
from monitor.web.api.problem import API, Kind, Refusal
from monitor.web.gate import SAFE
from monitor.wording.pages import NOT_KEPT


class Lasting:
    """An application whose answers to what changes something wait until `persist` has returned."""

    def __init__(self, app: ASGIApp, persist: Callable[[], None]) -> None:
        self._app = app
        self._persist = persist

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self._app(scope, receive, send)
            return
        kept = True

        async def lasting(message: Message) -> None:
            nonlocal kept
            if message["type"] == "http.response.start" and message["status"] < 400:
                kept = await run_in_threadpool(self._is_kept)
            if kept:
                await send(message)

        await self._app(scope, receive, lasting)
        if not kept:
            await _refused(scope["path"])(scope, receive, send)

    def _is_kept(self) -> bool:
        try:
            self._persist()
        except StoreError:
            return False
        return True


def _refused(path: str) -> Response:
    below = path.startswith(f"{API}/")
    return Refusal(Kind.NO_ANSWER, NOT_KEPT).told() if below else PlainTextResponse(NOT_KEPT, 503)
