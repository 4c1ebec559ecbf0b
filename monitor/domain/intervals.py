"""Intervals: what small numbers can tell, and what they cannot."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Z = 1.96
"""Of a 95% interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of `of`, and between which shares it truly lies 19 times in 20 (Wilson 1927). None of nothing."""

    count: float
    of: float
    share: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """A part of a population of which some were drawn at random: how many are in it, were read, and were found."""

    population: int
    read: int
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number of mentions, and between which numbers it truly lies 19 times in 20."""

    number: float
    low: float
    high: float


def wilson(count: float, of: float) -> Share:
    """Return the share `count` of `of` with its interval."""
    if of <= 0:
        return Share(count=count, of=of, share=None, low=0.0, high=1.0)
    p = count / of
    middle = (p + Z * Z / (2 * of)) / (1 + Z * Z / of)
    spread = Z / (1 + Z * Z / of) * math.sqrt(p * (1 - p) / of + Z * Z / (4 * of * of))
    return Share(count=count, of=of, share=p, low=max(0.0, middle - spread), high=min(1.0, middle + spread))


def difference(one: Share, other: Share) -> tuple[float, float] | None:
    """Return between which numbers `one` less `other` truly lies 19 times in 20 (Newcombe 1998, method 10).

    None where one of them is of nothing.
    """
    if one.share is None or other.share is None:
        return None
    gap = one.share - other.share
    below = math.hypot(one.share - one.low, other.high - other.share)
    above = math.hypot(one.high - one.share, other.share - other.low)
    return gap - below, gap + above


def net(more: int, less: int, of: int) -> tuple[float, float] | None:
    """Return between which shares `more` less `less` of `of` truly lies 19 times in 20 (Bonett and Price 2012).

    None of nothing.
    """
    if of <= 0:
        return None
    one, other = (more + 1) / (of + 2), (less + 1) / (of + 2)
    spread = Z * math.sqrt((one + other - (one - other) ** 2) / (of + 2))
    return max(-1.0, one - other - spread), min(1.0, one - other + spread)


def total(strata: Sequence[Stratum]) -> Estimate | None:
    """Return how many of the whole population would be found, from what was drawn of each stratum.

    The intervals of the strata are put together by the squares of their halves (Zou and Donner 2008). None where
    nothing was read.
    """
    known = [stratum for stratum in strata if stratum.read]
    if not known:
        return None
    number = below = above = 0.0
    for one in known:
        share = wilson(one.found, one.read)
        p = one.found / one.read
        number += one.population * p
        below += (one.population * (p - share.low)) ** 2
        above += (one.population * (share.high - p)) ** 2
    return Estimate(number=number, low=max(0.0, number - math.sqrt(below)), high=number + math.sqrt(above))


def drift(now: Sequence[float], before: Sequence[float]) -> float | None:
    """Return the population stability index of two distributions over the same bins; None where one is empty.

    Below .1 nothing moved that matters, above .25 look what did.
    """
    if not sum(now) or not sum(before):
        return None
    index = 0.0
    for one, other in zip(now, before, strict=True):
        p = (one + 0.5) / (sum(now) + 0.5 * len(now))
        q = (other + 0.5) / (sum(before) + 0.5 * len(before))
        index += (p - q) * math.log(p / q)
    return index
