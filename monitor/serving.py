"""The pages of a running monitor, served."""

import threading
from collections.abc import Callable

import structlog

from monitor.app import Monitor
from monitor.engines.contract import Engine
from monitor.web.probes import make_probes
from monitor.web.serve import CannotServe, serve
from monitor.web.site import make_app
from monitor.wiring import metrics_key, wiring_of

_log = structlog.get_logger("web")


def serve_pages(monitor: Monitor, engine: Engine, halt: threading.Event) -> None:
    """Serve the pages in this thread until `halt`. Where they cannot be served, the rest goes on without them."""
    web = monitor.config.web
    monitor.listening.begin()
    app = make_app(monitor.db, wiring_of(monitor, engine.last_runs))
    _log.info("pages", url=f"http://{web.host}:{web.port}")
    try:
        serve(app, web.host, web.port, halt)
    except CannotServe as error:
        _log.error("no pages", why=str(error))
        halt.wait()


def serve_probes(port: int) -> Callable[[Monitor, Engine, threading.Event], None]:
    """Return what serves `/livez` and `/metrics` of a process without pages, at `web: host` and this port."""

    def probes(monitor: Monitor, engine: Engine, halt: threading.Event) -> None:
        key = metrics_key(monitor.config)
        app = make_probes(monitor.db, now=monitor.clock.now, heartbeat=engine.last_runs, metrics_key=key)
        try:
            serve(app, monitor.config.web.host, port, halt)
        except CannotServe as error:
            _log.error("no probes", why=str(error))
            halt.wait()

    return probes
