"""`monitor incidents`: cases about the same trouble, and what a person decides on them."""

import argparse

from monitor.cli import numbers
from monitor.cli.commands import Table, add_commands

COMMANDS: Table = {
    "list": ("list incidents, the newest first", "monitor.cli.incidents:list_"),
    "show": ("tell all that is known of an incident", "monitor.cli.incidents:show"),
    "open": ("make an incident of cases", "monitor.cli.incidents:open_"),
    "add": ("put cases into an incident", "monitor.cli.incidents:add"),
    "name": ("call an incident by a name of your own", "monitor.cli.incidents:name"),
    "own": ("say who looks after an incident", "monitor.cli.incidents:own"),
    "merge": ("make one incident tell of others, too", "monitor.cli.incidents:merge"),
    "split": ("undo a merge, or make some cases an incident of their own", "monitor.cli.incidents:split"),
    "close": ("say that it is over, and list everybody to be told", "monitor.cli.incidents:close"),
    "reopen": ("say that it is not over", "monitor.cli.incidents:reopen"),
    "told": ("record who was told that it is over", "monitor.cli.incidents:told"),
}


def incidents(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor incidents`."""
    add_commands(parser, COMMANDS)


def list_(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor incidents list`."""
    parser.set_defaults(run="monitor.cli.incident_views:list_incidents")
    parser.add_argument("--open", action="store_true", help="without those that are closed")
    parser.add_argument("--brand", metavar="NAME")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="how many at most (default: 50)")
    parser.add_argument("--before", type=numbers.incident, metavar="ID", help="go on behind this one")
    _json(parser)


def show(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor incidents show`."""
    parser.set_defaults(run="monitor.cli.incident_views:show")
    _id(parser)
    _json(parser)


def open_(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor incidents open`."""
    _cases(parser, "+")
    _act(parser, "open_")


def add(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor incidents add`."""
    _id(parser)
    _cases(parser, "+")
    _act(parser, "add")


def name(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor incidents name`."""
    _id(parser)
    parser.add_argument("name", metavar="NAME", help='what people call it; "": what its cases name')
    _act(parser, "name")


def own(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor incidents own`."""
    _id(parser)
    parser.add_argument("--nobody", action="store_true", help="hand it back")
    _act(parser, "own")


def merge(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor incidents merge`."""
    parser.add_argument("ids", metavar="ID", nargs="+", type=numbers.incident, help="I-7 or 7, one or more")
    parser.add_argument("--into", metavar="ID", type=numbers.incident, required=True, help="the one that tells of them")
    _act(parser, "merge")


def split(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor incidents split`."""
    _id(parser)
    _cases(parser, "*", "those that are another trouble; none: undo the merge of this incident")
    _act(parser, "split")


def close(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor incidents close`."""
    _id(parser)
    _act(parser, "close")


def reopen(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor incidents reopen`."""
    _id(parser)
    _act(parser, "reopen")


def told(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor incidents told`."""
    _id(parser)
    _cases(parser, "*", "whose customers were told")
    parser.add_argument("--all", action="store_true", help="everybody who is left")
    _act(parser, "told")


def _id(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", type=numbers.incident, help="I-7 or 7")


def _cases(parser: argparse.ArgumentParser, count: str, tells: str = "C-12 or 12") -> None:
    parser.add_argument("cases", metavar="CASE", nargs=count, type=numbers.case, help=tells)


def _act(parser: argparse.ArgumentParser, name: str) -> None:
    parser.add_argument("--by", metavar="NAME", help="who does it (default: the user of this machine)")
    _json(parser)
    parser.set_defaults(run=f"monitor.cli.incident_deeds:{name}")


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON document")
