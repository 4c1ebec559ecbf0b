"""`monitor routes`: where complaints go, and why."""

import argparse

from monitor.cli import numbers
from monitor.cli.commands import Table, add_commands
from monitor.cli.moment import add_now

COMMANDS: Table = {
    "explain": ("say why a complaint goes where it goes", "monitor.cli.routes:explain"),
}


def routes(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor routes`."""
    add_commands(parser, COMMANDS)


def explain(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor routes explain`."""
    parser.set_defaults(run="monitor.cli.route_explain:run")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--mention", metavar="ID", type=numbers.mention, help="M-7 or 7")
    which.add_argument("--case", metavar="ID", type=numbers.case, help="C-12 or 12")
    add_now(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
