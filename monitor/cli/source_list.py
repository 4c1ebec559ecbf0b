"""`monitor sources list` and `resume`: how each source fares, and asking one again."""

import argparse
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from connectors.kit.budget import MONEY, left
from monitor.assembly.configuration import read_config
from monitor.assembly.enrolling import enroll
from monitor.cli.configured import source_called
from monitor.cli.failure import DONE
from monitor.cli.output import say, show_json, show_table
from monitor.cli.store import opened
from monitor.documents.sources import source_document, state_of
from monitor.store import pushes, sources
from monitor.store.budgets import Spending, spendings
from monitor.store.pushes import Lost
from monitor.store.sources import SourceHealth
from monitor.wording.health import deliveries_lost
from monitor.wording.times import moment

_COLUMNS = ("SOURCE", "KIND", "STATE", "HEARD LAST", "POLLED", "DUE", "TROUBLE")
_BUDGETS = ("BUDGET", "SPENT", "OF", "LEFT FOR NEW", "OPEN CRITICAL", "ANSWERED", "REST", "FREE FROM")


def run(args: argparse.Namespace) -> int:
    """Show every configured source, and what was spent of budgets."""
    config, now = read_config(Path(args.config)), datetime.now(UTC)
    with opened(config) as db:
        with db.write() as tx:
            enroll(tx, config, now)
        with db.read() as tx:
            healths, spent, lost = sources.health(tx), list(spendings(tx)), pushes.lost(tx, now)
    if args.json:
        told = [source_document(health, lost.get(health.name, Lost())) for health in healths]
        show_json({"sources": told, "budgets": [_budget(one) for one in spent]})
        return DONE
    rows = [_row(health, lost.get(health.name, Lost()), now) for health in healths]
    show_table(_COLUMNS, rows, empty="no source is configured")
    if spent:
        say("")
        show_table(_BUDGETS, [_spending(one, now) for one in spent], empty="")
    return DONE


def resume(args: argparse.Namespace) -> int:
    """Make a source due, whatever it waits for."""
    config, now = read_config(Path(args.config)), datetime.now(UTC)
    name = source_called(config, args.name).name
    with opened(config) as db, db.write() as tx:
        enroll(tx, config, now)
        sources.resume(tx, name, now)
    say(f"{name} is asked again with the next round")
    return DONE


def _spending(one: Spending, now: datetime) -> tuple[object, ...]:
    amounts = (one.spent, one.limit, *left(one.spent, one.limit).values())
    return (_named(one), *(_amount(one, amount) for amount in amounts), moment(one.free_at, now=now, zone=UTC))


def _budget(one: Spending) -> dict[str, object]:
    shares = {purpose.name.lower(): amount for purpose, amount in left(one.spent, one.limit).items()}
    return asdict(one) | {"left": shares}


def _named(one: Spending) -> str:
    return one.account.replace(MONEY, "dollars")


def _amount(one: Spending, amount: int) -> str:
    return f"${amount / 1_000_000:,.3f}" if MONEY in one.account else f"{amount:,}"


def _row(health: SourceHealth, lost: Lost, now: datetime) -> tuple[object, ...]:
    moments = (health.last_new_at, health.last_polled_at, health.due_at)
    heard, polled, due = ("never" if at is None else moment(at, now=now, zone=UTC) for at in moments)
    pushed = deliveries_lost(lost.failed, lost.failed_why, lost.refused_why)
    trouble = "; ".join(filter(None, (health.trouble, pushed)))
    return (health.name, health.kind, state_of(health), heard, polled, due, trouble or None)
