"""`monitor people`: who answers customers."""

import argparse

from monitor.cli.commands import add_commands

_COMMANDS = {"list": ("list who is known, by what name, and what they may do", "monitor.cli.people:list_")}


def people(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor people`."""
    add_commands(parser, _COMMANDS)


def list_(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor people list`."""
    parser.set_defaults(run="monitor.cli.people_list:run")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
