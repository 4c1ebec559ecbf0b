"""`monitor run`, `monitor once` and `monitor score`: how their parsers are made."""

import argparse

from monitor.cli.moment import add_now


def run(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor run`."""
    parser.set_defaults(run="monitor.cli.running:run")


def once(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor once`."""
    parser.set_defaults(run="monitor.cli.running:once")
    parser.add_argument("--source", metavar="NAME", action="append", help="only this source, due or not; repeatable")
    add_now(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def score(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor score`."""
    parser.set_defaults(run="monitor.cli.score:run")
    parser.add_argument("file", metavar="FILE", nargs="?", help='JSON Lines: {"id", "text", ...} (default: stdin)')
