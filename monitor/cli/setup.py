"""The commands that set the monitor up: `monitor init` and `monitor check`."""

import argparse


def init(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor init`."""
    parser.set_defaults(run="monitor.cli.init:run")
    parser.add_argument("dir", metavar="DIR", nargs="?", default=".", help="where to (default: here)")
    parser.add_argument("--force", action="store_true", help="write over files that are there")


def check(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor check`."""
    parser.set_defaults(run="monitor.cli.check:run")
    parser.add_argument("--live", action="store_true", help="also make one harmless request per source and channel")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
