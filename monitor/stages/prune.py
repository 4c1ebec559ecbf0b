"""Prune: what is older than the configuration keeps leaves the store."""

from collections.abc import Callable
from datetime import datetime

from monitor.stages.report import StageReport
from monitor.store.database import Database
from monitor.store.retention import Retention, prune


def run_once(
    db: Database, retention: Retention, now: datetime, *, stopping: Callable[[], bool] = lambda: False
) -> StageReport:
    """Delete what is too old; the report counts the mentions."""
    pruned = prune(db, retention, now, stopping=stopping)
    figures = {"payloads": pruned.payloads, "polls": pruned.polls, "messages": pruned.messages}
    return StageReport(stage="prune", done=pruned.mentions, figures=figures)
