"""A companion lives as long as what it accompanies, and is begun again should it end before."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from monitor.engines import companion
from monitor.engines.companion import Accompanied
from tests.connectors.contract import NOW


class Engine:
    """An engine that does nothing."""

    running = False

    def start(self) -> None:
        self.running = True

    def stop(self) -> None:
        self.running = False

    def last_runs(self) -> dict[str, datetime]:
        return {"all": NOW}


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert holds()


def test_it_begins_and_ends_with_its_engine(tmp_path: Path) -> None:
    engine, log = Engine(), tmp_path / "log"
    both = Accompanied(engine, ["sh", "-c", f"echo began >> {log}; cat; echo ended >> {log}"])
    both.start()
    until(log.exists)
    assert engine.running
    assert both.last_runs() == {"all": NOW}
    both.stop()
    assert not engine.running
    assert threading.active_count() < 50


def test_one_that_ended_is_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(companion, "AGAIN_AFTER", 0.01)
    log = tmp_path / "log"
    both = Accompanied(Engine(), ["sh", "-c", f"echo began >> {log}; exit 3"])
    both.start()
    until(lambda: log.exists() and log.read_text().count("began") >= 3)
    both.stop()


def test_it_ends_where_who_began_it_is_killed(tmp_path: Path) -> None:
    """Its input is open for as long as they live: nobody has to tell it."""
    log = tmp_path / "log"
    code = (
        "import time; from monitor.engines.companion import Accompanied\n"
        "from tests.engines.test_companion import Engine\n"
        f"Accompanied(Engine(), ['sh', '-c', 'echo began >> {log}; cat; echo ended >> {log}']).start()\n"
        "time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        until(log.exists)
        process.kill()
    until(lambda: "ended" in log.read_text())
