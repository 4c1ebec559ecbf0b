"""Worsen: a case that waits for an answer, or whose trouble many people tell of, becomes more severe, and says so."""

from collections.abc import Callable
from datetime import datetime

from monitor.domain import worsening
from monitor.domain.case import CaseFile
from monitor.domain.routing import Routing
from monitor.domain.verdict import MANY, Step
from monitor.stages.alerting import Acting, Alerting
from monitor.stages.report import StageReport
from monitor.store import case_files, cases, incident_outbox, incidents
from monitor.store import worsening as waits
from monitor.store.database import Database, Transaction

NAME = "worsen"
BATCH = 25
"""Cases looked at between two commits: nobody who writes waits for long."""
MOST = 500
"""So many cases become worse in one look of each kind: in a storm it goes on with the next one, and delays nothing."""


class WorsenStage:
    """Looks what time and people have made worse; the case, its timeline and its messages are one transaction."""

    def __init__(self, db: Database, routing: Routing, alerting: Alerting, *, stopping: Callable[[], bool]) -> None:
        self._db = db
        self._routing = routing
        self._alerting = alerting
        self._stopping = stopping

    def run_once(self, now: datetime) -> StageReport:
        """Look at all that has waited or grown since the last time; `done` counts the cases that became worse."""
        return StageReport(stage=NAME, done=self._each(self._waited, now) + self._each(self._crowded, now))

    def _each(self, look: Callable[[Transaction, datetime], tuple[int, bool]], now: datetime) -> int:
        """Look again until nothing is left, or enough is done, a transaction at a time."""
        worse, more = 0, True
        while more and worse < MOST and not self._stopping():
            with self._db.write() as tx:
                some, more = look(tx, now)
            worse += some
        return worse

    def _waited(self, tx: Transaction, now: datetime) -> tuple[int, bool]:
        """Cases that nobody answered."""
        due = waits.waiting(tx, now, limit=BATCH)
        acting = self._alerting.acting(tx, now)
        waits.looked(tx, due)
        worse = 0
        for file in case_files.files(tx, due):
            again = worsening.worse_at(file.case, file.events)
            if again > now:
                waits.looked(tx, [file.case.id], again)
            else:
                worse += self._worsen(tx, file, Step.TIME, acting, now)
        return worse, len(due) == BATCH

    def _crowded(self, tx: Transaction, now: datetime) -> tuple[int, bool]:
        """Cases of an incident that has many people by now; one incident at a time."""
        found = waits.grown(tx, limit=1)
        if not found:
            return 0, False
        root = incidents.root(tx, found[0])
        family = incidents.family(tx, root.id)
        lighter: list[int] = []
        if waits.people(tx, family) >= MANY:
            lighter = waits.lighter(tx, family, key=f"{worsening.KEY}{Step.PEOPLE}", limit=BATCH)
        acting = self._alerting.acting(tx, now)
        worse = sum(self._worsen(tx, file, Step.PEOPLE, acting, now) for file in case_files.files(tx, lighter))
        if worse:
            incident_outbox.recount(tx, root, now)
        if worse < BATCH:
            waits.weighed(tx, found[0])
        return worse, True

    def _worsen(self, tx: Transaction, file: CaseFile, step: Step, acting: Acting, now: datetime) -> int:
        case = file.case
        due_at = self._routing.due_at(case.department, worsening.raised(case.severity), now)
        after, events = worsening.worsened(case, step, file.events, file.reasons, now=now, due_at=due_at)
        if not events:
            return 0
        if cases.change(tx, case, after, events, now=now).alert:
            self._alerting.alert_changed(tx, case, after, self._alerting.way_of(file, after, acting, now), now)
        return 1
