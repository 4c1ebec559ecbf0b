"""The commands that bring data in and out, make the store forget, and keep it in shape: how their parsers are made."""

import argparse

from monitor.cli import numbers
from monitor.cli.commands import add_commands

_FORMATS = ("csv", "jsonl")
_STORE = {"copy": ("copy everything into another, empty store", "monitor.cli.data:copy")}
_URL = "sqlite:///FILE or postgresql://USER:${NAME}@HOST/DATABASE; ${NAME} as in config.yaml"


def import_(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor import`."""
    parser.set_defaults(run="monitor.cli.importing:run")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--source", metavar="NAME", required=True, help="the configured source that they belong to")
    parser.add_argument("--format", choices=_FORMATS, help="default: by the file's ending")
    parser.add_argument("--map", metavar="FIELD=COLUMN", action="append", default=[], help="where a field stands")
    parser.add_argument("--platform", metavar="NAME", help="where these people spoke (default: as the source says)")
    parser.add_argument("--scope", metavar="NAME", help="the part of the platform in which the ids are unique")
    parser.add_argument("--open-cases", action="store_true", help="complaints open cases; nobody is alerted")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def export(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor export`."""
    parser.set_defaults(run="monitor.cli.exporting:run")
    parser.add_argument("what", choices=("mentions", "cases"))
    parser.add_argument("--format", choices=_FORMATS, default="jsonl", help="default: jsonl")
    parser.add_argument("--out", metavar="FILE", help="default: standard output")


def erase(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor erase`."""
    parser.set_defaults(run="monitor.cli.forgetting:erase")
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--author", metavar="PLATFORM:ID", help="all that this author said, and will say")
    whose.add_argument("--mention", metavar="ID", type=numbers.mention, help="one mention: M-7 or 7")
    parser.add_argument("--by", metavar="NAME", help="who does it (default: the user of this machine)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def prune(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor prune`."""
    parser.set_defaults(run="monitor.cli.forgetting:prune")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def migrate(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor migrate`."""
    parser.set_defaults(run="monitor.cli.upkeep:migrate")
    parser.add_argument("--store", metavar="URL", help=f"this store instead of the configured one: {_URL}")


def store(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor store`."""
    add_commands(parser, _STORE)


def copy(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor store copy`."""
    parser.set_defaults(run="monitor.cli.upkeep:copy")
    parser.add_argument("--to", metavar="URL", required=True, help=_URL)
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def backup(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor backup`."""
    parser.set_defaults(run="monitor.cli.upkeep:backup")
    parser.add_argument("file", metavar="FILE")


def restore(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor restore`."""
    parser.set_defaults(run="monitor.cli.upkeep:restore")
    parser.add_argument("file", metavar="FILE")
