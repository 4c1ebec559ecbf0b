"""The service: one process that hears, judges, speaks and serves its pages until it is told to stop."""

import signal
import threading
from collections.abc import Callable
from pathlib import Path

import structlog

from monitor.app import Monitor, assemble, open_store
from monitor.config.problem import ConfigError
from monitor.config.schema import Config
from monitor.engines.clock import EmbeddedEngine
from monitor.stages.clock import SystemClock
from monitor.store.instance import present

_log = structlog.get_logger("service")


class Service:
    """Runs a monitor; SIGHUP makes it another one of the configuration as it reads then."""

    def __init__(self, config_file: Path, read: Callable[[Path], Config]) -> None:
        self._file = config_file
        self._read = read
        self._stop = threading.Event()
        self._wakened = threading.Event()
        self._reload = threading.Event()

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT. Raises `ConfigError` and `StoreError` before anything has begun."""
        config = self._read(self._file)
        db = open_store(config, self._file.parent)
        self._listen()
        try:
            with present(db):
                while not self._stop.is_set():
                    config = self._serve(assemble(config, db, SystemClock(self._stop)))
        finally:
            db.close()
        _log.info("stopped")

    def _serve(self, monitor: Monitor) -> Config:
        """Run one monitor until the service stops or its configuration changes; return the one to go on with."""
        engine = EmbeddedEngine(monitor.jobs(), monitor.clock.now)
        engine.start()
        _log.info("started", sources=len(monitor.config.sources), channels=len(monitor.config.channels))
        try:
            return self._wait(monitor.config)
        finally:
            engine.stop()
            monitor.close()
