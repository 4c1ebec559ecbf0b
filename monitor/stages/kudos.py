"""Kudos: praise that names staff, and thanks for customers who were won back, told where everybody sees it."""

from datetime import datetime

from monitor.stages.report import StageReport
from monitor.store import kudos
from monitor.store.database import Database


class KudosStage:
    """Queues what is good to hear; without a channel for it, nothing."""

    def __init__(self, db: Database, channel: str | None) -> None:
        self._db = db
        self._channel = channel

    def run_once(self, now: datetime) -> StageReport:
        """Queue what was not told yet."""
        if self._channel is None:
            return StageReport(stage="kudos", done=0)
        with self._db.write() as tx:
            return StageReport(stage="kudos", done=kudos.queue(tx, self._channel, now))
