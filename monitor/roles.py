"""Roles: what one process does of all that there is to do. The one place that names concrete engines."""

from collections.abc import Callable, Collection

from monitor.app import Monitor
from monitor.config.schema import Config
from monitor.engines.clock import EmbeddedEngine
from monitor.engines.contract import Engine
from monitor.store.database import StoreError

EngineFor = Callable[[Monitor], Engine]

STAGES = (
    "collect",
    "receive",
    "judge",
    "deliver",
    "answer",
    "presses",
    "retract",
    "wake",
    "fold",
    "digest",
    "shadow",
    "prune",
)
"""What a worker can be made to do, by name."""
CONCURRENCY = 16
"""Sources that one worker polls at once."""


def everything(monitor: Monitor) -> Engine:
    """All of it in one process; on the distributed engine with a queue between the scheduler and the worker."""
    if monitor.config.engine == "embedded":
        return EmbeddedEngine(monitor.jobs(), monitor.clock.now)
    from monitor.engines.distributed import Together, Workers  # noqa: PLC0415  (0.3 s that one process never pays)

    scheduling = scheduler(monitor)
    return Together(scheduling, Workers(monitor.works(CONCURRENCY), monitor.config.store, monitor.clock.now))


def scheduler(monitor: Monitor) -> EmbeddedEngine:
    """Looks what is due and wakes workers for it. Raises `StoreError` where the queue's tables are missing."""
    from monitor.engines.distributed import dispatches  # noqa: PLC0415

    _require_queue(monitor.config)
    return EmbeddedEngine(dispatches(monitor.works(CONCURRENCY), monitor.db.lend), monitor.clock.now)


def worker(stages: Collection[str], concurrency: int) -> EngineFor:
    """Does what it is woken for, of these stages alone, with up to `concurrency` sources at once."""

    def engine(monitor: Monitor) -> Engine:
        from monitor.engines.distributed import Workers  # noqa: PLC0415

        _require_queue(monitor.config)
        works = [work for work in monitor.works(concurrency) if work.name in stages]
        return Workers(works, monitor.config.store, monitor.clock.now)

    return engine


def nothing(monitor: Monitor) -> Engine:
    """Serves pages only."""
    return EmbeddedEngine([], monitor.clock.now)


def install_queue(address: str) -> None:
    """Make the tables of the queue in the PostgreSQL store at `address`, or bring them up to date."""
    from monitor.engines.distributed import install  # noqa: PLC0415

    install(address)


def _require_queue(config: Config) -> None:
    from monitor.engines.distributed import is_installed  # noqa: PLC0415

    if not is_installed(config.store):
        raise StoreError("the queue of the distributed engine is not in the store; run `monitor migrate` first")
