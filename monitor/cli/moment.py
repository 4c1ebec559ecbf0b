"""The time that a command takes for now: the machine's, `--now`, or that of the environment."""

import argparse
import os
from collections.abc import Mapping
from datetime import UTC, datetime

from monitor.cli.failure import WRONG, CommandError
from monitor.config.duration import parse as parse_duration

VARIABLE = "COMPLAINT_MONITOR_NOW"


def add_now(parser: argparse.ArgumentParser) -> None:
    """Give a command the option `--now`."""
    parser.add_argument("--now", metavar="TIME", help=f"take this for the time (RFC 3339); ${VARIABLE} does the same")


def is_told(args: argparse.Namespace, environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether the time is given, rather than the machine's."""
    return bool(args.now or environ.get(VARIABLE))


def now_of(args: argparse.Namespace, environ: Mapping[str, str] = os.environ) -> datetime:
    """Return the time that a command takes for now, aware UTC. Raises `CommandError` where it is none."""
    written = args.now or environ.get(VARIABLE)
    if not written:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise CommandError(f"{written!r} is not a time; write one as 2026-11-23T08:00:00Z", code=WRONG) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def later(said: str, now: datetime) -> datetime:
    """Return the moment that `2h`, `3d` or a time means at `now`; UTC where no zone is told. Raises `CommandError`."""
    try:
        return now + parse_duration(said)
    except ValueError:
        pass
    try:
        at = datetime.fromisoformat(said)
    except ValueError as error:
        remedy = "write a duration (2h, 3d) or a time (2026-11-23T09:00)"
        raise CommandError(f"{said!r} is not a time: {remedy}", code=WRONG) from error
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
