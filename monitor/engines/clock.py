"""The clock of every engine: APScheduler says when to look, the store says what is due."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from monitor.engines.contract import Job, Jobs
from monitor.engines.record import Record


class EmbeddedEngine:
    """All jobs in this process, each in a thread of its own."""

    def __init__(self, jobs: Jobs, now: Callable[[], datetime]) -> None:
        self._jobs = jobs
        self._now = now
        self._record = Record()
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
        return self._record.last_runs()

    def _run(self, job: Job) -> None:
        now = self._now()
        self._record.run(job.name, lambda: job.run(now), now)
