"""Morning: a short note at the same time of each day, once, and late rather than never."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.stages.report import StageReport
from monitor.store import duties, mornings, outbox
from monitor.store.database import Database

DUTY = "morning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mornings:
    """When the note comes (None: never), in whose time, and the channels it goes to."""

    at: time | None
    zone: ZoneInfo
    channels: Sequence[str]


class MorningStage:
    """Queues the day's note. Of days that were slept over only the present one is told."""

    def __init__(self, db: Database, plan: Mornings) -> None:
        self._db = db
        self._plan = plan

    def run_once(self, now: datetime) -> StageReport:
        """Queue the note where it is due."""
        at, queued = self._plan.at, 0
        if at is None or not self._plan.channels:
            return StageReport(stage=DUTY, done=0)
        with self._db.write() as tx:
            following = next_at(now, at, self._plan.zone)
            if duties.claim(tx, DUTY, now, first_due=following):
                day = now.astimezone(self._plan.zone).date()
                drafts = [mornings.draft(day, channel, now) for channel in self._plan.channels]
                queued = len(outbox.enqueue(tx, drafts))
                duties.done(tx, DUTY, next_due=following)
        return StageReport(stage=DUTY, done=queued)


def next_at(now: datetime, at: time, zone: ZoneInfo) -> datetime:
    """Return the next moment after `now` at which clocks in `zone` show `at`."""
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), at, zone)
    return today if today > now else datetime.combine(local.date() + timedelta(days=1), at, zone)
