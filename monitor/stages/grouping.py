"""Grouping: new cases about the same trouble become one incident, in the transaction that opens them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from connectors.contract import Mention
from monitor.domain import world
from monitor.domain.case import Case
from monitor.domain.grouping import Complaint, Known, Plan, Start, plan
from monitor.domain.incident import Cause, Incident
from monitor.stages import bursts, marks
from monitor.stages.marks import Words
from monitor.store import incident_outbox, incidents, tellings, traces
from monitor.store.database import Transaction

LATE = timedelta(hours=24)
"""For so long after it was closed an incident takes in who complains late, and says so."""

_log = structlog.get_logger("incidents")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """A case that was just opened, its mention, and whether it is news."""

    case: Case
    mention: Mention
    live: bool


def gather(tx: Transaction, opened: Sequence[NewCase], now: datetime) -> list[Case]:
    """Group new cases with one another and with what is known; return them, each with the incident that it is in."""
    by_brand: dict[str, list[Words]] = defaultdict(list)
    for one in opened:
        if one.live:
            by_brand[one.case.brand].append(marks.read(one.case, one.mention))
    incidents.hold(tx, by_brand)  # from here on one at a time: what could be read was read before
    homes: dict[int, Incident] = {}
    for brand, fresh in sorted(by_brand.items()):
        homes |= _Gathering(tx, brand, fresh, now).run()
    for incident in {one.id: one for one in incidents.roots(tx, {one.id for one in homes.values()}).values()}.values():
        if incident.closed_at is not None:
            tellings.ask(tx, incident, now)
        incident_outbox.recount(tx, incident, now)
    return [_placed(one.case, homes.get(one.case.id)) for one in opened]


class Messages:
    """The messages of incidents that tell of new cases, looked up once in a transaction."""

    def __init__(self, tx: Transaction, now: datetime) -> None:
        self.tx = tx
        self._now = now
        self._tells: dict[int, Incident] = {}
        self._known: dict[tuple[int, str], int] = {}

    def of(self, incident_id: int, channel: str, due_at: datetime) -> int:
        """Return the message that tells `channel` of an incident's cases; it goes out at `due_at` where it is new."""
        if incident_id not in self._tells:
            self._tells[incident_id] = incidents.root(self.tx, incident_id)
        tells = self._tells[incident_id]
        if (tells.id, channel) not in self._known:
            found = incident_outbox.message(self.tx, tells, channel, self._now, due_at=due_at)
            self._known[tells.id, channel] = found
        return self._known[tells.id, channel]


class _Gathering:
    """One brand's new cases while they are put where they belong."""

    def __init__(self, tx: Transaction, brand: str, opened: Sequence[Words], now: datetime) -> None:
        self._tx = tx
        self._brand = brand
        self._now = now
        self._cases = {one.case.id: one.case for one in opened}
        self._traced = marks.traced(tx, brand, opened)
        self._homes: dict[int, Incident] = {}

    def run(self) -> Mapping[int, Incident]:
        """Return the incident of each new case that has one."""
        complaints = [one.complaint for one in self._traced]
        known, led = self._known(complaints)
        decided = plan(complaints, known)
        traces.leave(self._tx, self._brand, [one.left for one in self._traced])
        self._join(decided, led)
        for start in decided.starts:
            self._open(start, _cause(start))
        self._burst()
        return self._homes

    def _known(self, complaints: Sequence[Complaint]) -> tuple[Known, Mapping[int, Incident]]:
        """Ask where the marks of these complaints lead, and who else has those that lead nowhere."""
        every = {mark.name: mark for one in complaints for mark in one.marks}
        led = incidents.led_to(self._tx, self._brand, every)
        first = min(one.at for one in complaints)
        fresh = {name: one for name, one in led.items() if one.last_at >= first - every[name].within}
        open_ended = {name: mark for name, mark in every.items() if name not in fresh and mark.people is not None}
        found = traces.marked(
            self._tx,
            self._brand,
            open_ended,
            [name for name, mark in open_ended.items() if mark.alone],
            first - max((mark.within for mark in open_ended.values()), default=timedelta(0)),
        )
        numbers = {one.id: one for one in fresh.values()}
        others = {trace.incident_id for some in found.values() for trace in some if trace.incident_id is not None}
        numbers |= {number: incidents.get(self._tx, number) for number in sorted(others - set(numbers))}
        joinable = {number: one for number, one in numbers.items() if self._takes(one, first)}
        known = Known(
            marks={name: one.id for name, one in fresh.items()},
            traces=found,
            homes={number: marks.home(one) for number, one in joinable.items()},
        )
        return known, joinable

    def _takes(self, incident: Incident, at: datetime) -> bool:
        tells = incidents.root(self._tx, incident.id)
        return tells.closed_at is None or at <= tells.closed_at + LATE

    def _join(self, decided: Plan, known: Mapping[int, Incident]) -> None:
        for number, cases in decided.joins.items():
            self._put(known[number], cases)
        for number, learned in decided.learned.items():
            incidents.learn(self._tx, known[number], learned)

    def _open(self, start: Start, cause: Cause) -> None:
        here = [self._cases[number] for number in start.cases if number in self._cases]
        incident = incidents.open_new(
            self._tx,
            brand=self._brand,
            topic=here[-1].topic,
            cause=cause,
            title=start.marks[0],
            at=max(case.opened_at for case in here),
            by=world.JUDGE,
            now=self._now,
        )
        incidents.learn(self._tx, incident, start.marks)
        self._put(incident, start.cases)
        earlier = [number for number in start.cases if number not in self._cases]
        incident_outbox.fold(self._tx, incident, earlier, self._now)
        _log.info("incident opened", incident=incident.public_id, cause=cause.value, cases=len(start.cases))

    def _put(self, incident: Incident, cases: Sequence[int]) -> None:
        last_at = max((self._cases[number].opened_at for number in cases if number in self._cases), default=None)
        incidents.put(
            self._tx, incident, cases, by=world.JUDGE, now=self._now, last_at=last_at, fresh=self._cases.keys()
        )
        self._homes |= {number: incident for number in cases if number in self._cases}

    def _burst(self) -> None:
        """Where a topic is far beyond what is usual, what is in no incident yet becomes one."""
        alone = [self._cases[one.complaint.case_id] for one in self._traced if one.complaint.case_id not in self._homes]
        for start in bursts.found(self._tx, self._brand, alone):
            self._open(start, Cause.BURST)


def _placed(case: Case, home: Incident | None) -> Case:
    return case if home is None else replace(case, incident_id=home.id)


def _cause(start: Start) -> Cause:
    return Cause.COPIES if start.marks[0].startswith(marks.COPY) else Cause.KEY
