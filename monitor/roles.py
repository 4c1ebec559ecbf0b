"""Roles: what one process does of all that there is to do. The one place that names concrete engines."""

import sys
from collections.abc import Callable, Collection
from pathlib import Path

from monitor.app import TICK, Monitor
from monitor.config.schema import Config
from monitor.engines.aside import Aside
from monitor.engines.clock import EmbeddedEngine
from monitor.engines.companion import Accompanied
from monitor.engines.contract import Engine, Job
from monitor.store.database import StoreError

EngineFor = Callable[[Monitor], Engine]

STAGES = (
    "collect",
    "receive",
    "watch",
    "judge",
    "backfill",
    "deliver",
    "answer",
    "presses",
    "hooks",
    "retract",
    "wake",
    "worsen",
    "remind",
    "notes",
    "fold",
    "digest",
    "insights",
    "morning",
    "kudos",
    "shadow",
    "prune",
    "people",
    "teach",
)
"""What a worker can be made to do, by name."""
CONCURRENCY = 16
"""Sources that one worker polls at once."""


def everything(file: Path) -> EngineFor:
    """All of it in one process; on the distributed engine with a queue between the scheduler and the worker."""

    def engine(monitor: Monitor) -> Engine:
        aside = _aside(file, monitor)
        if monitor.config.engine == "embedded":
            return _accompanied(file, monitor, EmbeddedEngine(monitor.jobs(aside), monitor.clock.now))
        from monitor.engines.distributed import Together, Workers  # noqa: PLC0415  (0.3 s that one process never pays)

        works = monitor.works(CONCURRENCY, aside)
        together = Together(scheduler(monitor), Workers(works, monitor.config.store, monitor.clock.now))
        return _accompanied(file, monitor, together)

    return engine


def listener(monitor: Monitor) -> Engine:
    """Listens to the sources whose pages never end, each in a thread."""
    jobs = [Job(name="listen", every=TICK, run=monitor.listen.keep_up)] if monitor.listen is not None else []
    return EmbeddedEngine(jobs, monitor.clock.now)


def scheduler(monitor: Monitor) -> EmbeddedEngine:
    """Looks what is due and wakes workers for it. Raises `StoreError` where the queue's tables are missing."""
    from monitor.engines.distributed import dispatches  # noqa: PLC0415

    _require_queue(monitor.config)
    return EmbeddedEngine(dispatches(monitor.works(CONCURRENCY), monitor.db.lend), monitor.clock.now)


def worker(file: Path, stages: Collection[str], concurrency: int) -> EngineFor:
    """Does what it is woken for, of these stages alone, with up to `concurrency` sources at once.

    Where there is something else to do, much of the past is judged in a process of its own.
    """

    def engine(monitor: Monitor) -> Engine:
        from monitor.engines.distributed import Workers  # noqa: PLC0415

        _require_queue(monitor.config)
        aside = None if set(stages) == {"backfill"} else _aside(file, monitor)
        works = [work for work in monitor.works(concurrency, aside) if work.name in stages]
        return Workers(works, monitor.config.store, monitor.clock.now)

    return engine


def nothing(monitor: Monitor) -> Engine:
    """Serves pages only."""
    return EmbeddedEngine([], monitor.clock.now)


def install_queue(address: str) -> None:
    """Make the tables of the queue in the PostgreSQL store at `address`, or bring them up to date."""
    from monitor.engines.distributed import install  # noqa: PLC0415

    install(address)


def _accompanied(file: Path, monitor: Monitor, engine: Engine) -> Engine:
    """Return `engine`, with a process beside it that listens where there is something to listen to."""
    command = [sys.executable, "-m", "monitor", "--config", str(file), "listen", "--while-open"]
    return engine if monitor.listen is None else Accompanied(engine, command)


def _aside(file: Path, monitor: Monitor) -> Aside:
    command = [sys.executable, "-m", "monitor", "--config", str(file), "catch-up"]
    return Aside(command, wait=monitor.clock.wait, stopping=monitor.clock.stopping)


def _require_queue(config: Config) -> None:
    from monitor.engines.distributed import is_installed  # noqa: PLC0415

    if not is_installed(config.store):
        raise StoreError("the queue of the distributed engine is not in the store; run `monitor migrate` first")
