"""Three workers, one of them killed or stopped at a named step: the others go on, nothing is lost or said twice."""

import random
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.connectors.server import serving
from tests.databases import create
from tests.engines.cluster import cluster, prepare
from tests.engines.harm import CRASH_STEP, TEMPLATE, harm_at, table
from tests.fake_slack import FakeSlack
from tests.stories.kill import STEPS, Step
from tests.stories.scene import Scene
from tests.stories.test_whole_service import everyone, sources

HARMS = [(step, by) for step in STEPS for by in (signal.SIGKILL, signal.SIGSTOP)]
SOME = random.Random(20261122).sample(HARMS, 1)
TAKEN_UP_WITHIN = 10.0
"""Seconds from the harm until everything was told by others: their leases included, which are short here."""


@pytest.fixture(scope="session")
def server(postgres_server: str) -> str:
    """A server with a database to make others of."""
    prepare(create(postgres_server, TEMPLATE))
    return postgres_server


@pytest.fixture(scope="module")
def fragile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Fragile]:
    """A server that may crash."""
    with postgres.fragile(tmp_path_factory.mktemp("fragile") / "pg") as server:
        prepare(create(server.address, TEMPLATE))
        yield server


def named(harm: tuple[Step, int]) -> str:
    step, by = harm
    return f"{signal.Signals(by).name} {step.name}"


@pytest.mark.parametrize("harm", SOME, ids=named)
def test_others_take_up_what_one_worker_was_doing(harm: tuple[Step, int], tmp_path: Path, server: str) -> None:
    step, by = harm
    toll = harm_at(step, by, tmp_path, server)

    assert toll.happened, toll
    assert (toll.lost, toll.stale, toll.copies) == (0, 0, 0), toll
    assert toll.seconds < TAKEN_UP_WITHIN, toll


def test_all_come_back_by_themselves_when_postgresql_does(tmp_path: Path, fragile: postgres.Fragile) -> None:
    toll = harm_at(CRASH_STEP, signal.SIGKILL, tmp_path, fragile.address, fragile=fragile)

    assert (toll.lost, toll.copies, toll.stale) == (0, 0, 0), toll
    assert toll.seconds < TAKEN_UP_WITHIN, toll


def test_all_parts_end_within_ten_seconds_of_being_told_to(tmp_path: Path, server: str) -> None:
    with serving() as web, FakeSlack() as slack:
        everyone().serve(web)
        scene = Scene(tmp_path, sources(web.url, tmp_path, every="1s"), slack, fresh=True)
        scene.write(store=create(server, "drain", TEMPLATE), engine="distributed", web={"port": 0})
        with cluster(scene) as running:
            running.start_distributed(workers=1)
            running.start("web", "web")
            running.start("run", "run")
            running.until(lambda: len(scene.alerts) == 5, "five alerts")
            began = time.monotonic()
            codes = running.stop()
            assert set(codes.values()) == {0}, running.log
            assert time.monotonic() - began < 10


@pytest.mark.soak
def test_any_harm_at_any_step(tmp_path: Path, server: str, capsys: pytest.CaptureFixture[str]) -> None:
    tolls = []
    for number, (step, by) in enumerate(HARMS):
        folder = tmp_path / str(number)
        folder.mkdir()
        toll = harm_at(step, by, folder, server, each=8)
        tolls.append(toll)
        assert (toll.happened, toll.lost, toll.stale, toll.copies) == (True, 0, 0, 0), toll
    with capsys.disabled():
        sys.stdout.write(f"\n{table(tolls)}\n")
