"""Shadow: once a day, the list of what a new set-up would have sent."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from monitor.stages.report import StageReport
from monitor.store import duties, shadows
from monitor.store.database import Database, Transaction

EVERY = timedelta(days=1)
RULE = "shadow"
"""The rule that holds alerts of a new set-up."""


class ShadowStage:
    """Lists what was held, until alerts go live; what was held stays in the list of cases."""

    def __init__(self, db: Database, channels: Sequence[str], live_at: Callable[[Transaction], datetime]) -> None:
        self._db = db
        self._channels = channels
        self._live_at = live_at

    def run_once(self, now: datetime) -> StageReport:
        """Queue the day's lists where they are due; the last one comes when alerts go live."""
        listed = 0
        with self._db.write() as tx:
            began, live_at = shadows.began_at(tx, now), self._live_at(tx)
            if duties.claim(tx, RULE, now, first_due=min(began + EVERY, live_at)):
                for channel in self._channels:
                    listed += shadows.list_held(tx, channel, RULE, now=now, live_at=live_at)
                due = now + EVERY
                duties.done(tx, RULE, next_due=min(due, live_at) if now < live_at else due)
        return StageReport(stage="shadow", done=listed)
