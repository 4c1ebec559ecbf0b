"""The service: a process that does its part (or all) of hearing, judging, speaking and showing until it is stopped."""

import gc
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import structlog

from monitor.app import Monitor, assemble
from monitor.assembly.stores import open_store
from monitor.config.problem import ConfigError
from monitor.config.schema import Config
from monitor.engines.contract import Engine
from monitor.roles import EngineFor
from monitor.stages.clock import SystemClock
from monitor.store.database import Database
from monitor.store.instance import present

DRAIN_SECONDS = 8.0
"""How long what runs may take to end. What is cut off then was not saved, and is done again by the next start."""

SETTLE_FIRST, SETTLE_EVERY = 60.0, 3600.0
"""Seconds until what a process begins with is loaded, and after which it is looked through again."""

Pages = Callable[[Monitor, Engine, threading.Event], None]
"""Serves the web pages of a monitor until the event is set."""

_log = structlog.get_logger("service")


def settle() -> None:
    """Set what is loaded aside from the garbage collector, once what is garbage is gone.

    Lexicons, compiled statements and classes are a quarter of a million objects that stay. Looking through them
    stopped all threads for 200 to 400 ms, in whichever request it happened to be due.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class Service:
    """Runs a monitor. SIGTERM and SIGINT end it; SIGHUP makes it the monitor of the configuration as it reads then."""

    def __init__(self, file: Path, read: Callable[[Path], Config], engine: EngineFor, pages: Pages | None) -> None:
        self._file = file
        self._read = read
        self._engine = engine
        self._pages = pages
        self._halt = threading.Event()
        self._ending = threading.Event()
        self._ended = threading.Event()

    def run(self) -> None:
        """Serve until told to stop. Raises `ConfigError` and `StoreError` before anything has begun."""
        config = self._read(self._file)
        db = open_store(config)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._signalled)
        threading.Thread(target=self._see_it_end, name="drain", daemon=True).start()
        threading.Thread(target=self._keep_settled, name="settle", daemon=True).start()
        with present(db):
            while not self._ending.is_set():
                self._serve(config, db)
                config = self._changed(config)
        db.close()
        self._ended.set()
        _log.info("stopped")

    def _serve(self, config: Config, db: Database) -> None:
        """Run one monitor until the service ends or is told to read its configuration again."""
        monitor = assemble(config, db, SystemClock(self._halt))
        engine = self._engine(monitor)
        engine.start()
        _log.info("started", sources=len(config.sources), channels=len(config.channels))
        if self._pages is not None:
            self._pages(monitor, engine, self._halt)
        self._halt.wait()
        engine.stop()
        monitor.close()

    def _changed(self, config: Config) -> Config:
        """Return the configuration as it reads now; one with an error is told, and the old one goes on."""
        if self._ending.is_set():
            return config
        self._halt.clear()
        try:
            fresh = self._read(self._file)
        except ConfigError as error:
            for problem in error.problems:
                _log.error("configuration not taken", problem=str(problem))
            return config
        if fresh.store != config.store:
            _log.error("configuration not taken", problem="`store` changes with a restart only")
            return config
        _log.info("configuration taken")
        return fresh

    def _signalled(self, number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGHUP:
            self._ending.set()
        self._halt.set()

    def _keep_settled(self) -> None:
        pause = SETTLE_FIRST
        while not self._ending.wait(pause):
            settle()
            pause = SETTLE_EVERY

    def _see_it_end(self) -> None:
        """Cut off what takes too long to end, also where it was about to reload: every step is a transaction."""
        self._ending.wait()
        if not self._ended.wait(DRAIN_SECONDS):
            _log.warning("cut off", after_seconds=DRAIN_SECONDS)
            os._exit(0)
