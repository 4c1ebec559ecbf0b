"""Remind: what will be due, is late or was forgotten is said once; what silences held is told when they are over."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from monitor.domain.act import Assign, HandBack
from monitor.domain.case import JUDGE, Case, CaseFile, Event, EventKind
from monitor.domain.escalation import Alarm, AlarmKind, alarms, ring
from monitor.domain.muting import Silence
from monitor.domain.routing import Routing
from monitor.stages.report import StageReport
from monitor.store import alarms as watched
from monitor.store import case_files, cases, handovers, reminders, silences
from monitor.store.database import Database, Transaction

BATCH = 100
"""Cases looked at between two commits."""


class RemindStage:
    """Rings the alarms that are due, each once: its event on the timeline and its messages are one transaction."""

    def __init__(
        self, db: Database, routing: Routing, first: tuple[Silence, ...], *, stopping: Callable[[], bool]
    ) -> None:
        self._db = db
        self._routing = routing
        self._first = first
        self._stopping = stopping

    def run_once(self, now: datetime) -> StageReport:
        """Look at every case whose time has come; `done` counts the alarms that rang."""
        rung = 0
        with self._db.write() as tx:
            acting = silences.acting(tx, self._first, now)
            silences.tell_over(tx, acting, now, loud_at=lambda channel: self._routing.loud_at(channel, None, now))
        while not self._stopping():
            with self._db.write() as tx:
                due = watched.due(tx, now, limit=BATCH)
                rung += sum(self._look(tx, file, now) for file in case_files.files(tx, due))
            if len(due) < BATCH:
                break
        return StageReport(stage="remind", done=rung)

    def _look(self, tx: Transaction, file: CaseFile, now: datetime) -> int:
        """Ring what is due of one case, and note when to look at it next."""
        case, owner = file.case, self._routing.department(file.case.department)
        if owner is None or (case.snoozed_until is not None and case.snoozed_until > now):
            watched.looked(tx, case.id, case.snoozed_until if owner else None)
            return 0
        found = alarms(case, file.events, owner.alarms, owner.hours_of(case.severity))
        ringing = ring(found, {event.key for event in file.events if event.key}, now)
        if ringing.now and self._passed_on(tx, case, now):
            return 0  # whoever has it now is looked at anew
        if ringing.now:
            told = self._record(tx, case, ringing.now, now)
            for alarm in ringing.now:
                if alarm.kind is not AlarmKind.HANDED_BACK:  # its message shows that, and its thread tells it
                    reminders.tell(tx, told, alarm, self._routing, now)
        watched.looked(tx, case.id, ringing.next_at)
        return len(ringing.now)

    def _passed_on(self, tx: Transaction, case: Case, now: datetime) -> bool:
        """Give what somebody had who is away to whoever stands in, else back to the department."""
        if case.owner is None or handovers.absence(tx, case.owner, now) is None:
            return False
        deputy = handovers.stand_in(tx, case.owner, now)
        cases.act(tx, case.id, Assign(owner=deputy) if deputy else HandBack(), by=JUDGE, now=now)
        return True

    def _record(self, tx: Transaction, case: Case, rung: tuple[Alarm, ...], now: datetime) -> Case:
        """Tell the timeline, which has each alarm once, and hand back what was forgotten."""
        events = [
            Event(kind=EventKind.REMINDED, at=now, by=JUDGE, became=alarm.kind, key=alarm.key)
            for alarm in rung
            if alarm.kind is not AlarmKind.HANDED_BACK
        ]
        if events:
            case = cases.change(tx, case, replace(case, version=case.version + 1), events, now=now)
        for alarm in rung:
            if alarm.kind is AlarmKind.HANDED_BACK:
                cases.act(tx, case.id, HandBack(), by=JUDGE, now=now, key=alarm.key)
        return case
