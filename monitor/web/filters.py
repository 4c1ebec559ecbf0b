"""Filters: what the address of the list asks for, and the links that change it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from monitor.domain.case import LIVE_STATES, State
from monitor.domain.score import Severity
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
    """What the list shows. None: any. `before` continues it below that case."""

    state: str = LIVE
    severity: Severity | None = None
    source: str | None = None
    department: str | None = None
    before: int | None = None

    @property
    def filtered(self) -> bool:
        """Whether it shows less than all that is live."""
        return replace(self, before=None) != Wanted()

    def query(self, now: datetime, limit: int) -> CaseQuery:
        """Return the search for it."""
        return CaseQuery(
            states=_states(self.state),
            severity=self.severity,
            source=self.source,
            department=self.department,
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
    named = [parameters.get(name) or None for name in ("source", "department")]
    if state not in STATES or severity not in {None, *Severity} or any("\x00" in (name or "") for name in named):
        raise Unknown("no such filter")
    if before is not None and not _NUMBER.fullmatch(before):
        raise Unknown("no such place in the list")
    return Wanted(
        state=state,
        severity=severity and Severity(severity),
        source=named[0],
        department=named[1],
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
    return tuple(_filter(label, choices, top) for label, choices in rows if len(choices) > 2)


def case_number(public_id: str) -> int:
    """Return the number in `C-1042`. Raises `Unknown`."""
    letter, _, number = public_id.partition("-")
    if letter != "C" or not _NUMBER.fullmatch(number):
        raise Unknown(f"no such case: {public_id[:20]}")
    return int(number)


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
