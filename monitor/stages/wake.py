"""Wake: cases whose snooze is over show themselves again."""

from datetime import datetime

from monitor.domain.act import Wake
from monitor.domain.case import JUDGE
from monitor.stages.report import StageReport
from monitor.store import cases
from monitor.store.database import Database


class WakeStage:
    """Ends snoozes."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def run_once(self, now: datetime) -> StageReport:
        """Wake what is due; its message says so."""
        with self._db.write() as tx:
            due = cases.asleep_until(tx, now)
            for case_id in due:
                cases.act(tx, case_id, Wake(), by=JUDGE, now=now)
        return StageReport(stage="wake", done=len(due))
