"""Filters: what the address of the list asks for, and the links that change it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any
from urllib.parse import urlencode

from monitor.domain.case import LIVE_STATES, State
from monitor.domain.figures import NO_DEPARTMENT, NO_NEED
from monitor.domain.score import Severity, Topic
from monitor.domain.week import Week, parse
from monitor.store.case_search import CaseQuery
from monitor.wording import pages as words

LIVE, ALL, OVERDUE = "live", "all", "overdue"
STATES = (LIVE, OVERDUE, *(state.value for state in State), ALL)
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")


_Labelled = tuple[str, "Wanted"]


class Unknown(Exception):
    """The address asks for what is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list shows. None: any. `before` continues it below that case.

    Departments and needs are named as a digest names them, which leads here: also those of cases that have none.
    """

    state: str = LIVE
    severity: Severity | None = None
    source: str | None = None
    department: str | None = None
    brand: str | None = None
    topic: Topic | None = None
    need: str | None = None
    week: Week | None = None
    before: int | None = None

    @property
    def filtered(self) -> bool:
        """Whether it shows less than all that is live."""
        return replace(self, before=None) != Wanted()

    def query(self, now: datetime, limit: int, zone: tzinfo) -> CaseQuery:
        """Return the search for it; weeks are those of `zone`."""
        return CaseQuery(
            states=_states(self.state),
            severity=self.severity,
            source=self.source,
            department="" if self.department == NO_DEPARTMENT else self.department,
            brand=self.brand,
            topic=self.topic,
            need="" if self.need == NO_NEED else self.need,
            opened=(self.week.starts_at(zone), self.week.ends_at(zone)) if self.week else None,
            overdue=now if self.state == OVERDUE else None,
            before_id=self.before,
            limit=limit,
        )

    def href(self) -> str:
        """Return its address."""
        values = {
            "state": None if self.state == LIVE else self.state,
            "severity": self.severity,
            "source": self.source,
            "department": self.department,
            "brand": self.brand,
            "topic": self.topic,
            "need": self.need,
            "week": self.week,
            "before": self.before,
        }
        told = urlencode({name: value for name, value in values.items() if value is not None})
        return f"/cases?{told}" if told else "/cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One link of a filter."""

    label: str
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One row of links."""

    label: str
    choices: tuple[Choice, ...]


def read(parameters: Mapping[str, str]) -> Wanted:
    """Return what an address asks for. Raises `Unknown`."""
    state, severity = parameters.get("state") or LIVE, parameters.get("severity") or None
    before = parameters.get("before") or None
    named = {name: parameters.get(name) or None for name in ("source", "department", "brand", "topic", "need")}
    if (
        state not in STATES
        or severity not in {None, *Severity}
        or any("\x00" in (name or "") for name in named.values())
    ):
        raise Unknown("no such filter")
    if before is not None and not _NUMBER.fullmatch(before):
        raise Unknown("no such place in the list")
    return Wanted(
        state=state,
        severity=severity and Severity(severity),
        source=named["source"],
        department=named["department"],
        brand=named["brand"],
        topic=_topic(named["topic"]),
        need=named["need"],
        week=_week(parameters.get("week")),
        before=before and int(before),
    )


def filters(wanted: Wanted, sources: Sequence[str], departments: Sequence[str]) -> tuple[Filter, ...]:
    """Return the filters to show; one that has nothing to choose from is left out."""
    top = replace(wanted, before=None)
    worst_first = sorted(Severity, key=lambda severity: -severity.rank)
    rows: tuple[tuple[str, list[_Labelled]], ...] = (
        (words.STATE, [(_state_label(state), replace(top, state=state)) for state in STATES]),
        (
            words.SEVERITY,
            [
                (words.ANY, replace(top, severity=None)),
                *((words.severity_name(severity), replace(top, severity=severity)) for severity in worst_first),
            ],
        ),
        (
            words.SOURCE,
            [(words.ANY, replace(top, source=None)), *((name, replace(top, source=name)) for name in sources)],
        ),
        (
            words.DEPARTMENT,
            [
                (words.ANY, replace(top, department=None)),
                *((name, replace(top, department=name)) for name in departments),
            ],
        ),
    )
    chosen = tuple(_chosen(top))
    return tuple(_filter(label, choices, top) for label, choices in rows if len(choices) > 2) + chosen


def _chosen(top: Wanted) -> Iterator[Filter]:
    """Yield what a digest's link asks for beyond the filters above, so that it is seen and can be left out."""
    for label, name in ((words.WEEK, "week"), (words.BRAND, "brand"), (words.TOPIC, "topic"), (words.NEED, "need")):
        if (value := getattr(top, name)) is not None:
            yield _filter(label, [(words.ANY, _without(top, name)), (words.readable(value), top)], top)


def _without(top: Wanted, name: str) -> Wanted:
    """As `top`, but for any value of the field `name`."""
    cleared: dict[str, Any] = {name: None}
    return replace(top, **cleared)


def case_number(public_id: str) -> int:
    """Return the number in `C-1042`. Raises `Unknown`."""
    letter, _, number = public_id.partition("-")
    if letter != "C" or not _NUMBER.fullmatch(number):
        raise Unknown(f"no such case: {public_id[:20]}")
    return int(number)


def incident_number(public_id: str) -> int:
    """Return the number in `I-7`. Raises `Unknown`."""
    letter, _, number = public_id.partition("-")
    if letter != "I" or not _NUMBER.fullmatch(number):
        raise Unknown(f"no such incident: {public_id[:20]}")
    return int(number)


def row_number(written: str) -> int:
    """Return a row's number. Raises `Unknown`."""
    if not _NUMBER.fullmatch(written):
        raise Unknown("no such number")
    return int(written)


def _topic(written: str | None) -> Topic | None:
    if written and written not in set(Topic):
        raise Unknown("no such topic")
    return Topic(written) if written else None


def _week(written: str | None) -> Week | None:
    try:
        return parse(written) if written else None
    except ValueError as error:
        raise Unknown("no such week") from error


def _states(state: str) -> frozenset[State]:
    if state == LIVE:
        return LIVE_STATES
    return frozenset() if state in {ALL, OVERDUE} else frozenset({State(state)})


def _filter(label: str, choices: Sequence[_Labelled], chosen: Wanted) -> Filter:
    links = (Choice(label=each, href=wanted.href(), chosen=wanted == chosen) for each, wanted in choices)
    return Filter(label=label, choices=tuple(links))


def _state_label(state: str) -> str:
    labels = {LIVE: words.LIVE, ALL: words.ALL, OVERDUE: words.OVERDUE}
    return labels.get(state) or words.state_name(State(state))
