"""Grouping: new cases about the same trouble become one incident, in the transaction that opens them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from connectors.contract import Mention
from monitor.domain.case import JUDGE, Case
from monitor.domain.grouping import Complaint, Known, Plan, Start, plan
from monitor.domain.incident import Cause, Incident
from monitor.domain.muting import KNOWN
from monitor.stages import bursts, marks
from monitor.stages.marks import Said
from monitor.store import cases, incident_acts, incident_outbox, incidents, tellings, traces
from monitor.store.database import Transaction

LATE = timedelta(hours=24)
"""For so long after it was closed an incident takes in who complains late, and says so."""

_log = structlog.get_logger("incidents")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """A case that was just opened, its mention, and whether it is news. `known` is the mark of an outage."""

    case: Case
    mention: Mention
    live: bool
    known: str | None = None


def gather(tx: Transaction, opened: Sequence[NewCase], now: datetime) -> list[Case]:
    """Group new cases with one another and with what is known; return them, each with the incident that it is in."""
    by_brand: dict[str, list[Said]] = defaultdict(list)
    for one in opened:
        if one.live:
            by_brand[one.case.brand].append(marks.said(one.case, one.mention, one.case.opened_at, one.known))
    incidents.hold(tx, by_brand)  # from here on one at a time: what could be read was read before
    homes: dict[int, Incident] = {}
    for brand, fresh in sorted(by_brand.items()):
        gathering = _Gathering(tx, brand, fresh, now, fresh=[one.case.id for one in fresh])
        gathering.run()
        gathering.burst()
        homes |= gathering.homes
    _count_up(tx, homes.values(), now)
    return [_placed(one.case, homes.get(one.case.id)) for one in opened]


def regroup(
    tx: Transaction,
    before: Case,
    case: Case,
    was: Mention,
    became: Mention,
    now: datetime,
    *,
    known: str | None,
    loud_at: Callable[[str], datetime] | None = None,
) -> Case:
    """Put a case whose mention was edited where its new words belong; return it as it is then.

    It leaves its incident where what led it there is gone (a key, the post's own words, the topic) and nothing else
    leads there; then, or where it names something new, it joins or opens one like a new complaint. What a person placed
    stays there. Who leaves is told alone, in quiet hours when they are over (`loud_at`).
    """
    incidents.hold(tx, [case.brand])
    rewritten = marks.rewritten(was, became)
    lost = rewritten or before.topic is not case.topic or bool(marks.keys_in(was) - marks.keys_in(became))
    gained = bool(marks.keys_in(became) - marks.keys_in(was))
    traces.forget_case(tx, case.id)
    said = marks.said(case, became, now, known, leads=not rewritten)
    gathering = _Gathering(tx, case.brand, [said], now, fresh=())
    home = None if case.incident_id is None else incidents.root(tx, case.incident_id)
    if (home is None and not (lost or gained)) or (home is not None and not (lost and gathering.leaves(home))):
        gathering.leave()
        return case
    if home is not None:
        incidents.put(tx, None, [case.id], by=JUDGE, now=now)
        incident_outbox.unfold(tx, [case.id], now, loud_at=loud_at)
        incident_outbox.recount(tx, home, now)
    gathering.run()
    incident_acts.close_empty(tx, now)
    _count_up(tx, gathering.homes.values(), now)
    return cases.get(tx, case.id)


def _count_up(tx: Transaction, joined: Iterable[Incident], now: datetime) -> None:
    """Have the messages of incidents tell of who joined, and who must be told by now that it is over."""
    for incident in {one.id: one for one in incidents.roots(tx, {one.id for one in joined}).values()}.values():
        if incident.closed_at is not None:
            tellings.ask(tx, incident, now)
        incident_outbox.recount(tx, incident, now)


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
    """One brand's cases while they are put where they belong. `fresh` are those that nobody was shown yet."""

    def __init__(
        self, tx: Transaction, brand: str, said: Sequence[Said], now: datetime, *, fresh: Collection[int]
    ) -> None:
        self._tx = tx
        self._brand = brand
        self._now = now
        self._fresh = frozenset(fresh)
        self._cases = {one.case.id: one.case for one in said}
        self._traced = marks.traced(tx, brand, said)
        self.homes: dict[int, Incident] = {}

    def run(self) -> None:
        """Put each case into the incident that it belongs to: `homes` has it by case."""
        complaints = [one.complaint for one in self._traced]
        known, led = self._known(complaints)
        decided = plan(complaints, known)
        self.leave()
        self._join(decided, led)
        for start in decided.starts:
            self._open(start, _cause(start))

    def leave(self) -> None:
        """Leave the traces by which others are led to these cases."""
        traces.leave(self._tx, self._brand, [one.left for one in self._traced])

    def leaves(self, incident: Incident) -> bool:
        """Whether the one case was put into `incident` by the judge, and nothing that it says now leads there."""
        [traced] = self._traced
        if incidents.placed_by(self._tx, traced.complaint.case_id) != JUDGE:
            return False
        led = incidents.led_to(self._tx, self._brand, {mark.name for mark in traced.complaint.marks})
        return not set(incidents.family(self._tx, incident.id)) & {one.id for one in led.values()}

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
        for number, joining in decided.joins.items():
            self._put(known[number], joining)
            shown = [case for case in joining if case not in self._fresh]
            incident_outbox.fold(self._tx, incidents.root(self._tx, number), shown, self._now)
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
            by=JUDGE,
            now=self._now,
        )
        incidents.learn(self._tx, incident, start.marks)
        self._put(incident, start.cases)
        earlier = [number for number in start.cases if number not in self._fresh]
        incident_outbox.fold(self._tx, incident, earlier, self._now)
        _log.info("incident opened", incident=incident.public_id, cause=cause.value, cases=len(start.cases))

    def _put(self, incident: Incident, cases: Sequence[int]) -> None:
        last_at = max((self._cases[number].opened_at for number in cases if number in self._cases), default=None)
        incidents.put(self._tx, incident, cases, by=JUDGE, now=self._now, last_at=last_at, fresh=self._fresh)
        self.homes |= {number: incident for number in cases if number in self._cases}

    def burst(self) -> None:
        """Where a topic is far beyond what is usual, what is in no incident yet becomes one."""
        alone = [self._cases[one.complaint.case_id] for one in self._traced if one.complaint.case_id not in self.homes]
        for start in bursts.found(self._tx, self._brand, alone):
            self._open(start, Cause.BURST)


def _placed(case: Case, home: Incident | None) -> Case:
    return case if home is None else replace(case, incident_id=home.id)


def _cause(start: Start) -> Cause:
    first = start.marks[0]
    if first.startswith(KNOWN):
        return Cause.KNOWN
    return Cause.COPIES if first.startswith(marks.COPY) else Cause.KEY
