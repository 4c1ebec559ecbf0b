"""Probes: what a process without pages answers to those who watch over it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from monitor.store.database import Database
from monitor.web.metrics import answer, metrics
from monitor.web.security import LOOPBACK, Guarded


def make_probes(
    db: Database,
    *,
    now: Callable[[], datetime],
    heartbeat: Callable[[], Mapping[str, datetime]],
    metrics_key: str = "",
) -> Starlette:
    """Return `/livez` and `/metrics` on a store. `heartbeat` returns when each stage of this process ran last.

    `metrics_key` is what `/metrics` asks for, where it is not empty.
    """

    def livez(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    def told(request: Request) -> Response:
        return answer(request, metrics_key, lambda: metrics(db, now(), heartbeat()))

    app = Starlette(routes=[Route("/livez", livez), Route("/metrics", told)])
    app.add_middleware(Guarded, hosts=LOOPBACK)
    return app
