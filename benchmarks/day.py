"""A day of a large installation, minute by minute, from what one of each costs."""

import math
from collections import deque
from dataclasses import dataclass

from benchmarks.meter import Cost
from benchmarks.unit_costs import UnitCosts

MINUTES = 24 * 60
PROCESSOR = 60.0
"""Seconds of work that a core does in a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What is assumed of a day. Nothing of this was measured.

    Mentions follow the sun between `1 - swing` and `1 + swing` times their mean; in the `storm`, ten minutes at the
    busiest hour, they come `storm` times as fast as then. Each poll reads `overlap` mentions again that were there.
    `busy` is how much of a core a worker is given to use.
    """

    sources: int = 100_000
    mentions: int = 100_000_000
    every_minutes: float = 5.0
    overlap: float = 20.0
    complaints: float = 0.02
    swing: float = 0.6
    storm: float = 3.0
    storm_minutes: int = 10
    busy: float = 0.7
    channels: int = 500

    def heard_in(self, minute: int) -> float:
        """Return how many new mentions come in a minute of the day."""
        sun = 1 - self.swing * math.cos(2 * math.pi * minute / MINUTES)
        noon = MINUTES // 2
        stormy = noon <= minute < noon + self.storm_minutes
        return self.mentions / MINUTES * sun * (self.storm if stormy else 1.0)

    @property
    def polls_a_minute(self) -> float:
        """How many polls a minute takes."""
        return self.sources / self.every_minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """How a day went with so many worker cores: the longest wait to be judged, and the busiest minute's cost."""

    workers: int
    longest_wait: float
    longest_wait_in_storm: float
    busiest: Cost
    whole: Cost


def collecting(demand: Demand, costs: UnitCosts, heard: float) -> Cost:
    """Return what a minute of listening costs."""
    polls = demand.polls_a_minute
    return (costs.http + costs.poll) * polls + costs.seen * (polls * demand.overlap) + costs.heard * heard


def judging(demand: Demand, costs: UnitCosts) -> Cost:
    """Return what judging one mention costs, with what follows from it on average."""
    return costs.judged + costs.folded + costs.case * demand.complaints


def simulate(demand: Demand, costs: UnitCosts, workers: int) -> Day:
    """Let a day pass: listening goes first, what is left of the workers judges, the oldest mentions first."""
    waiting: deque[list[float]] = deque()
    calm = stormy = 0.0
    busiest = whole = Cost()
    one, noon = judging(demand, costs), MINUTES // 2
    for minute in range(MINUTES):
        heard = demand.heard_in(minute)
        listening = collecting(demand, costs, heard)
        waiting.append([minute, heard])
        able = max(workers * PROCESSOR * demand.busy - listening.ours, 0.0) / one.ours
        judged = _take(waiting, able)
        spent = listening + one * judged
        whole, busiest = whole + spent, max(busiest, spent, key=lambda cost: cost.postgres)
        wait = minute - waiting[0][0] + 1 if waiting else 0
        if noon <= minute < noon + 60:
            stormy = max(stormy, wait)
        else:
            calm = max(calm, wait)
    return Day(workers=workers, longest_wait=calm, longest_wait_in_storm=stormy, busiest=busiest, whole=whole)


def fewest(demand: Demand, costs: UnitCosts, *, storm_wait: float) -> Day:
    """Return the day with the fewest worker cores that keep up at every minute, and in a storm within `storm_wait`."""
    low, high = 1, 100_000
    while low < high:
        middle = (low + high) // 2
        day = simulate(demand, costs, middle)
        if day.longest_wait == 0 and day.longest_wait_in_storm <= storm_wait:
            high = middle
        else:
            low = middle + 1
    return simulate(demand, costs, low)


def _take(waiting: deque[list[float]], able: float) -> float:
    taken = 0.0
    while waiting and taken < able:
        part = min(waiting[0][1], able - taken)
        taken += part
        waiting[0][1] -= part
        if waiting[0][1] <= 1e-6:
            waiting.popleft()
    return taken
