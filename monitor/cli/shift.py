"""`monitor shift`: what the next shift takes over, handing it over, taking it over."""

import argparse

from monitor.cli.commands import Table, add_commands
from monitor.cli.moment import add_now

COMMANDS: Table = {
    "show": ("list what the next shift takes over", "monitor.cli.shift:show"),
    "hand-over": ("hand the shift over, with a note", "monitor.cli.shift:hand_over"),
    "take-over": ("say that you have it", "monitor.cli.shift:take_over"),
}


def shift(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor shift`."""
    add_commands(parser, COMMANDS)


def show(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor shift show`."""
    parser.set_defaults(run="monitor.cli.shift_acts:show")
    parser.add_argument("--owner", metavar="NAME", help="what one person has (default: everybody's)")
    _when(parser)
    _shared(parser)


def hand_over(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor shift hand-over`."""
    parser.set_defaults(run="monitor.cli.shift_acts:hand_over")
    parser.add_argument("--note", metavar="TEXT", default="", help="words for them; on each case that it names, too")
    parser.add_argument("--on-duty", metavar="NAME", help="who is on duty then")
    _when(parser)
    _acting(parser)


def take_over(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor shift take-over`."""
    parser.set_defaults(run="monitor.cli.shift_acts:take_over")
    parser.add_argument("shift", metavar="SHIFT", type=int, help="its number, as `monitor shift show` tells it")
    _acting(parser)


def _when(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--department", metavar="NAME", help="whose (default: all departments)")
    usual = "default: as its hours say, else now and eight hours on"
    parser.add_argument("--begins", metavar="TIME", help=f"when the next shift begins: 2h, or a time in UTC; {usual}")
    parser.add_argument("--ends", metavar="TIME", help="when it ends")


def _acting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", metavar="NAME", help="who does it (default: the user of this machine)")
    _shared(parser)


def _shared(parser: argparse.ArgumentParser) -> None:
    add_now(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
