"""The simulated day: it counts right, whatever the costs are."""

from dataclasses import replace

import pytest

from benchmarks.capacity import Machine, limits
from benchmarks.day import MINUTES, Demand, fewest, simulate
from benchmarks.meter import Cost
from benchmarks.unit_costs import UnitCosts

MS = 1e-3
DEMAND = Demand(sources=1_000, mentions=1_000_000, swing=0.0, storm=1.0, busy=1.0, complaints=0.0)
COSTS = UnitCosts(
    http=Cost(ours=1 * MS),
    poll=Cost(ours=3 * MS, postgres=1 * MS, rows=4),
    heard=Cost(ours=1 * MS, postgres=1 * MS, rows=2, stored=500, clock=1 * MS),
    seen=Cost(clock=1 * MS),
    judged=Cost(ours=10 * MS, rows=2, stored=500),
    case=Cost(ours=10 * MS, rows=3, stored=1_000),
    folded=Cost(),
    posted=Cost(ours=5 * MS),
)


def test_a_day_costs_what_its_polls_and_mentions_cost() -> None:
    day = simulate(DEMAND, COSTS, workers=10)
    polls = DEMAND.polls_a_minute * MINUTES
    assert day.whole.rows == pytest.approx(4 * polls + 4 * 1_000_000)
    assert day.whole.ours == pytest.approx(4 * MS * polls + 11 * MS * 1_000_000)
    assert (day.longest_wait, day.longest_wait_in_storm) == (0, 0)


def test_complaints_cost_more() -> None:
    some = simulate(replace(DEMAND, complaints=0.5), COSTS, workers=10)
    assert some.whole.rows - simulate(DEMAND, COSTS, workers=10).whole.rows == pytest.approx(3 * 500_000)


def test_too_few_workers_fall_behind() -> None:
    assert simulate(DEMAND, COSTS, workers=0).longest_wait == MINUTES


def test_as_many_workers_as_the_work_takes_and_no_more() -> None:
    seconds = (4 * MS * DEMAND.polls_a_minute + 11 * MS * 1_000_000 / MINUTES) / 60
    assert fewest(DEMAND, COSTS, storm_wait=0).workers == pytest.approx(seconds, abs=1)


def test_a_storm_may_be_waited_out() -> None:
    stormy = replace(DEMAND, storm=20.0, mentions=10_000_000)
    at_once, later = (fewest(stormy, COSTS, storm_wait=minutes) for minutes in (0, 10))
    assert later.workers < at_once.workers
    assert 0 < later.longest_wait_in_storm <= 10


def test_the_limit_that_is_met_first_is_named_first() -> None:
    day = simulate(DEMAND, COSTS, workers=10)
    small = limits(DEMAND, replace(Machine(), storage=1e9), COSTS, day)
    assert small[0].name.startswith("PostgreSQL: storage")
    assert [one.share for one in small] == sorted((one.share for one in small), reverse=True)
