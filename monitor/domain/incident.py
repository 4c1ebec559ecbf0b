"""Incident: cases about the same trouble, and what follows from how many people have it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.domain.case import CaseFile
from monitor.domain.score import Severity, Topic
from monitor.domain.venue import Venue

VERY_MANY = 250
"""So many people make an incident one step more severe than its cases are; five made each of these so already."""
A_SHARE = 4
"""An incident is as severe as every fourth of its cases is at least."""
SOONEST, LATEST = timedelta(seconds=20), timedelta(minutes=15)
"""The least and the most between two changes of its message that only count."""
QUIET = timedelta(days=7)
"""When nobody has told of it for so long, an incident whose cases are all at their end looks over."""
PACE = 10
"""Counts are shown after a tenth of the incident's age."""


class Cause(StrEnum):
    """Why cases were taken for the same trouble."""

    COPIES = "copies"  # several people posted nearly the same words
    KEY = "key"  # they name the same error, flight, order, version or place
    BURST = "burst"  # a topic far beyond what is usual at this hour
    KNOWN = "known"  # an outage that was known of beforehand
    HAND = "hand"  # a person put them together


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Cases about the same trouble of one brand. `id` is its public number (I-7 has 7), never reused.

    `last_at` is when the latest of its complaints was heard. A closed one has `closed_at` and `closed_by`. One that
    was merged points to the incident that tells of it now. `name` is what people call it, `owner` who looks after it.
    """

    id: int
    brand: str
    topic: Topic
    cause: Cause
    opened_at: datetime
    last_at: datetime
    opened_by: str
    closed_at: datetime | None = None
    closed_by: str | None = None
    merged_into: int | None = None
    name: str | None = None
    owner: str | None = None

    @property
    def public_id(self) -> str:
        """The id that people use: `I-7`."""
        return f"I-{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Titled:
    """An incident with the marks that lead to it, of which its name is made where people gave it none."""

    incident: Incident
    keys: tuple[str, ...] = ()


class IncidentEventKind(StrEnum):
    """What can happen on an incident's timeline."""

    OPENED = "opened"
    NAMED = "named"  # `became` is the name; None: it has none any more
    ASSIGNED = "assigned"  # `became` is the owner; None: nobody
    MERGED = "merged"  # into `became`
    TOOK_IN = "took_in"  # `became` tells of it from now on
    SPLIT = "split"  # from `was` again
    LEFT = "left"  # `became` tells of itself again
    TOOK_OUT = "took_out"  # so many cases (`was`), which are `became` now
    KNOWN = "known"  # set as a known outage, by the silence `became`
    ANSWERED = "answered"  # so many of its cases at once: `became`
    RESOLVED = "resolved"  # so many of its cases at once: `became`
    CLOSED = "closed"
    REOPENED = "reopened"
    TOLD = "told"  # so many customers were told that it is over: `became`


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEvent:
    """One fact on an incident's timeline. `was` and `became` hold the changed value; `incident` is its number."""

    incident: int
    kind: IncidentEventKind
    at: datetime
    by: str
    was: str | None = None
    became: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowding:
    """Who is in an incident: distinct people and cases, those that wait for an answer, by severity and by place.

    `since` and `latest` are when the first and the last of its complaints were heard; `live` counts the cases that are
    not at their end. `late` counts cases that came after it was closed; `asked` is
    who must be told that it is over, and `told` how many of them were.
    """

    people: int
    cases: int
    unanswered: int
    live: int
    since: datetime
    latest: datetime
    severities: Mapping[Severity, int]
    venues: Mapping[Venue, int]
    late: int = 0
    asked: int = 0
    told: int = 0

    @property
    def severity(self) -> Severity:
        """How bad the whole is."""
        return severity_of(self.severities, self.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFile:
    """All that is shown of an incident. `keys` are the marks that lead to it.

    `first` are cases of the first people who complained, `critical` the newest critical ones that nobody answered.
    """

    incident: Incident
    crowding: Crowding
    keys: tuple[str, ...] = ()
    first: tuple[CaseFile, ...] = ()
    critical: tuple[CaseFile, ...] = ()


def severity_of(severities: Mapping[Severity, int], people: int) -> Severity:
    """Return how severe an incident is: as every fourth of its cases at least, and more by how many people have it.

    Posts do not count, people do: who posts a hundred times makes it no worse.
    """
    share = max(sum(severities.values()) // A_SHARE, 1)
    worst_first = sorted(severities, key=lambda one: -one.rank)
    reached, rank = 0, Severity.LOW.rank
    for severity in worst_first:
        reached += severities[severity]
        if reached >= share:
            rank = severity.rank
            break
    rank += people >= VERY_MANY
    return list(Severity)[min(rank, Severity.CRITICAL.rank)]


def is_quiet(incident: Incident, crowding: Crowding, now: datetime) -> bool:
    """Return whether an open incident looks over: nobody has told of it for long, and nothing of it is left to do.

    Whether it is over a person says, for everybody in it is told so then.
    """
    return incident.closed_at is None and not crowding.live and now - crowding.latest >= QUIET


def pause(opened_at: datetime, now: datetime) -> timedelta:
    """Return how long a message that only counts up waits before it is changed again: the older, the longer."""
    return min(max((now - opened_at) / PACE, SOONEST), LATEST)
