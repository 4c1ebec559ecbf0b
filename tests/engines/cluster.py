"""A cluster: processes of the service as they are, on one store, one public and one Slack."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

import monitor.app
from monitor.engines import distributed
from monitor.store import database, judgements, leases, migrate, outbox, suspects
from monitor.store.database import Database
from tests.stories import victim
from tests.stories.scene import Scene
from tests.stories.victim import Wound

LEASE = timedelta(seconds=1.5)
HEARTBEAT = timedelta(seconds=1)
PATIENCE = 40.0

_fork = get_context("forkserver")
_fork.set_forkserver_preload(["tests.stories.warm"])


def prepare(address: str) -> None:
    """Do to a PostgreSQL database what `monitor migrate` does."""
    db = Database(address)
    migrate.upgrade(db)
    db.close()
    distributed.install(address)


class Cluster:
    """Starts and ends processes. Each worker speaks to Slack with a token of its own, `xoxb-NAME`."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.processes: dict[str, BaseProcess] = {}

    def start(self, name: str, *arguments: str, wound: Wound | None = None) -> BaseProcess:
        """Start `monitor` with `arguments`."""
        command = ["--config", str(self.scene.file), *arguments]
        process = _fork.Process(target=live, args=(name, command, self.scene.folder / "log", wound))
        process.start()
        self.processes[name] = process
        return process

    def start_distributed(self, *, workers: int = 3, wound: Wound | None = None) -> None:
        """Start a scheduler and `workers`; the first of them to come to the wound gets it."""
        for number in range(workers):
            self.start(f"worker-{number}", "worker", "--concurrency", "4", wound=wound)
        self.start("scheduler", "scheduler")

    def until(self, holds: Callable[[], bool], what: str, *, seconds: float = PATIENCE) -> None:
        """Wait until something holds; fail with what the processes printed where that takes too long."""
        ends = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < ends, f"{what}: not within {seconds} s\n{self.log}"
            time.sleep(0.02)

    def rests(self) -> bool:
        """Whether nothing waits to be judged, posted or revised."""
        with self.scene.store() as db, db.read() as tx:
            return outbox.pending(tx) == 0 and judgements.waiting(tx, limit=1) == 0

    def stop(self) -> dict[str, int | None]:
        """End every process by SIGTERM; return their exit codes."""
        for process in self.processes.values():
            if process.is_alive() and process.pid is not None:
                os.kill(process.pid, signal.SIGCONT)
                process.terminate()
        for process in self.processes.values():
            process.join(15)
        return {name: process.exitcode for name, process in self.processes.items()}

    @property
    def log(self) -> str:
        """What all processes printed."""
        log = self.scene.folder / "log"
        return log.read_text("utf-8") if log.exists() else ""


@contextmanager
def cluster(scene: Scene) -> Iterator[Cluster]:
    """Have a cluster; whatever of it still runs at the end is killed."""
    running = Cluster(scene)
    try:
        yield running
    finally:
        for process in running.processes.values():
            if process.is_alive():
                process.kill()
            process.join()


def live(name: str, arguments: Sequence[str], output: Path, wound: Wound | None) -> None:
    """Be one process, with leases that end soon."""
    os.environ["SLACK_BOT_TOKEN"] = f"xoxb-{name}"
    leases.LEASE = LEASE
    database.STANDING_SECONDS = LEASE.total_seconds()
    suspects.LOOK_EVERY = timedelta(seconds=1)
    distributed.HEARTBEAT = HEARTBEAT
    distributed.RECONNECT_EVERY = 0.2
    monitor.app.CHORES = timedelta(seconds=1)
    victim.live(arguments, output, wound)
