"""`monitor webhooks list`, `test` and `resume`: how each webhook fares, trying one, and going on."""

import argparse
import threading
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from monitor.assembly.configuration import read_config
from monitor.assembly.enrolling import enroll
from monitor.cli.failure import DONE, FAILED, WRONG, CommandError
from monitor.cli.output import one_line, say, show_json, show_table
from monitor.cli.store import opened
from monitor.config.schema import Config
from monitor.config.webhooks import Webhook
from monitor.store import happenings, hooks
from monitor.store.hooks import HookHealth
from monitor.wording.times import moment

_COLUMNS = ("WEBHOOK", "STATE", "DELIVERED", "WAITING", "TAKEN LAST", "NEXT TRY", "TROUBLE")


def run(args: argparse.Namespace) -> int:
    """Show every configured webhook."""
    config, now = read_config(Path(args.config)), datetime.now(UTC)
    with opened(config) as db:
        with db.write() as tx:
            enroll(tx, config, now)
        happenings.place(db, now)
        with db.read() as tx:
            healths = hooks.health(tx)
    if args.json:
        show_json({"webhooks": [asdict(one) | {"state": _state(one)} for one in healths]})
        return DONE
    show_table(_COLUMNS, [_row(one, now) for one in healths], empty="no webhook is configured")
    return DONE


def test(args: argparse.Namespace) -> int:
    """Send one a message that tells of nothing. 1: it did not take it."""
    from monitor.assembly.hooking import outward, tried
    from monitor.stages.clock import SystemClock

    config = read_config(Path(args.config))
    webhook, clock = _called(config, args.name), SystemClock(threading.Event())
    with closing(outward(config, clock)) as door:
        trouble = tried(webhook, door, clock)
    say(f"{webhook.name} took it" if trouble is None else f"{webhook.name} did not take it: {one_line(trouble)}")
    return DONE if trouble is None else FAILED


def resume(args: argparse.Namespace) -> int:
    """Have one tried with the next round, whatever it waits for."""
    config, now = read_config(Path(args.config)), datetime.now(UTC)
    name = _called(config, args.name).name
    with opened(config) as db, db.write() as tx:
        enroll(tx, config, now)
        hooks.resume(tx, name, now, skip=args.skip)
    left = ", without the event that it stuck at" if args.skip else ""
    say(f"{name} is tried again with the next round{left}")
    return DONE


def _called(config: Config, name: str) -> Webhook:
    found = next((one for one in config.webhooks if one.name == name), None)
    if found is None:
        known = ", ".join(one.name for one in config.webhooks) or "none; docs/how-to/webhooks.md adds one"
        raise CommandError(f"there is no webhook called {name!r}; there are: {known}", code=WRONG)
    return found


def _row(one: HookHealth, now: datetime) -> tuple[object, ...]:
    taken = "never" if one.last_ok_at is None else moment(one.last_ok_at, now=now, zone=UTC)
    following = moment(one.due_at, now=now, zone=UTC) if one.trouble else None
    return (one.name, _state(one), f"{one.delivered:,}", f"{one.waiting:,}", taken, following, one.trouble)


def _state(one: HookHealth) -> str:
    if one.paused:
        return "paused"
    if one.trouble is not None:
        return "failing"
    return "new" if one.last_ok_at is None else "ok"
