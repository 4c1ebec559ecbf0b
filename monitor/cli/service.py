"""`monitor run`, `monitor once` and `monitor score`: how their parsers are made."""

import argparse
import os


def run(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor run`."""
    parser.set_defaults(run="monitor.cli.running:run")


def once(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor once`."""
    parser.set_defaults(run="monitor.cli.running:once")
    parser.add_argument("--source", metavar="NAME", action="append", help="only this source, due or not; repeatable")
    parser.add_argument(
        "--now", metavar="TIME", default=os.environ.get("COMPLAINT_MONITOR_NOW"), help="act as if it were this time"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def score(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor score`."""
    parser.set_defaults(run="monitor.cli.score:run")
    parser.add_argument("file", metavar="FILE", nargs="?", help='JSON Lines: {"id", "text", ...} (default: stdin)')
