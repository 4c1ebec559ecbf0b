"""A thousand sources of many kinds in one process: polled when they are due, never twice at once, in little memory."""

import os
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.fake_slack import FakeSlack
from tests.stories.clock import StoryClock
from tests.stories.scene import ACME, Scene
from tests.stories.sources.place import Host, Place
from tests.stories.sources.test_appstore_rss import Reviews as AppStore
from tests.stories.sources.test_discourse import Forum
from tests.stories.sources.test_file import Export
from tests.stories.sources.test_hackernews import Comments
from tests.stories.sources.test_http_json import Shop
from tests.stories.sources.test_mastodon import Instance
from tests.stories.sources.test_rss import Feed
from tests.stories.sources.test_steam import Game
from tests.stories.town import Town

PLACES: dict[str, type[Place]] = {
    "appstore_rss": AppStore,
    "discourse": Forum,
    "file": Export,
    "hackernews": Comments,
    "http_json": Shop,
    "mastodon": Instance,
    "rss": Feed,
    "steam": Game,
}
SOURCES, EVERY, SECONDS = 1000, 60, 240
TICK = 1.0
MOST_MEGABYTES = 300
SAID = ("Acme Air lost my bag.", "Lovely crew on Acme Air.", "Acme Air charged me twice, terrible service.")


@pytest.fixture
def places(tmp_path: Path, clock: StoryClock) -> Iterator[dict[str, Place]]:
    """A place of each kind, where some things are said."""
    hosts = {kind: Host() for kind in PLACES}
    made = {kind: place(hosts[kind], tmp_path, clock) for kind, place in PLACES.items()}
    for place in made.values():
        for text in SAID:
            place.speak(text)
    yield made
    for host in hosts.values():
        host.close()


def configured(places: dict[str, Place], count: int, every: int) -> list[dict[str, Any]]:
    """Return so many sources, of each kind as many."""
    kinds = list(places)
    reached = {"every": f"{every}s", "brand": "Acme Air", "allow_private": True}
    more = {"discourse": {"requests_a_minute": 10_000}}
    return [
        {"name": f"{kind}-{number}", "kind": kind, **reached, **places[kind].settings(), **more.get(kind, {})}
        for number in range(count)
        for kind in [kinds[number % len(kinds)]]
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How well the times of many polls were kept, in seconds."""

    polls: int
    sources: int
    late: float
    latest: float
    at_once: int


def kept(store: Path, every: int) -> Kept:
    """Read from the store how late each poll began after it was due, and whether two of one source ran at once."""
    with closing(sqlite3.connect(store)) as connection:
        rows = connection.execute("SELECT source_id, started_at, ended_at, outcome FROM polls ORDER BY started_at")
        polls = defaultdict[int, list[tuple[float, float]]](list)
        for source, started, ended, outcome in rows:
            assert outcome == "ok"
            polls[source].append((started / 1e6, ended / 1e6))
    pairs = [pair for one in polls.values() for pair in pairwise(one)]
    late = [max(after[0] - before[0] - every, 0.0) for before, after in pairs]
    at_once = sum(after[0] < before[1] for before, after in pairs)
    many = sum(map(len, polls.values()))
    return Kept(polls=many, sources=len(polls), late=statistics.fmean(late), latest=max(late), at_once=at_once)


def test_a_few_of_each_kind_keep_their_times(
    tmp_path: Path, places: dict[str, Place], slack: FakeSlack, clock: StoryClock
) -> None:
    scene = Scene(tmp_path, configured(places, 2 * len(PLACES), 3), slack)
    _with_secrets(tmp_path, places)
    town = Town(scene, clock, {})
    for _ in range(7):
        town.monitor.collect.run_once(clock.now())
        clock.wait(1)
    town.close()
    found = kept(tmp_path / "story.db", 3)
    assert (found.sources, found.polls, found.latest, found.at_once) == (2 * len(PLACES), 6 * len(PLACES), 0.0, 0)


@pytest.mark.soak
def test_a_thousand_do(tmp_path: Path, places: dict[str, Place], capsys: pytest.CaptureFixture[str]) -> None:
    _with_secrets(tmp_path, places)
    whole = {
        "store": f"sqlite:///{tmp_path / 'story.db'}",
        "brands": [ACME],
        "sources": configured(places, SOURCES, EVERY),
        "channels": [{"name": "terminal", "kind": "console"}],
        "web": {"port": 0},
    }
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(whole), "utf-8")
    command = [sys.executable, "-m", "monitor", "--config", str(tmp_path / "config.yaml"), "run"]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            time.sleep(SECONDS)
            assert process.poll() is None, (tmp_path / "log").read_text()
            megabytes = _most_memory(process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
    found = kept(tmp_path / "story.db", EVERY)
    with capsys.disabled():
        print(f"\n  {SOURCES} sources: {found}, {megabytes} MB")  # noqa: T201
    assert found.sources == SOURCES
    assert found.at_once == 0
    assert found.late <= TICK
    assert megabytes <= MOST_MEGABYTES


def _with_secrets(folder: Path, places: dict[str, Place]) -> None:
    with (folder / ".env").open("a") as env:
        for place in places.values():
            env.writelines(f"{name}={place.secret(name)}\n" for name in place.secrets)


def _most_memory(process: int) -> int:
    """Return the most memory that a process ever had, in MB."""
    told = re.search(r"VmHWM:\s*(\d+) kB", Path(f"/proc/{process}/status").read_text("utf-8"))
    assert told, os.uname().sysname
    return int(told[1]) // 1024
