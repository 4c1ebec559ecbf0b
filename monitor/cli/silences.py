"""`monitor silences`: what is known of already, and alerts nobody for a time."""

import argparse

from monitor.cli.commands import Table, add_commands
from monitor.cli.moment import add_now

COMMANDS: Table = {
    "list": ("list silences, and what they hold", "monitor.cli.silences:list_"),
    "add": ("mute complaints for a time, with a reason", "monitor.cli.silences:add"),
    "end": ("end a silence now", "monitor.cli.silences:end"),
}
_MATCH = "brand, topic, severity (the least), source, platform, place, language, followers, reach, keyword"


def silences(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor silences`."""
    add_commands(parser, COMMANDS)


def list_(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor silences list`."""
    parser.set_defaults(run="monitor.cli.silence_acts:list_silences")
    parser.add_argument("--all", action="store_true", help="those that are over, too")
    _shared(parser)


def add(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor silences add`."""
    parser.set_defaults(run="monitor.cli.silence_acts:add")
    parser.add_argument("name", metavar="NAME", help="what it is called: it is named on what it holds")
    parser.add_argument(
        "--match", metavar="KEY=VALUE", action="append", required=True, help=f"what is muted, repeatable: {_MATCH}"
    )
    parser.add_argument("--until", metavar="UNTIL", required=True, help="2h, 3d, or a time in UTC: 2026-11-23T09:00")
    parser.add_argument("--begins", metavar="TIME", help="when it begins (default: at once)")
    parser.add_argument("--reason", metavar="TEXT", required=True, help="why, in words for the team")
    parser.add_argument("--try", dest="attempt", action="store_true", help="only say what it would have muted")
    parser.add_argument("--critical", action="store_true", help="mute critical ones, too")
    parser.add_argument("--fold", action="store_true", help="tell them by one message that counts: a known outage")
    parser.add_argument("--by", metavar="NAME", help="who does it (default: the user of this machine)")
    _shared(parser)


def end(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor silences end`."""
    parser.set_defaults(run="monitor.cli.silence_acts:end")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--by", metavar="NAME", help="who does it (default: the user of this machine)")
    _shared(parser)


def _shared(parser: argparse.ArgumentParser) -> None:
    add_now(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
