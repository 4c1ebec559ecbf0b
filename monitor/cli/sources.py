"""`monitor sources`: what is listened to, and what can be."""

import argparse

from monitor.cli.commands import add_commands


def sources(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor sources`."""
    add_commands(parser, {"kinds": ("list the kinds of sources and their settings", "monitor.cli.sources:kinds")})


def kinds(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor sources kinds`."""
    parser.set_defaults(run="monitor.cli.source_kinds:run")
    parser.add_argument("kind", metavar="KIND", nargs="?", help="only this kind")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
