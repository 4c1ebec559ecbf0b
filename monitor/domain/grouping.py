"""Grouping: which complaints are the same trouble. Pure: what is known goes in, joins and new incidents come out.

A complaint carries marks: the error it names, the post it is a copy of. Who shares a mark with an incident joins it;
enough distinct people who share one and are in no incident yet open one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What complaints about the same trouble share.

    `people` is how many distinct ones make an incident of it; None: it leads into a known incident and opens none.
    `within` is how far apart two complaints with it may be. `alone`: only cases of no other incident count (a version
    or a place may have several troubles at once). `binds`: one member of an incident is enough to follow it there.
    """

    name: str
    within: timedelta
    people: int | None = None
    alone: bool = False
    binds: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A new case of one brand: when it was heard, whose it is, and its marks, the strongest first."""

    case_id: int
    at: datetime
    person: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """An earlier case with a mark, and the incident that it is in."""

    case_id: int
    at: datetime
    person: str
    incident_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """An incident that may be joined, and from when to when its complaints were heard."""

    incident_id: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store knows: the incidents that marks lead to, earlier cases by mark, and every incident of these."""

    marks: Mapping[str, int]
    traces: Mapping[str, Sequence[Trace]]
    homes: Mapping[int, Home]


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """An incident to be opened with these cases. The first of its marks is what it was opened for."""

    marks: tuple[str, ...]
    cases: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be done: cases that join known incidents, marks that lead there from now on, incidents to open."""

    joins: Mapping[int, Sequence[int]]
    learned: Mapping[int, Sequence[str]]
    starts: Sequence[Start]


def plan(complaints: Iterable[Complaint], known: Known) -> Plan:
    """Decide on complaints of one brand in the order in which they were heard."""
    board = _Board(known)
    for complaint in sorted(complaints, key=lambda one: (one.at, one.case_id)):
        board.settle(complaint)
    return board.plan()


@dataclass(slots=True, eq=False)
class _Place:
    """An incident while it is decided on; `number` is None for one to be opened."""

    number: int | None
    first_at: datetime
    last_at: datetime
    cases: list[int] = field(default_factory=list)
    learned: list[str] = field(default_factory=list)

    def is_near(self, at: datetime, within: timedelta) -> bool:
        return self.first_at - within <= at <= self.last_at + within

    def take(self, case_id: int, at: datetime) -> None:
        self.cases.append(case_id)
        self.first_at, self.last_at = min(self.first_at, at), max(self.last_at, at)


class _Board:
    """Where every case stands while one complaint after the other is decided on."""

    def __init__(self, known: Known) -> None:
        homes = known.homes.values()
        self._by_number = {
            home.incident_id: _Place(number=home.incident_id, first_at=home.first_at, last_at=home.last_at)
            for home in homes
        }
        self._marked = {mark: self._by_number[number] for mark, number in known.marks.items() if number in known.homes}
        self._traces = {mark: list(traces) for mark, traces in known.traces.items()}
        self._placed: dict[int, _Place] = {}
        self._started: list[_Place] = []

    def plan(self) -> Plan:
        return Plan(
            joins={number: place.cases for number, place in self._by_number.items() if place.cases},
            learned={number: place.learned for number, place in self._by_number.items() if place.learned},
            starts=[
                Start(marks=tuple(dict.fromkeys(place.learned)), cases=tuple(place.cases)) for place in self._started
            ],
        )

    def settle(self, complaint: Complaint) -> None:
        place = self._led_to(complaint) or self._ripened(complaint)
        if place is not None:
            self._put(complaint.case_id, complaint.at, place)
        trace = Trace(case_id=complaint.case_id, at=complaint.at, person=complaint.person, incident_id=None)
        for mark in complaint.marks:
            if mark.people is not None:
                self._traces.setdefault(mark.name, []).append(trace)

    def _led_to(self, complaint: Complaint) -> _Place | None:
        found = ((self._marked.get(mark.name), mark.within) for mark in complaint.marks)
        return next((place for place, within in found if place and place.is_near(complaint.at, within)), None)

    def _ripened(self, complaint: Complaint) -> _Place | None:
        for mark in complaint.marks:
            if mark.people is None:
                continue
            near = [one for one in self._traces.get(mark.name, ()) if abs(one.at - complaint.at) <= mark.within]
            place = self._followed(mark, near, complaint) or self._founded(mark, near, complaint)
            if place is not None:
                self._marked[mark.name] = place
                return place
        return None

    def _followed(self, mark: Mark, near: Sequence[Trace], complaint: Complaint) -> _Place | None:
        """The incident that most of those with the mark are in, where they are enough to say that it is the same."""
        if mark.alone:
            return None
        housed = [place for one in near if (place := self._place_of(one)) and place.is_near(complaint.at, mark.within)]
        people = {one.person for one in near} | {complaint.person}
        enough = bool(housed) if mark.binds else len(people) >= (mark.people or 0) and 2 * len(housed) >= len(near)
        if not housed or not enough:
            return None
        [(place, _)] = Counter(housed).most_common(1)
        place.learned.append(mark.name)
        return place

    def _founded(self, mark: Mark, near: Sequence[Trace], complaint: Complaint) -> _Place | None:
        single = [one for one in near if one.incident_id is None and one.case_id not in self._placed]
        if len({one.person for one in single} | {complaint.person}) < (mark.people or 0):
            return None
        place = _Place(number=None, first_at=complaint.at, last_at=complaint.at, learned=[mark.name])
        for one in single:
            self._put(one.case_id, one.at, place)
        self._started.append(place)
        return place

    def _put(self, case_id: int, at: datetime, place: _Place) -> None:
        self._placed[case_id] = place
        place.take(case_id, at)

    def _place_of(self, trace: Trace) -> _Place | None:
        if trace.case_id in self._placed:
            return self._placed[trace.case_id]
        return None if trace.incident_id is None else self._by_number.get(trace.incident_id)
