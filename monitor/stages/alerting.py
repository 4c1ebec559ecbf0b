"""Alerting: which channels are told of a case, when, and what keeps them from being told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from connectors.contract import Mention
from monitor.domain.case import Case, CaseFile
from monitor.domain.delivery import Draft, alert_draft
from monitor.domain.match import Subject, subject_of
from monitor.domain.muting import Silence, muted_by
from monitor.domain.routing import Route, Routing, route
from monitor.domain.score import Severity, Topic
from monitor.domain.shadow import Shadow
from monitor.domain.verdict import Verdict
from monitor.stages import shadow
from monitor.stages.grouping import Messages
from monitor.store import alarms, outbox, reminders, silences
from monitor.store.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where a complaint goes, and the silence that mutes it. `replayed`: it is of a past that is told as it was."""

    subject: Subject
    route: Route
    silence: Silence | None
    replayed: bool

    @property
    def urgent(self) -> bool:
        """Whether it is told before all others, whatever the hour."""
        return self.subject.severity is Severity.CRITICAL


Acting = Sequence[Silence]
"""The silences that act at one moment."""


class Alerting:
    """Writes the messages that tell of cases, in the transaction of the cases."""

    def __init__(self, routing: Routing, first: tuple[Silence, ...], held: Shadow) -> None:
        self._routing = routing
        self._first = first
        self._held = held

    def acting(self, tx: Transaction, now: datetime) -> Acting:
        """Return the silences that act at `now`: those of the configuration, and those that people made."""
        return silences.acting(tx, self._first, now)

    def way(
        self,
        mention: Mention,
        brand: str,
        verdict: Verdict,
        *,
        source: str,
        department: str | None,
        replayed: bool,
        acting: Acting,
        now: datetime,
    ) -> Way:
        """Return where a complaint goes at `now`, while the silences `acting` act."""
        severity = Severity.CRITICAL if verdict.critical else verdict.severity or Severity.LOW
        topic, language = verdict.topic or Topic.OTHER, verdict.language
        subject = subject_of(mention, brand=brand, topic=topic, severity=severity, source=source, language=language)
        silence = muted_by(acting, subject, now)
        found = route(self._routing, subject, named=department)
        return Way(subject=subject, route=found, silence=silence, replayed=replayed)

    def way_of(self, file: CaseFile, case: Case, acting: Acting, now: datetime) -> Way:
        """Return where a known case goes as it is now; what it is about is what `file` knows."""
        subject = subject_of(
            file.mention,
            brand=case.brand,
            topic=case.topic,
            severity=case.severity,
            source=file.source,
            language=file.language,
        )
        found = route(self._routing, subject, named=case.department)
        return Way(subject=subject, route=found, silence=muted_by(acting, subject, now), replayed=False)

    def alert(self, tx: Transaction, told: Sequence[tuple[Case, Way]], now: datetime) -> None:
        """Queue the messages of new cases: one for each channel, and give those that are told alarms."""
        messages = Messages(tx, now)
        drafts = [draft for case, way in told for draft in self._drafts(messages, case, way, way.route.channels, now)]
        outbox.enqueue(tx, drafts)
        self._watch(tx, told, drafts, now)

    def alert_changed(self, tx: Transaction, before: Case, after: Case, way: Way, now: datetime) -> None:
        """Queue what is to be told of a case that changed: where it was not told at all, or is worse than it was.

        What was held or waited for the morning is told at once where it has become critical.
        """
        worse = after.severity.rank > before.severity.rank
        if not worse and before.alert:
            return
        if way.urgent and way.silence is None and silences.release(tx, after.id, now) and not way.replayed:
            alarms.watch(tx, [after.id], now)
        there = {home.channel for home in reminders.homes(tx, after.id)}
        channels = [channel for channel in way.route.channels if channel not in there]
        drafts = list(self._drafts(Messages(tx, now), after, way, channels, now))
        outbox.enqueue(tx, drafts)
        self._watch(tx, [(after, way)], drafts, now)

    def loud_at(self, way: Way, case: Case, now: datetime, channel: str) -> datetime:
        """Return when `channel` may be told of a case: what is urgent at once, whatever the hour."""
        return now if way.urgent else self._routing.loud_at(channel, case.department, now)

    def _drafts(
        self, messages: Messages, case: Case, way: Way, channels: Iterable[str], now: datetime
    ) -> Iterable[Draft]:
        held = self._rule(way, now)
        for channel in channels:
            draft = alert_draft(case, channel, now, urgent=way.urgent, rule=held)
            at = self.loud_at(way, case, now, channel)
            if held is None and case.incident_id is not None:
                told_by = messages.of(case.incident_id, channel, at)
                yield draft if way.urgent else replace(draft, group_id=told_by)
            else:
                yield replace(draft, due_at=at, quiet=at > now)

    def _rule(self, way: Way, now: datetime) -> str | None:
        """Name what holds the messages of a complaint."""
        if self._held.holds(way.subject.source, now):
            return shadow.RULE
        return way.silence.rule if way.silence is not None and not way.silence.fold else None

    def _watch(self, tx: Transaction, told: Iterable[tuple[Case, Way]], drafts: Iterable[Draft], now: datetime) -> None:
        """What nobody was told of has no alarms, nor has what is of the past."""
        shown = {draft.case_id for draft in drafts if draft.rule is None}
        alarms.watch(tx, [case.id for case, way in told if case.id in shown and not way.replayed], now)
