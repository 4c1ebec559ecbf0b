"""Hourly: how a source fared in each hour, told from the polls that were made in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby, pairwise

from monitor.domain.silence import LONG, usual

HOUR = timedelta(hours=1)


class Fare(StrEnum):
    """How a source fared in an hour."""

    HEARD = "heard"  # it brought something new
    QUIET = "quiet"  # it was asked, or need not have been, and had nothing new
    FAILING = "failing"  # no poll was good
    BLIND = "blind"  # it should have been asked and was not
    ABSENT = "absent"  # there was no such source yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """The polls of one source in the hour that begins at `at`; `gap` and `error` are the words of one of them."""

    at: datetime
    polls: int
    good: int
    new: int = 0
    gaps: int = 0
    rejected: int = 0
    first_good: datetime | None = None
    last_good: datetime | None = None
    gap: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Hours on end in which a source fared alike, with what was polled in them."""

    fare: Fare
    start: datetime
    end: datetime
    polled: tuple[Polled, ...] = ()

    @property
    def hours(self) -> int:
        """How many there are."""
        return round((self.end - self.start) / HOUR)


def stretches(
    polled: Mapping[datetime, Polled], *, since: datetime, until: datetime, first: datetime | None
) -> tuple[Stretch, ...]:
    """Return how a source fared from the hour that begins at `since` up to that of `until`.

    `polled` has the hours in which it was asked, `first` is when it first was or should have been (None: not yet).
    """
    hours = [since + place * HOUR for place in range((until - since) // HOUR + 1)]
    blind = list(_silences([polled[hour] for hour in hours if hour in polled], max(since, first or since), until))
    fares: list[tuple[datetime, Fare]] = []
    for hour in hours:
        failing = bool(fares) and fares[-1][1] is Fare.FAILING
        fares.append((hour, _fare(hour, polled.get(hour), first, blind, failing=failing)))
    return tuple(
        _stretch(fare, [hour for hour, _ in run], polled) for fare, run in groupby(fares, lambda each: each[1])
    )


def _stretch(fare: Fare, hours: Sequence[datetime], polled: Mapping[datetime, Polled]) -> Stretch:
    found = tuple(polled[hour] for hour in hours if hour in polled)
    return Stretch(fare=fare, start=hours[0], end=hours[-1] + HOUR, polled=found)


def _fare(
    hour: datetime,
    polled: Polled | None,
    first: datetime | None,
    blind: Sequence[tuple[datetime, datetime]],
    *,
    failing: bool,
) -> Fare:
    """What fails is asked ever more rarely: until it is good again it fails in the hours between, too."""
    if polled is not None and polled.polls:
        if not polled.good:
            return Fare.FAILING
        return Fare.HEARD if polled.new else Fare.QUIET
    if first is None or hour + HOUR <= first:
        return Fare.ABSENT
    if failing:
        return Fare.FAILING
    return Fare.BLIND if any(start < hour + HOUR and hour < end for start, end in blind) else Fare.QUIET


def _silences(polled: Sequence[Polled], start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the pauses between good polls that are longer than is usual for the source, by the rule of the digest."""
    good = [hour for hour in polled if hour.first_good and hour.last_good]
    edges = [start, *(edge for hour in good for edge in (hour.first_good, hour.last_good) if edge), end]
    pauses = [(one, other) for one, other in list(pairwise(edges))[::2] if other - one >= LONG]
    short = sum(hour.good for hour in good) - 1 - len(pauses)
    bound = usual([other - one for one, other in pauses], short)
    return ((one, other) for one, other in pauses if other - one > bound)
