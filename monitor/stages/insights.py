"""Insights: the sums of the latest weeks, counted anew now and then, so that a page never counts them itself."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

from monitor.domain.week import Week, week_of
from monitor.stages.report import StageReport
from monitor.store import insight_counts, insights
from monitor.store.database import Database

WEEKS = 52
"""So many are counted; what is older stays as it was counted last."""
SOONEST, LATEST = timedelta(seconds=15), timedelta(minutes=15)
"""The present week is counted again after 200 times as long as that took, within these."""
_RESTS = 200
_OLDER = 50
"""A week that is over is counted again after this part of its age: things settle."""


class InsightStage:
    """Counts what is due, the latest week first. What `kept` is, the retention, is not counted again once it left.

    What is said of `rivals`, brands that are competitors, is not counted.
    """

    def __init__(
        self,
        db: Database,
        zone: ZoneInfo,
        kept: timedelta,
        *,
        rivals: Collection[str] = (),
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._db = db
        self._zone = zone
        self._kept = kept
        self._rivals = rivals
        self._stopping = stopping
        self._took = timedelta()

    def run_once(self, now: datetime) -> StageReport:
        """Count every week that is due at `now`; `done` tells how many."""
        with self._db.read() as tx:
            made = {each.week: each.made_at for each in insights.counted(tx) if each.zone == self._zone.key}
            first = week_of(insight_counts.since(tx) or now, self._zone)
        done = 0
        for week in self._due(made, first, now):
            if self._stopping():
                break
            self._count(week, now)
            done += 1
        return StageReport(stage="insights", done=done)

    def _due(self, made: Mapping[Week, datetime], first: Week, now: datetime) -> Iterator[Week]:
        present = week_of(now, self._zone)
        for week in (present, *present.before(WEEKS - 1)):
            if week < min(first, present):
                return
            if now - week.starts_at(self._zone) > self._kept and week in made:
                continue
            age = now - week.ends_at(self._zone)
            rest = max(age / _OLDER, min(max(self._took * _RESTS, SOONEST), LATEST))
            if week not in made or not timedelta() <= now - made[week] < rest:
                yield week

    def _count(self, week: Week, now: datetime) -> None:
        began = perf_counter()
        with self._db.read() as tx:
            cells = insight_counts.count(tx, week, zone=self._zone, now=now, rivals=self._rivals)
        if week == week_of(now, self._zone):
            self._took = timedelta(seconds=perf_counter() - began)
        with self._db.write() as tx:
            insights.save(tx, week, cells, zone=self._zone.key, now=now)
