"""Filters of mentions: what the address of their list asks for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo
from typing import Any
from urllib.parse import urlencode

from monitor.domain.access import Limits
from monitor.domain.score import Topic
from monitor.domain.week import Week
from monitor.store.columns import from_instant, to_instant
from monitor.store.mention_search import Flagged, MentionQuery, Spot
from monitor.web.filters import Unknown, WrongFilter, one_of, read_day, read_topic, read_typed, read_week, starts_at
from monitor.web.zones import house_of
from monitor.wording import filters as words

PATH = "/mentions"
_SPOT = re.compile(r"(-?[0-9]{1,17})\.([1-9][0-9]{0,17})")
_NUMBER = re.compile(r"M-([1-9][0-9]{0,17})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which mentions the list shows. None: any. `since` and `until` are days, both included; `before` continues it."""

    flagged: Flagged | None = None
    q: str | None = None
    brand: str | None = None
    source: str | None = None
    language: str | None = None
    topic: Topic | None = None
    week: Week | None = None
    since: date | None = None
    until: date | None = None
    before: Spot | None = None

    @property
    def filtered(self) -> bool:
        """Whether it shows less than all."""
        return self.top() != Sought()

    def top(self) -> "Sought":
        """As this, from its start."""
        return replace(self, before=None)

    def without(self, name: str) -> "Sought":
        """As this from its start, but for any value of the field `name`."""
        cleared: dict[str, Any] = {name: None}
        return replace(self.top(), **cleared)

    def query(self, zone: tzinfo, within: Limits, limit: int) -> MentionQuery:
        """Return the search for it; days are those of `zone`, weeks the house's."""
        house = house_of(zone)
        heard = starts_at(self.since, zone), starts_at(self.until and self.until + timedelta(days=1), zone)
        return MentionQuery(
            brand=self.brand,
            source=self.source,
            language=self.language,
            topic=self.topic,
            flagged=self.flagged,
            text=self.q,
            heard=(self.week.starts_at(house), self.week.ends_at(house)) if self.week else heard,
            before=self.before,
            within=within,
            limit=limit,
        )

    def href(self, path: str = PATH) -> str:
        """Return its address."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "before"}
        if self.before is not None:
            values["before"] = f"{to_instant(self.before.at)}.{self.before.id}"
        told = urlencode({name: value for name, value in values.items() if value is not None})
        return f"{path}?{told}" if told else path


def read(parameters: Mapping[str, str]) -> Sought:
    """Return what an address asks for. Raises `WrongFilter`."""
    return Sought(
        flagged=one_of(parameters, "flagged", Flagged),
        topic=read_topic(parameters.get("topic")),
        week=read_week(parameters.get("week")),
        since=read_day(parameters.get("since"), "since"),
        until=read_day(parameters.get("until"), "until"),
        before=_spot(parameters.get("before")),
        **read_typed(parameters, ("q", "brand", "source", "language")),
    )


def mention_number(public_id: str) -> int:
    """Return the number in `M-12`. Raises `Unknown`."""
    found = _NUMBER.fullmatch(public_id)
    if not found:
        raise Unknown(f"no such mention: {public_id[:20]}")
    return int(found[1])


def _spot(written: str | None) -> Spot | None:
    found = _SPOT.fullmatch(written) if written else None
    if written and not found:
        raise WrongFilter("before", words.no_place("before"))
    try:
        return found and Spot(at=from_instant(int(found[1])), id=int(found[2]))
    except OverflowError as error:
        raise WrongFilter("before", words.no_place("before")) from error
