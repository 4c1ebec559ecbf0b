"""Reminding: the words of alarms and silences, read from the store in the moment they are sent."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo

from alerts.contract import Notice
from monitor.domain.case import UNANSWERED_STATES, Case, CaseFile
from monitor.domain.delivery import Delivery, DeliveryKind
from monitor.domain.escalation import ON_DUTY, OWNER, AlarmKind
from monitor.domain.match import subject_of
from monitor.domain.muting import RULE, Silence
from monitor.domain.people import OnDuty
from monitor.domain.routing import Routing, route
from monitor.domain.score import Severity
from monitor.stages.callees import Callees
from monitor.store import case_files, crowds, silences
from monitor.store.database import Transaction
from monitor.wording import reminders
from monitor.wording.quotes import quote_of

KINDS = (
    DeliveryKind.REMINDER,
    DeliveryKind.ESCALATION,
    DeliveryKind.OVERDUE,
    DeliveryKind.MUTED,
    DeliveryKind.OUTAGE,
)
"""What is worded here."""
NAMED = 10
"""How many cases a message of many names."""


class Reminding:
    """Words what alarms and silences say, and knows whom an alert calls."""

    def __init__(
        self,
        routing: Callable[[Transaction], Routing],
        first: tuple[Silence, ...],
        *,
        mask: Callable[[str], str],
        web_url: str | None,
        callees: Callees | None = None,
    ) -> None:
        self._routing = routing
        self._first = first
        self._mask = mask
        self._web_url = web_url
        self._callees = callees or Callees()

    def on_duty(self, tx: Transaction, case: Case, now: datetime) -> OnDuty | None:
        """Return who is on duty for a case that nobody has taken, and that waits for an answer."""
        waits = case.owner is None and case.state in UNANSWERED_STATES
        return self._callees.looking_after(tx, case.department, now) if waits else None

    def calls(self, tx: Transaction, file: CaseFile, duty: OnDuty | None, now: datetime) -> tuple[str, ...]:
        """Return whom an alert of this case calls: its groups and, where it is critical, who is on duty."""
        case = file.case
        critical = (duty.name,) if duty and case.severity is Severity.CRITICAL else ()
        subject = subject_of(
            file.mention,
            brand=case.brand,
            topic=case.topic,
            severity=case.severity,
            source=file.source,
            language=file.language,
        )
        return (*route(self._routing(tx), subject).calls, *self._callees.called(tx, critical, now))

    def __call__(self, tx: Transaction, delivery: Delivery, now: datetime, zone: tzinfo) -> Notice | None:
        """Return a reminder, an escalation, or a list of many, as it should read at `now`."""
        if delivery.kind in {DeliveryKind.REMINDER, DeliveryKind.ESCALATION}:
            return self._of_one(tx, delivery, now, zone)
        return self._of_many(tx, delivery, now, zone)

    def _of_one(self, tx: Transaction, delivery: Delivery, now: datetime, zone: tzinfo) -> Notice | None:
        files = case_files.files(tx, [delivery.case_id] if delivery.case_id else [])
        if not files:
            return None
        kind, call, *called = (delivery.subject or ":").split(":")
        calls = ((call,) if call else ()) + self._called(tx, files[0].case, called, delivery, now)
        if delivery.kind is DeliveryKind.REMINDER:
            return reminders.line(files[0], AlarmKind(kind), now=now, key=delivery.key, calls=calls, zone=zone)
        return reminders.escalation(
            files[0],
            AlarmKind(kind),
            now=now,
            key=delivery.key,
            calls=calls,
            quote=self._mask(quote_of(files[0].mention)),
            web_url=self._web_url,
            zone=zone,
            posted=delivery.posted is not None,
        )

    def _called(
        self, tx: Transaction, case: Case, called: Sequence[str], delivery: Delivery, now: datetime
    ) -> tuple[str, ...]:
        duty = self._callees.looking_after(tx, case.department, now) if ON_DUTY in called else None
        names = (case.owner if OWNER in called else None, duty.name if duty else None)
        return self._callees.called(tx, names, now, delivery.thread.workspace if delivery.thread else "")

    def _of_many(self, tx: Transaction, delivery: Delivery, now: datetime, zone: tzinfo) -> Notice | None:
        crowd = crowds.crowd(tx, delivery.id, named=NAMED)
        if not crowd.total:
            return None
        files = case_files.files(tx, crowd.worst)
        quotes, key, url = self._quotes(files), delivery.key, self._web_url
        if delivery.kind is DeliveryKind.OVERDUE:
            severities = crowd.severities
            return reminders.overdue(
                files, total=crowd.total, severities=severities, key=key, quotes=quotes, web_url=url
            )
        rule = delivery.subject or ""
        told = reminders.muted if delivery.kind is DeliveryKind.MUTED else reminders.outage
        return told(
            files,
            total=crowd.total,
            name=rule.removeprefix(RULE),
            silence=silences.named(tx, self._first, rule),
            key=key,
            now=now,
            quotes=quotes,
            web_url=url,
            zone=zone,
        )

    def _quotes(self, files: Sequence[CaseFile]) -> Mapping[int, str]:
        return {file.case.id: self._mask(quote_of(file.mention)) for file in files}
