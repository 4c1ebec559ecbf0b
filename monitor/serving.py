"""The pages of a running monitor."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from alerts.interactive import Reply
from monitor.access.passwords import Passwords
from monitor.app import Monitor
from monitor.domain.case import Case
from monitor.engines.contract import Engine
from monitor.judging import mask
from monitor.letting_in import single_sign_on
from monitor.routing import routing_for
from monitor.speaking import receiving
from monitor.staffing import staff_for
from monitor.tuning import as_changed
from monitor.web.probes import make_probes
from monitor.web.serve import CannotServe, serve
from monitor.web.site import make_app
from monitor.web.slack import Receive
from monitor.web.wiring import Wiring

_REGULAR = timedelta(minutes=1)
"""A job that comes round more rarely says nothing about whether the service lives."""
_AS_LONG_AS_IT_TAKES = frozenset({"backfill"})

_UNVERIFIED = 401

_log = structlog.get_logger("web")


def serve_pages(monitor: Monitor, engine: Engine, halt: threading.Event) -> None:
    """Serve the pages in this thread until `halt`. Where they cannot be served, the rest goes on without them."""
    config = monitor.config
    monitor.listening.begin()
    wiring = wiring_of(monitor, engine.last_runs)
    _log.info("pages", url=f"http://{config.web.host}:{config.web.port}")
    try:
        serve(make_app(monitor.db, wiring), config.web.host, config.web.port, halt)
    except CannotServe as error:
        _log.error("no pages", why=str(error))
        halt.wait()


def wiring_of(
    monitor: Monitor, last_runs: Callable[[], Mapping[str, datetime]], *, passwords: Passwords | None = None
) -> Wiring:
    """Return what the pages of a running monitor are handed; `last_runs` tells when each of its jobs ran last."""
    config = monitor.config
    regular = {job.name for job in monitor.jobs() if job.every <= _REGULAR} - _AS_LONG_AS_IT_TAKES

    def heartbeat() -> Mapping[str, datetime]:
        return {name: at for name, at in last_runs().items() if name in regular}

    def due_at(case: Case, now: datetime) -> datetime | None:
        with monitor.db.read() as tx:
            return routing_for(as_changed(tx, config)).due_at(case.department, case.severity, now)

    return Wiring(
        mask=mask,
        now=monitor.clock.now,
        heartbeat=heartbeat,
        base_url=config.web.base_url,
        zone=config.digest.timezone,
        proxies=config.web.proxies,
        sign_on=single_sign_on(config),
        staff=staff_for(config),
        brands=[brand.name for brand in config.brands],
        departments=[department.name for department in config.departments],
        take_push=lambda source, pushed: monitor.receive.take(source, pushed, monitor.clock.now()),
        receive=receiver(monitor),
        due_at=due_at,
        passwords=passwords or Passwords(),
        stopping=monitor.clock.stopping,
    )


def receiver(monitor: Monitor) -> Receive | None:
    """Return what takes requests of channels' platforms: the first channel that knows one as its own answers it."""
    channels = receiving(monitor.channels)

    def receive(headers: Mapping[str, str], body: bytes) -> Reply:
        for name, channel in channels.items():
            reply = channel.receive(headers, body, monitor.presses.taker(name))
            if reply.status != _UNVERIFIED:
                return reply
        return Reply(status=_UNVERIFIED)

    return receive if channels else None


def serve_probes(port: int) -> Callable[[Monitor, Engine, threading.Event], None]:
    """Return what serves `/livez` and `/metrics` of a process without pages, at `web: host` and this port."""

    def probes(monitor: Monitor, engine: Engine, halt: threading.Event) -> None:
        app = make_probes(monitor.db, now=monitor.clock.now, heartbeat=engine.last_runs)
        try:
            serve(app, monitor.config.web.host, port, halt)
        except CannotServe as error:
            _log.error("no probes", why=str(error))
            halt.wait()

    return probes
