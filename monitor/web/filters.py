"""Filters: what the address of the list asks for."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, TypeVar
from urllib.parse import urlencode

from monitor.domain.case import LIVE_STATES, Case, Outcome, State
from monitor.domain.figures import NO_DEPARTMENT, NO_NEED
from monitor.domain.score import Severity, Topic
from monitor.domain.urgency import Place, Rank, place_of
from monitor.domain.week import Week, parse
from monitor.store.case_search import CaseQuery
from monitor.store.columns import from_instant, to_instant
from monitor.web.zones import house_of
from monitor.wording import filters as words

LIVE, ALL, OVERDUE, TO_APPROVE = "live", "all", "overdue", "to_approve"
STATES = (LIVE, OVERDUE, TO_APPROVE, *(state.value for state in State), ALL)
ME, NOBODY = "me", "nobody"
"""Owners: whoever asks, and none at all."""
URGENT, NEWEST = "urgent", "newest"
ORDERS = (NEWEST, URGENT)
PATH = "/cases"
_Word = TypeVar("_Word", bound=str)
LONGEST = 500
"""Characters of what is typed into a filter."""
_LAST = 9999
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_PLACE = re.compile(r"(?:([0-6])\.(-?[0-9]{1,17})?\.(-?[0-9]{1,17})\.)?([1-9][0-9]{0,17})")
"""The number of a case; before it, in the order of urgency, its rank, when it is due, and as of when that was so."""
_TYPED = ("source", "platform", "department", "brand", "need", "owner", "language", "place", "q")


class Unknown(Exception):
    """The address asks for what is not there."""


class WrongFilter(Unknown):
    """A filter in the address, `name`, is not understood; the message says what it may be."""

    def __init__(self, name: str, says: str) -> None:
        super().__init__(says)
        self.name = name


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list shows. None: any. `before` continues it below that place.

    Departments and needs are named as a digest names them, which leads here: also those of cases that have none.
    `since` and `until` are days on which a case was opened, both included; `q` is searched for.
    """

    state: str = LIVE
    order: str = NEWEST
    q: str | None = None
    severity: Severity | None = None
    topic: Topic | None = None
    brand: str | None = None
    source: str | None = None
    platform: str | None = None
    department: str | None = None
    owner: str | None = None
    need: str | None = None
    outcome: Outcome | None = None
    language: str | None = None
    place: str | None = None
    week: Week | None = None
    since: date | None = None
    until: date | None = None
    before: Place | None = None

    @property
    def filtered(self) -> bool:
        """Whether it shows less than all that is live."""
        return self.top() != Wanted(order=self.order)

    def top(self) -> "Wanted":
        """As this, from its start."""
        return replace(self, before=None)

    def without(self, name: str) -> "Wanted":
        """As this from its start, but for any value of the field `name`."""
        cleared: dict[str, Any] = {name: None}
        return replace(self.top(), **cleared)

    def as_of(self, now: datetime) -> datetime:
        """Return when the list was as its pages show it: once its first page was."""
        return min(now, self.before.at) if self.before and self.before.at else now

    def below(self, case: Case, now: datetime) -> "Wanted":
        """As this, below that case."""
        return replace(self, before=place_of(case, now) if self.order == URGENT else Place(id=case.id))

    def going_on(self, mark: str) -> "Wanted":
        """As this, below that mark. Raises `Unknown`."""
        return replace(self, before=read_place(mark, "before"))

    @property
    def mark(self) -> str | None:
        """Where it goes on, as its address tells it."""
        return None if self.before is None else mark_of(self.before)

    def query(self, now: datetime, limit: int, zone: tzinfo, me: str = "") -> CaseQuery:
        """Return the search for it; days are those of `zone`, weeks the house's, and `me` is who asks."""
        return CaseQuery(
            states=_states(self.state),
            severity=self.severity,
            source=self.source,
            platform=self.platform,
            department="" if self.department == NO_DEPARTMENT else self.department,
            brand=self.brand,
            topic=self.topic,
            outcome=self.outcome,
            need="" if self.need == NO_NEED else self.need,
            owner={ME: me or ME, NOBODY: ""}.get(self.owner or "", self.owner),
            language=self.language,
            place=self.place,
            text=self.q,
            opened=self._opened(zone),
            overdue=now if self.state == OVERDUE else None,
            to_approve=self.state == TO_APPROVE,
            before_id=self.before.id if self.before and self.order == NEWEST else None,
            limit=limit,
        )

    def _opened(self, zone: tzinfo) -> tuple[datetime | None, datetime | None] | None:
        if self.week:
            house = house_of(zone)
            return self.week.starts_at(house), self.week.ends_at(house)
        return starts_at(self.since, zone), starts_at(self.until and self.until + timedelta(days=1), zone)

    def href(self, path: str = PATH) -> str:
        """Return its address."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "before"}
        values |= {"state": None if self.state == LIVE else self.state}
        values |= {"order": None if self.order == NEWEST else self.order, "before": self.mark}
        told = urlencode({name: value for name, value in values.items() if value is not None})
        return f"{path}?{told}" if told else path


def read(parameters: Mapping[str, str]) -> Wanted:
    """Return what an address asks for. Raises `WrongFilter`."""
    return Wanted(
        state=one_of(parameters, "state", STATES) or LIVE,
        order=one_of(parameters, "order", ORDERS) or NEWEST,
        severity=one_of(parameters, "severity", Severity),
        outcome=one_of(parameters, "outcome", Outcome),
        topic=read_topic(parameters.get("topic")),
        week=read_week(parameters.get("week")),
        since=read_day(parameters.get("since"), "since"),
        until=read_day(parameters.get("until"), "until"),
        before=read_place(parameters.get("before"), "before"),
        **read_typed(parameters, _TYPED),
    )


def read_typed(parameters: Mapping[str, str], names: Iterable[str]) -> dict[str, str | None]:
    """Return the texts that were typed into these fields. Raises `WrongFilter`."""
    typed = {name: parameters.get(name, "").strip() or None for name in names}
    for name, text in typed.items():
        if text and ("\x00" in text or len(text) > LONGEST):
            raise WrongFilter(name, words.no_text(name, LONGEST))
    return typed


def one_of(parameters: Mapping[str, str], name: str, allowed: Iterable[_Word]) -> _Word | None:
    """Return one of some words, as an address has it. Raises `WrongFilter`."""
    written, known = parameters.get(name), tuple(allowed)
    if not written:
        return None
    found = next((one for one in known if one == written), None)
    if found is None:
        raise WrongFilter(name, words.not_among(name, written, known))
    return found


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


def read_topic(written: str | None) -> Topic | None:
    """Return a topic. Raises `WrongFilter`."""
    return one_of({"topic": written or ""}, "topic", Topic)


def read_week(written: str | None) -> Week | None:
    """Return a week. Raises `WrongFilter`."""
    try:
        return parse(written) if written else None
    except ValueError as error:
        raise WrongFilter("week", words.no_week("week", written or "")) from error


def _states(state: str) -> frozenset[State]:
    if state == LIVE:
        return LIVE_STATES
    return frozenset() if state in {ALL, OVERDUE, TO_APPROVE} else frozenset({State(state)})


def read_day(written: str | None, name: str) -> date | None:
    """Return a day. Raises `WrongFilter`."""
    says = words.no_day(name, written or "")
    try:
        day = date.fromisoformat(written) if written else None
    except ValueError as error:
        raise WrongFilter(name, says) from error
    if day is not None and not 1970 <= day.year < _LAST:
        raise WrongFilter(name, says)
    return day


def starts_at(day: date | None, zone: tzinfo) -> datetime | None:
    """Return the moment at which a day begins in `zone`."""
    return None if day is None else datetime.combine(day, time(), zone).astimezone(UTC)


def read_place(written: str | None, name: str) -> Place | None:
    """Return the place in a list that an address names. Raises `WrongFilter`."""
    found = _PLACE.fullmatch(written) if written else None
    if written and not found:
        raise WrongFilter(name, words.no_place(name))
    try:
        return found and _placed(*found.groups())
    except OverflowError as error:
        raise WrongFilter(name, words.no_place(name)) from error


def _placed(rank: str | None, due: str | None, at: str | None, number: str) -> Place:
    if rank is None or at is None:
        return Place(id=int(number))
    return Place(
        id=int(number), rank=Rank(int(rank)), due=from_instant(int(due)) if due else None, at=from_instant(int(at))
    )


def mark_of(place: Place) -> str:
    """Return how an address names a place in a list."""
    if place.at is None:
        return str(place.id)
    due = "" if place.due is None else to_instant(place.due)
    return f"{place.rank.value}.{due}.{to_instant(place.at)}.{place.id}"
