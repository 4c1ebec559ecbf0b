"""`monitor people`: who answers customers."""

import argparse

from monitor.cli.commands import add_commands
from monitor.cli.moment import add_now

_COMMANDS = {
    "list": ("list who is known, by what name, and what they may do", "monitor.cli.people:list_"),
    "away": ("let somebody stand in while one is away", "monitor.cli.people:away"),
    "back": ("say that somebody is here again", "monitor.cli.people:back"),
}


def people(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor people`."""
    add_commands(parser, _COMMANDS)


def list_(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor people list`."""
    parser.set_defaults(run="monitor.cli.people_list:run")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def away(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor people away`."""
    parser.set_defaults(run="monitor.cli.handover_acts:away")
    parser.add_argument("name", metavar="NAME", help="as their cases tell it")
    parser.add_argument("--until", metavar="DATE", required=True, help="the last day away, or a time in UTC")
    parser.add_argument("--deputy", metavar="NAME", help="who takes what would be theirs (default: the department)")
    parser.add_argument("--by", metavar="NAME", help="who says so (default: the user of this machine)")
    add_now(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def back(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor people back`."""
    parser.set_defaults(run="monitor.cli.handover_acts:back")
    parser.add_argument("name", metavar="NAME", help="as their cases tell it")
