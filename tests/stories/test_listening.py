"""What never ends is listened to by a process of its own, and nothing is lost whoever is killed."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from monitor.app import assemble
from monitor.assembly.configuration import read_config
from monitor.assembly.stores import open_store
from monitor.cli.main import main
from monitor.stages.clock import FrozenClock
from monitor.store.instance import present
from tests.connectors.contract import NOW
from tests.connectors.jetstream import BEGIN, FakeJetstream, streaming


@pytest.fixture
def jetstream() -> Iterator[FakeJetstream]:
    with streaming() as running:
        yield running


@pytest.fixture
def file(tmp_path: Path, jetstream: FakeJetstream) -> Path:
    live = {"name": "live", "kind": "bluesky_live", "query": "acme", "base_url": jetstream.url, "allow_private": True}
    written = {
        "store": "sqlite:///monitor.db",
        "brands": [{"name": "Acme Air", "keywords": ["acme"]}],
        "sources": [{**live, "appview_url": "http://127.0.0.1:1"}],
        "channels": [{"name": "terminal", "kind": "console"}],
        "shadow": "off",
        "web": {"port": 0},
    }
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump(written), "utf-8")
    return path


def heard(file: Path) -> list[str]:
    """The posts in the store."""
    with closing(sqlite3.connect(file.parent / "monitor.db")) as connection:
        return [name for (name,) in connection.execute("SELECT native_id FROM mentions ORDER BY id")]


def test_it_is_heard_by_who_listens_and_polled_by_nobody_else(file: Path, jetstream: FakeJetstream) -> None:
    config = read_config(file)
    wanted = [jetstream.post(1, "Acme lost my bag"), jetstream.post(3, "Acme, again")]
    jetstream.post(2, "nothing")
    with closing(open_store(config)) as db, present(db):
        monitor = assemble(config, db, FrozenClock(NOW, threading.Event()))
        assert monitor.collect.due(NOW) == []
        assert monitor.collect.run_once(NOW).done == 0
        assert jetstream.asked == []
        assert monitor.listen is not None
        assert monitor.listen.run_once(NOW).done == 2
        assert heard(file) == wanted
        monitor.close()


def test_where_nothing_is_to_be_listened_to_it_says_so(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = yaml.safe_load(file.read_text())
    written["sources"] = [{"name": "news", "kind": "rss", "url": "https://example.org/feed"}]
    file.write_text(yaml.safe_dump(written), "utf-8")
    assert main(["listen", "--config", str(file)]) == 2
    assert "there is no source to listen to; those of kind bluesky_live are" in capsys.readouterr().err


class World:
    """People post all the time, at the time that it is."""

    def __init__(self, jetstream: FakeJetstream) -> None:
        self.wanted: list[str] = []
        self._jetstream = jetstream
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._post)
        jetstream.ends = False
        self._thread.start()

    def end(self) -> None:
        """Fall silent."""
        self._over.set()
        self._thread.join()

    def _post(self) -> None:
        random, number = Random(1), 0
        while not self._over.wait(0.02):
            number += 1
            text = random.choice(["Acme lost my bag", "Good morning", "What a day"])
            name = self._jetstream.post(number, text, at=time.time() - BEGIN / 1_000_000 - random.choice([0, 0, 2]))
            self.wanted += [name] if "Acme" in text else []


class Service:
    """`monitor run`, with the process beside it that listens."""

    def __init__(self, file: Path) -> None:
        self._command = [sys.executable, "-m", "monitor", "--config", str(file), "run"]
        self.begin()

    def begin(self) -> None:
        """Start, until it listens."""
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(self._command, stdin=quiet, stderr=quiet)
        _until(self.listeners)

    def kill_listener(self) -> None:
        """Kill the process that listens, and wait for the next one."""
        (listener,) = self.listeners()
        os.kill(listener, signal.SIGKILL)
        _until(lambda: self.listeners() not in ([], [listener]))

    def kill(self) -> None:
        """Kill the service; what listens for it ends by itself."""
        (listener,) = self.listeners()
        self._process.kill()
        self._process.wait()
        _until(lambda: not Path(f"/proc/{listener}").exists())

    def stop(self) -> None:
        """Tell it to end."""
        self._process.terminate()
        self._process.wait(20)

    def listeners(self) -> list[int]:
        """The processes that listen."""
        return _listeners(self._process.pid)


@pytest.mark.soak
def test_whoever_is_killed_nothing_is_lost(file: Path, jetstream: FakeJetstream) -> None:
    service = Service(file)
    _until(lambda: jetstream.asked)
    world = World(jetstream)
    for number in range(1, 3):
        _until(partial(_has, file, 10 * number))
        service.kill_listener()
        time.sleep(1)
        service.kill()
        service.begin()
    world.end()
    try:
        _until(lambda: len(heard(file)) >= len(world.wanted))
        assert sorted(heard(file)) == sorted(world.wanted)
    finally:
        service.stop()


def _has(file: Path, most: int) -> bool:
    return len(heard(file)) > most


def _listeners(parent: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            if b"listen" in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0"):
                found.append(child)
    return found


def _until(holds: Callable[[], Any], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if holds():
                return
        except (OSError, sqlite3.OperationalError):
            pass
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")
