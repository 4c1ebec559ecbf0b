"""A day of 100,000 sources and 100 million mentions, computed from costs that are measured in the same run.

`python -m benchmarks.capacity`. What is measured: the costs of one of each, on this machine and a real PostgreSQL. What
is assumed: the day (`benchmarks.day.Demand`) and the machines (`Machine`). What is computed: everything else.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, fields

import structlog
from rich.console import Console
from rich.table import Table

from benchmarks.day import MINUTES, Day, Demand, fewest
from benchmarks.meter import Cost
from benchmarks.unit_costs import UnitCosts, measure

STORM_WAIT = 10.0
"""Minutes that a mention may wait to be judged in a storm, at the worst."""
GB = 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What is assumed of one large PostgreSQL, of Slack and of people.

    Slack's figures: we post at most 60 messages an hour to a channel; it documents 50 changes a minute for a workspace.
    """

    cores: int = 32
    use: float = 0.6
    log_bytes: float = 300e6
    storage: float = 16e12
    days_kept: int = 400
    posts_an_hour: int = 60
    changes_a_minute: int = 50
    cases_a_person: int = 100
    people: int = 2_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Something that there is only so much of: what the day wants, what there is, and what lifts it."""

    name: str
    wants: float
    there_is: float
    unit: str
    lifted_by: str

    @property
    def share(self) -> float:
        """How much of it the day takes; more than 1 is too much."""
        return self.wants / self.there_is


def main() -> None:
    """Measure, simulate, print."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    console, demand, machine = Console(width=120), Demand(), Machine()
    costs = measure()
    console.print(_measured(costs))
    console.print(_assumed(demand, machine))
    day = fewest(demand, costs, storm_wait=STORM_WAIT)
    console.print(_computed(demand, costs, day))
    console.print(_limits(limits(demand, machine, costs, day)))


def limits(demand: Demand, machine: Machine, costs: UnitCosts, day: Day) -> list[Limit]:
    """Return every limit, that which is met first at the top."""
    found = [*_of_postgres(demand, machine, costs, day), *_of_people(demand, machine)]
    return sorted(found, key=lambda limit: -limit.share)


def _of_postgres(demand: Demand, machine: Machine, costs: UnitCosts, day: Day) -> Iterator[Limit]:
    busiest = day.busiest.each(60)
    yield Limit(
        name="PostgreSQL: processor", wants=busiest.postgres, there_is=machine.cores * machine.use, unit="cores",
        lifted_by="partition by brand: a database each",
    )  # fmt: skip
    yield Limit(
        name="PostgreSQL: write-ahead log", wants=busiest.log / 1e6, there_is=machine.log_bytes / 1e6, unit="MB/s",
        lifted_by="a log before the firehoses: what matches no brand is never stored",
    )  # fmt: skip
    kept = (costs.heard.stored + costs.judged.stored + costs.case.stored * demand.complaints) * demand.mentions
    yield Limit(
        name=f"PostgreSQL: storage for {machine.days_kept} days", wants=kept * machine.days_kept / 1e12,
        there_is=machine.storage / 1e12, unit="TB",
        lifted_by="`retention: mentions` of a month; mentions that are no complaint kept shorter; partition by day",
    )  # fmt: skip


def _of_people(demand: Demand, machine: Machine) -> Iterator[Limit]:
    cases = demand.mentions * demand.complaints
    yield Limit(
        name=f"people, at {machine.cases_a_person} cases a day each", wants=cases / machine.cases_a_person,
        there_is=machine.people, unit="people",
        lifted_by="a higher `threshold.alert`, incidents, summaries: not machines",
    )  # fmt: skip
    alone = demand.channels * machine.posts_an_hour * 24
    yield Limit(
        name="Slack: posts, were none grouped", wants=cases, there_is=alone, unit="calls/day",
        lifted_by="grouping, which is built in: never more than an hour's 60 a channel",
    )  # fmt: skip
    yield Limit(
        name="Slack: changes, two a case", wants=2 * cases, there_is=machine.changes_a_minute * MINUTES,
        unit="calls/day", lifted_by="a workspace a brand; changes coalesce: the last is shown late, none is lost",
    )  # fmt: skip


def _measured(costs: UnitCosts) -> Table:
    table = Table(
        "one", "our ms", "PostgreSQL ms", "ms on the clock", "transactions", "rows", "log bytes", "stored bytes",
        title="MEASURED here, PostgreSQL durable",
    )  # fmt: skip
    for one in fields(costs):
        cost: Cost = getattr(costs, one.name)
        millis = (f"{1_000 * value:.3f}" for value in (cost.ours, cost.postgres, cost.clock))
        table.add_row(
            one.name, *millis, f"{cost.commits:.2f}", f"{cost.rows:.1f}", f"{cost.log:,.0f}", f"{cost.stored:,.0f}"
        )
    return table


def _assumed(demand: Demand, machine: Machine) -> Table:
    table = Table("what", "is", title="ASSUMED")
    for part in (demand, machine):
        for one in fields(part):
            table.add_row(one.name.replace("_", " "), f"{getattr(part, one.name):,}")
    return table


def _computed(demand: Demand, costs: UnitCosts, day: Day) -> Table:
    table = Table("what", "is", title="COMPUTED by the simulation, 1,440 minutes")
    stored = (costs.heard.stored + costs.judged.stored + costs.case.stored * demand.complaints) * demand.mentions
    stored += costs.poll.stored * demand.polls_a_minute * MINUTES
    posts = min(demand.mentions * demand.complaints, demand.channels * Machine().posts_an_hour * 24)
    rows = {
        "worker cores": f"{day.workers}",
        "polls": f"{demand.polls_a_minute / 60:,.0f}/s",
        "new mentions, mean and busiest minute": (
            f"{demand.mentions / MINUTES / 60:,.0f}/s, {max(map(demand.heard_in, range(MINUTES))) / 60:,.0f}/s"
        ),
        "longest wait to be judged, calm and in the storm": f"under 1 min, {day.longest_wait_in_storm:.0f} min",
        "PostgreSQL rows written, busiest minute": f"{day.busiest.rows / 60:,.0f}/s",
        "PostgreSQL transactions, busiest minute": f"{day.busiest.commits / 60:,.0f}/s",
        "PostgreSQL processor, busiest minute": f"{day.busiest.postgres / 60:.1f} cores",
        "PostgreSQL log": f"{day.whole.log / GB:,.0f} GB/day",
        "PostgreSQL storage": f"{stored / GB:,.0f} GB/day",
        "cases": f"{demand.mentions * demand.complaints:,.0f}/day",
        "Slack posts, grouped": f"{posts:,.0f}/day, {costs.posted.ours * posts / 86_400:.2f} cores",
    }
    for name, value in rows.items():
        table.add_row(name, value)
    return table


def _limits(found: list[Limit]) -> Table:
    table = Table("limit", "wanted", "there is", "taken", "lifted by", title="The first limit is at the top")
    for one in found:
        wants, there_is = (f"{value:,.1f} {one.unit}" for value in (one.wants, one.there_is))
        table.add_row(one.name, wants, there_is, f"{one.share:.2f}x", one.lifted_by)
    return table


if __name__ == "__main__":
    main()
