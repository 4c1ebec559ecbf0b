"""The clock of the embedded engine: APScheduler says when to look, the store says what is due."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from monitor.engines.contract import Job, Jobs
from monitor.guard import Bug, guarded

_log = structlog.get_logger("engine")


class EmbeddedEngine:
    """All jobs in this process, each in a thread of its own."""

    def __init__(self, jobs: Jobs, now: Callable[[], datetime]) -> None:
        self._jobs = jobs
        self._now = now
        self._last: dict[str, datetime] = {}
        self._failing: set[str] = set()
        self._lock = threading.Lock()
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(max(len(jobs), 1))},
            # the default grace of one second silently skips a run that comes late
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Begin; every job looks once right away."""
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a job that is still busy is no news
        for job in self._jobs:
            trigger = IntervalTrigger(seconds=job.every.total_seconds(), timezone=UTC)
            self._scheduler.add_job(self._run, trigger, args=[job], id=job.name, next_run_time=datetime.now(UTC))
        self._scheduler.start()

    def stop(self) -> None:
        """Begin nothing new; return when what runs has ended."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def last_runs(self) -> dict[str, datetime]:
        """Return when each job last ended well."""
        with self._lock:
            return dict(self._last)

    def _run(self, job: Job) -> None:
        """Do a job once. One that fails is told once, and once when it works again."""
        now = self._now()
        result = guarded(lambda: job.run(now))
        with self._lock:
            was_failing = job.name in self._failing
            if isinstance(result, Bug):
                self._failing.add(job.name)
            else:
                self._failing.discard(job.name)
                self._last[job.name] = now
        if isinstance(result, Bug) and not was_failing:
            _log.error("job failed", job=job.name, what=result.summary, details=result.details)
        elif was_failing and not isinstance(result, Bug):
            _log.info("job works again", job=job.name)
