"""Routing: whose a complaint is, where it is told, and when it must be answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from monitor.domain.score import Severity, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """Who owns some topics (none: whatever nobody else owns), the channel they are told in, and their times."""

    name: str
    topics: frozenset[Topic]
    channel: str
    sla: Mapping[Severity, timedelta]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where a case goes. Without a department nothing is due."""

    department: str | None
    channel: str
    within: timedelta | None


def route(
    departments: Sequence[Department], *, topic: Topic, severity: Severity, named: str | None, fallback: str
) -> Route:
    """Return where a case of `topic` goes: to the department its source names, its topic's, the one for the rest.

    Where none takes it, it is told in the channel `fallback`: nothing is routed to nowhere.
    """
    owner = (
        next((one for one in departments if one.name == named), None)
        or next((one for one in departments if topic in one.topics), None)
        or next((one for one in departments if not one.topics), None)
    )
    if owner is None:
        return Route(department=None, channel=fallback, within=None)
    return Route(department=owner.name, channel=owner.channel, within=owner.sla[severity])
