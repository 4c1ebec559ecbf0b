"""`monitor judgement`: how well mentions are judged, and teaching it."""

import argparse

from monitor.cli.commands import Table, add_commands
from monitor.cli.moment import add_now

COMMANDS: Table = {
    "report": ("tell how well mentions are judged, by the team's own answers", "monitor.cli.judgement:report"),
    "propose": ("find the threshold for so many alerts, or so few misses", "monitor.cli.judgement:propose"),
    "audit": ("read the week's sample of what was not flagged, blind", "monitor.cli.judgement:audit"),
    "learn": ("learn from the team's answers now", "monitor.cli.judgement:learn"),
    "rollback": ("let what judged before judge again", "monitor.cli.judgement:rollback"),
}


def judgement(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor judgement`."""
    add_commands(parser, COMMANDS)


def report(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor judgement report`."""
    parser.set_defaults(run="monitor.cli.judging:report")
    _days_and_json(parser)


def propose(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor judgement propose`."""
    parser.set_defaults(run="monitor.cli.judging:propose")
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--alerts-a-day", type=float, metavar="N", help="at most so many alerts a day")
    wanted.add_argument("--miss-at-most", metavar="1/N", help="at most one complaint in so many is missed")
    _days_and_json(parser)


def audit(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor judgement audit`."""
    parser.set_defaults(run="monitor.cli.auditing:run")
    parser.add_argument("--draw", action="store_true", help="draw last week's sample now, where it was not yet")
    parser.add_argument("--by", metavar="NAME", help="who reads (default: the user of this machine)")
    add_now(parser)


def learn(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor judgement learn`."""
    parser.set_defaults(run="monitor.cli.judging:learn")
    add_now(parser)


def rollback(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor judgement rollback`."""
    parser.set_defaults(run="monitor.cli.judging:rollback")
    parser.add_argument(
        "--of", choices=("complaint", "ours", "topic", "severity"), default="complaint", help="default: complaint"
    )
    parser.add_argument("--by", metavar="NAME", help="who does it (default: the user of this machine)")
    add_now(parser)


def replay(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor replay`."""
    parser.set_defaults(run="monitor.cli.replaying:run")
    rules = "a whole configuration, or its `judgement:` and `brands:` alone"
    parser.add_argument("--rules", metavar="FILE", required=True, help=rules)
    parser.add_argument("--since", metavar="DATE", required=True, help="what was heard from then on: 2026-10-23")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_now(parser)


def _days_and_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--days", type=float, default=28.0, metavar="N", help="of so many days (default: 28)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_now(parser)
