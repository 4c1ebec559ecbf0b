"""Audit: once a week a sample of what was not flagged is drawn, and put before somebody who reads it blind."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.domain.audit import Drawn, Unflagged, draw, subject
from monitor.domain.delivery import DeliveryKind, Draft
from monitor.domain.relevance import About
from monitor.domain.week import Week, week_of
from monitor.stages.report import StageReport
from monitor.store import audits, outbox, past
from monitor.store.database import Database, Transaction

NAME = "audit"


class AuditStage:
    """Draws the sample of the week that ended, of all brands but `rivals`.

    `case` reads the threshold that decides what is near it, as it holds.
    """

    def __init__(
        self,
        db: Database,
        *,
        case: Callable[[Transaction], float],
        zone: ZoneInfo,
        channel: str | None,
        rivals: Collection[str] = (),
    ) -> None:
        self._db = db
        self._case = case
        self._zone = zone
        self._channel = channel
        self._rivals = rivals

    def run_once(self, now: datetime) -> StageReport:
        """Draw it where it was not yet, and queue the message that asks; `done` counts mentions that were drawn."""
        week = week_of(now, self._zone).after(-1)
        with self._db.read() as tx:
            if audits.drawn(tx, str(week)):
                return StageReport(stage=NAME, done=0)
            case = self._case(tx)
        found = self._draw(week, case)
        with self._db.write() as tx:
            if not audits.save(tx, str(week), found, now):
                return StageReport(stage=NAME, done=0)
            if self._channel is not None:
                outbox.enqueue(tx, [_draft(week, self._channel, now)])
        return StageReport(stage=NAME, done=len(found))

    def _draw(self, week: Week, case: float) -> list[Drawn]:
        ends = week.ends_at(self._zone)
        unflagged = [
            Unflagged(mention_id=one.mention_id, brand=brand, score=decided.score)
            for one in past.mentions(self._db, ends - timedelta(days=7), ends)
            for brand, decided in one.decided.items()
            if brand not in self._rivals and not decided.complaint and decided.about != About.OTHER
        ]
        return draw(unflagged, seed=str(week), case=case)


def _draft(week: Week, channel: str, now: datetime) -> Draft:
    told = subject(str(week))
    return Draft(
        key=f"{told}:{channel}", channel=channel, kind=DeliveryKind.AUDIT, told_at=now, due_at=now, subject=told
    )
