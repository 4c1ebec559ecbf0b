"""Reminding: the words of alarms and silences, read from the store in the moment they are sent."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, tzinfo

from alerts.contract import Notice
from monitor.domain.case import UNANSWERED_STATES, Case, CaseFile
from monitor.domain.delivery import Delivery, DeliveryKind
from monitor.domain.escalation import ON_DUTY, OWNER, AlarmKind
from monitor.domain.incident import IncidentFile
from monitor.domain.match import subject_of
from monitor.domain.muting import KNOWN, RULE, Silence
from monitor.domain.people import OnDuty
from monitor.domain.routing import Routing, route
from monitor.domain.score import Severity
from monitor.stages.callees import Callees
from monitor.stages.reactions.contract import SHOW
from monitor.store import case_files, crowds, incident_figures, incidents, silences
from monitor.store.database import Transaction
from monitor.store.incident_files import incident_file
from monitor.wording import reminders
from monitor.wording.pressable import Actions
from monitor.wording.quotes import quote_of

KINDS = (
    DeliveryKind.REMINDER,
    DeliveryKind.ESCALATION,
    DeliveryKind.OVERDUE,
    DeliveryKind.MUTED,
)
"""What is worded here."""
NAMED = 10
"""How many cases a message of many names."""


class Reminding:
    """Words what alarms and silences say, and knows whom an alert calls. `pressable` are channels to act in."""

    def __init__(
        self,
        routing: Callable[[Transaction], Routing],
        first: tuple[Silence, ...],
        *,
        mask: Callable[[str], str],
        web_url: str | None,
        callees: Callees | None = None,
        pressable: Collection[str] = (),
    ) -> None:
        self._pressable = frozenset(pressable)
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

    def __call__(
        self, tx: Transaction, delivery: Delivery, now: datetime, zone: tzinfo, *, actions: Actions = ()
    ) -> Notice | None:
        """Return a reminder, an escalation, or a list of many, as it should read at `now`.

        `actions` are those that can be pressed where it is shown.
        """
        if delivery.kind in {DeliveryKind.REMINDER, DeliveryKind.ESCALATION}:
            return self._of_one(tx, delivery, now, zone, actions)
        return self._of_many(tx, delivery, now, zone)

    def _of_one(
        self, tx: Transaction, delivery: Delivery, now: datetime, zone: tzinfo, actions: Actions
    ) -> Notice | None:
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
            actions=actions,
        )

    def _called(
        self, tx: Transaction, case: Case, called: Sequence[str], delivery: Delivery, now: datetime
    ) -> tuple[str, ...]:
        """Return whom a reminder calls: the owner, or who is on duty where a step says so or nobody has it."""
        wanted = ON_DUTY in called or (OWNER in called and case.owner is None)
        duty = self._callees.looking_after(tx, case.department, now) if wanted else None
        names = (case.owner if OWNER in called else None, duty.name if duty else None)
        return self._callees.called(tx, names, now, delivery.thread.workspace if delivery.thread else "")

    def known(self, tx: Transaction, file: IncidentFile) -> Silence | None:
        """Return the silence that folds an outage into this incident, where one does."""
        name = next((key.removeprefix(KNOWN) for key in file.keys if key.startswith(KNOWN)), None)
        return None if name is None else silences.named(tx, self._first, f"{RULE}{name}")

    def _of_many(self, tx: Transaction, delivery: Delivery, now: datetime, zone: tzinfo) -> Notice | None:
        if (delivery.subject or "").startswith(silences.OVER):
            return self._over(tx, delivery, now, zone)
        crowd = crowds.crowd(tx, delivery.id, named=NAMED)
        if not crowd.total:
            return None
        files = case_files.files(tx, crowd.worst)
        if delivery.kind is DeliveryKind.OVERDUE:
            return reminders.overdue(
                files,
                total=crowd.total,
                severities=crowd.severities,
                key=delivery.key,
                quotes=self._quotes(files),
                web_url=self._web_url,
            )
        rule = delivery.subject or ""
        ending = self._ending(delivery, silences.named(tx, self._first, rule), files, now, zone)
        return reminders.muted(ending, total=crowd.total, waiting=crowd.waiting, name=rule.removeprefix(RULE))

    def _over(self, tx: Transaction, delivery: Delivery, now: datetime, zone: tzinfo) -> Notice:
        """Tell that an outage is over."""
        incident = incidents.get(tx, int((delivery.subject or "").removeprefix(silences.OVER)))
        file = incident_file(tx, incident)
        files = case_files.files(tx, incident_figures.worst_waiting(tx, incident, limit=NAMED))
        return reminders.over(self._ending(delivery, self.known(tx, file), files, now, zone), file)

    def _ending(
        self, delivery: Delivery, silence: Silence | None, files: Sequence[CaseFile], now: datetime, zone: tzinfo
    ) -> reminders.Ending:
        return reminders.Ending(
            key=delivery.key,
            silence=silence,
            files=files,
            quotes=self._quotes(files),
            now=now,
            zone=zone,
            web_url=self._web_url,
            show=SHOW if delivery.channel in self._pressable else None,
        )

    def _quotes(self, files: Sequence[CaseFile]) -> Mapping[int, str]:
        return {file.case.id: self._mask(quote_of(file.mention)) for file in files}
