"""Counting cases by name, with the ids behind each count."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from monitor.domain.figures import MOST_IDS, Line, Tally

_Named = TypeVar("_Named", Line, Tally)


def tally(name: str, cases: Iterable[int]) -> Tally:
    """Count cases, and name the first of them."""
    ids = list(cases)
    return Tally(name=name, count=len(ids), cases=tuple(ids[:MOST_IDS]))


def tallies(named: Iterable[tuple[str, int]]) -> tuple[Tally, ...]:
    """Tally cases by name, the most first."""
    ids: dict[str, list[int]] = defaultdict(list)
    for name, case in named:
        ids[name].append(case)
    counted = (tally(name, sorted(cases)) for name, cases in ids.items())
    return tuple(sorted(counted, key=lambda each: (-each.count, each.name)))


def in_order(found: Iterable[_Named], order: Sequence[str]) -> tuple[_Named, ...]:
    """Sort by the order that the names have of themselves."""
    places = {name: place for place, name in enumerate(order)}
    return tuple(sorted(found, key=lambda named: places.get(named.name, len(places))))
