"""Insights: what a week brought to one brand and department, in sums that can be added up to any view of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from itertools import chain
from math import ceil
from statistics import median
from typing import Any

from monitor.domain.figures import MOST_IDS, Count, Stars
from monitor.domain.week import Week

Counts = Mapping[str, int]
Lengths = Mapping[str, tuple[int, ...]]
TONES = ("negative", "neutral", "positive")
"""The measures under which mentions about us are counted by how they sound, where that can be told."""
TONE = 0.05
"""VADER's own bound: what is nearer to 0 is neutral (Hutto and Gilbert 2014)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The sums of one week, brand and department. Cells add up: `added` makes one of many.

    What was heard is known by source alone (`heard`), what is `ours`, `flagged`, unread (`needs_eyes`), how it sounds
    (`tones`) and how many `stars` it gave by brand, the stars by venue. Venues are told by their keys. All else is of
    the complaints that were opened in the week, as they stand when it is counted: their `venues`, `topics`,
    `severities`, `needs`, and the topics of those that object to a rule of ours (`rules`; `quoting` are the newest of
    them).

    `held` are those that were not dismissed. `replied` are the seconds, in order, from hearing each of them to the
    first reply of substance that was seen on its platform; `untimed` counts replies from before we had heard, `copies`
    what has only boilerplate, `claims` what is answered by somebody's word alone. `claimed` are the seconds, in order,
    from the customer's post to a person's claim, before any answer, by venue, of all in `claimable`. Of the answers
    `due` by now, `kept` were given in time. `outcomes` are what customers did. Of `answered` cases `answered_won` were
    won back, of `unanswered` ones `unanswered_won`. `noted` is what people wrote down that winning them back is worth,
    by currency, in hundredths. Of those that somebody `acted` on, `wrong` were no complaints.
    """

    heard: Counts = field(default_factory=dict)
    ours: Counts = field(default_factory=dict)
    flagged: Counts = field(default_factory=dict)
    needs_eyes: int = 0
    tones: Counts = field(default_factory=dict)
    stars: Mapping[str, Stars] = field(default_factory=dict)
    cases: int = 0
    venues: Counts = field(default_factory=dict)
    topics: Counts = field(default_factory=dict)
    severities: Counts = field(default_factory=dict)
    needs: Counts = field(default_factory=dict)
    rules: Counts = field(default_factory=dict)
    quoting: tuple[int, ...] = ()
    held: int = 0
    replied: tuple[int, ...] = ()
    untimed: int = 0
    copies: int = 0
    claims: int = 0
    claimable: Counts = field(default_factory=dict)
    claimed: Lengths = field(default_factory=dict)
    due: int = 0
    kept: int = 0
    outcomes: Counts = field(default_factory=dict)
    answered: int = 0
    answered_won: int = 0
    noted: Counts = field(default_factory=dict)
    unanswered: int = 0
    unanswered_won: int = 0
    acted: int = 0
    wrong: int = 0


NOTHING = Cell()


def tone(compound: float) -> str:
    """Return under which measure a mention is counted whose tone VADER tells as `compound`."""
    if abs(compound) < TONE:
        return TONES[1]
    return TONES[0] if compound < 0 else TONES[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How long something took, in whole seconds: the middle one, and the least within which 19 in 20 were done."""

    of: int = 0
    median: int | None = None
    p95: int | None = None


def spread(ordered: tuple[int, ...]) -> Spread:
    """Return the spread of lengths that are in order."""
    if not ordered:
        return Spread()
    return Spread(of=len(ordered), median=round(median(ordered)), p95=ordered[ceil(0.95 * len(ordered)) - 1])


def added(cells: Iterable[Cell]) -> Cell:
    """Return the cell of all that is in `cells`."""
    some = list(cells)
    if len(some) == 1:
        return some[0]
    return Cell(**{each.name: _sum(each.name, [getattr(cell, each.name) for cell in some]) for each in fields(Cell)})


def together(lengths: Lengths) -> tuple[int, ...]:
    """Return lengths by name as one row of them, in order."""
    return _merged(lengths.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Insights:
    """Some weeks, the earliest first, each with its sums; None where it was not counted. `present` goes on.

    `total` is what all of them add up to. It shows what one may see of `brand` and `department` (None: of all of them).
    `brands_whole`: with what is known of brands as wholes. `everything`: with what is known of no brand, too. `made_at`
    is when the last week was counted.
    """

    weeks: tuple[Week, ...]
    cells: tuple[Cell | None, ...]
    present: Week
    zone: str
    total: Cell = NOTHING
    made_at: datetime | None = None
    brand: str | None = None
    department: str | None = None
    brands_whole: bool = True
    everything: bool = True

    def each(self, value: Callable[[Cell], float | None]) -> tuple[float | None, ...]:
        """Return a value of each week; None of those that were not counted."""
        return tuple(None if cell is None else value(cell) for cell in self.cells)

    def named(self, counts: Callable[[Cell], Counts], name: str) -> tuple[float | None, ...]:
        """Return the count of that name of each week; None of those that were not counted."""
        return self.each(lambda cell: counts(cell).get(name, 0))

    def against(self, value: Callable[[Cell], int]) -> Count:
        """Return a count of the latest week that is over, beside those of the weeks before, the latest first."""
        over = [cell for week, cell in zip(self.weeks, self.cells, strict=True) if cell and week < self.present]
        counts = [value(cell) for cell in reversed(over)]
        return Count(now=counts[0], before=tuple(counts[1:])) if counts else Count()


def _sum(name: str, values: list[Any]) -> Any:
    if name == "stars":
        return _stars(values)
    if name == "claimed":
        names = {source for value in values for source in value}
        return {source: _merged(value.get(source, ()) for value in values) for source in sorted(names)}
    if name == "replied":
        return _merged(values)
    if name == "quoting":
        return tuple(sorted({case for value in values for case in value}, reverse=True)[:MOST_IDS])
    if isinstance(getattr(NOTHING, name), int):
        return sum(values)
    counted: Counter[str] = Counter()
    for value in values:
        counted.update(value)
    return dict(counted)


def _merged(ordered: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    """Merge lengths that are in order: sorting finds the runs that are there, faster than merging them in Python."""
    return tuple(sorted(chain.from_iterable(ordered)))


def _stars(values: Iterable[Mapping[str, Stars]]) -> dict[str, Stars]:
    found: dict[str, Stars] = {}
    for value in values:
        for source, stars in value.items():
            before = found.get(source, Stars())
            found[source] = Stars(
                promoters=before.promoters + stars.promoters,
                passives=before.passives + stars.passives,
                detractors=before.detractors + stars.detractors,
            )
    return found
