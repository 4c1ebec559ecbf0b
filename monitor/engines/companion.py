"""A companion: a process that runs beside this one for as long as this one does, and is begun again should it end."""

import subprocess
import threading
from collections.abc import Sequence
from datetime import datetime

import structlog

from monitor.engines.contract import Engine

AGAIN_AFTER = 5.0
"""Seconds until a companion that ended is begun again."""
END_WITHIN = 5.0

_log = structlog.get_logger("engine")


class Accompanied:
    """An engine with a companion. The companion's input stays open as long as we live: its end tells it to end, too."""

    def __init__(self, engine: Engine, command: Sequence[str]) -> None:
        self._engine = engine
        self._command = tuple(command)
        self._ending = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="companion", daemon=True)

    def start(self) -> None:
        """Begin both."""
        self._keeper.start()
        self._engine.start()

    def stop(self) -> None:
        """End both; return when they have."""
        self._ending.set()
        self._engine.stop()
        self._keeper.join()

    def last_runs(self) -> dict[str, datetime]:
        """Return when each job of the engine last ended well."""
        return self._engine.last_runs()

    def _keep(self) -> None:
        while not self._ending.is_set():
            quiet = subprocess.DEVNULL
            with subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=quiet) as process:  # noqa: S603  our own
                ended = threading.Thread(target=process.wait, daemon=True)
                ended.start()
                while ended.is_alive() and not self._ending.is_set():
                    ended.join(0.2)
                if self._ending.is_set():
                    _end(process)
                    return
            _log.warning("companion ended", command=self._command[-1], code=process.returncode)
            self._ending.wait(AGAIN_AFTER)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(END_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
