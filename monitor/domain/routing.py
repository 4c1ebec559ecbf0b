"""Routing: whose a complaint is, where it is told, when it must be answered, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.domain.escalation import NO_ALARMS, Alarms
from monitor.domain.hours import ALWAYS, Hours, after_all
from monitor.domain.match import Compared, Match, Subject, compare
from monitor.domain.score import Severity, Topic
from monitor.domain.sla import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """Who owns some topics (none: whatever nobody else owns), the channel they are told in, and their times.

    Its clocks run in `hours`, those of complaints as severe as `always` around the clock. In `quiet` hours what is not
    critical waits. `lead` is the channel of whoever leads it.
    """

    name: str
    topics: frozenset[Topic]
    channel: str
    sla: Mapping[Severity, timedelta]
    hours: Hours = ALWAYS
    always: Severity | None = None
    quiet: Hours | None = None
    lead: str | None = None
    alarms: Alarms = NO_ALARMS

    def hours_of(self, severity: Severity) -> Hours:
        """Return the hours in which the clock of a complaint runs."""
        return ALWAYS if self.always is not None and severity.rank >= self.always.rank else self.hours

    def clock(self, severity: Severity) -> Clock:
        """Return the time in which a complaint must be answered."""
        return Clock(within=self.sla[severity], hours=self.hours_of(severity))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A route: where complaints that match go. `go_on`: its channels come on top of what is found further on.

    `department` and `channels` may be left out: they are then what they would be without it. `call` is a group of
    people that is called for critical ones.
    """

    name: str
    match: Match
    department: str | None = None
    channels: tuple[str, ...] = ()
    call: str | None = None
    go_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """All that decides where complaints go. `channels` are all there are, with their quiet hours (None: never quiet).

    What names another one is passed over; `fallback` takes what would be told nowhere.
    """

    fallback: str
    departments: tuple[Department, ...] = ()
    rules: tuple[Rule, ...] = ()
    channels: Mapping[str, Hours | None] = field(default_factory=dict)

    def department(self, name: str | None) -> Department | None:
        """Return the department of that name."""
        return next((one for one in self.departments if one.name == name), None)

    def due_at(self, department: str | None, severity: Severity, started: datetime) -> datetime | None:
        """Return when an answer is due where the clock of `department` started at `started`; None: nothing is due."""
        owner = self.department(department)
        return None if owner is None else owner.clock(severity).due_at(started)

    def loud_at(self, channel: str, department: str | None, now: datetime) -> datetime:
        """Return when `channel` may next be told of what is not critical."""
        owner = self.department(department)
        quiet = (self.channels.get(channel), owner.quiet if owner else None)
        return after_all([hours for hours in quiet if hours is not None], now)


class Owning(StrEnum):
    """Why a complaint is a department's."""

    ROUTE = "route"
    SOURCE = "source"
    TOPIC = "topic"
    REST = "rest"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A rule that was looked at: what it asks for, and whether it was taken."""

    rule: Rule
    compared: tuple[Compared, ...]

    @property
    def taken(self) -> bool:
        """Whether all that it asks for holds."""
        return all(one.fits for one in self.compared)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where a case goes: at least one channel. Without a department nothing is due.

    `calls` are the groups that are called; `owning` tells why it is the department's, and `tried` which rules were
    looked at. `fell_back`: no channel was named, or none of those named is there.
    """

    department: str | None
    channels: tuple[str, ...]
    clock: Clock | None
    calls: tuple[str, ...] = ()
    owning: Owning = Owning.NOBODY
    tried: tuple[Tried, ...] = ()
    fell_back: bool = False


def route(routing: Routing, subject: Subject, *, named: str | None = None) -> Route:
    """Return where a complaint goes; `named` is the department that its source names.

    The rules are looked at in order until one is taken that does not go on; then the department's own channel counts
    only where that rule names none. The department is the first one that a rule names, else the source's, the topic's,
    the one for the rest.
    """
    tried = tuple(_tried(routing.rules, subject))
    taken = [one.rule for one in tried if one.taken]
    wanted = [one.department for one in taken]
    owner, owning = _owner(routing, subject, by_rule=wanted, by_source=named)
    channels = [channel for rule in taken for channel in rule.channels]
    decided = bool(taken) and not taken[-1].go_on and bool(taken[-1].channels)
    if owner is not None and not decided:
        channels.append(owner.channel)
    known = [one for one in dict.fromkeys(channels) if not routing.channels or one in routing.channels]
    critical = subject.severity is Severity.CRITICAL
    return Route(
        department=owner.name if owner else None,
        channels=tuple(known) or (routing.fallback,),
        clock=owner.clock(subject.severity) if owner else None,
        calls=tuple(dict.fromkeys(rule.call for rule in taken if rule.call)) if critical else (),
        owning=owning,
        tried=tried,
        fell_back=not known,
    )


def _tried(rules: Sequence[Rule], subject: Subject) -> Iterator[Tried]:
    for rule in rules:
        one = Tried(rule=rule, compared=compare(rule.match, subject))
        yield one
        if one.taken and not rule.go_on:
            return


def _owner(
    routing: Routing, subject: Subject, *, by_rule: Sequence[str | None], by_source: str | None
) -> tuple[Department | None, Owning]:
    named = next((found for name in by_rule if (found := routing.department(name)) is not None), None)
    by_topic = next((one for one in routing.departments if subject.topic in one.topics), None)
    rest = next((one for one in routing.departments if not one.topics), None)
    ways = (
        (named, Owning.ROUTE),
        (routing.department(by_source), Owning.SOURCE),
        (by_topic, Owning.TOPIC),
        (rest, Owning.REST),
    )
    return next(((owner, why) for owner, why in ways if owner is not None), (None, Owning.NOBODY))
