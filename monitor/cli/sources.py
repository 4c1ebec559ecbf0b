"""`monitor sources`: what is listened to, and what can be."""

import argparse

from monitor.cli.commands import add_commands

_COMMANDS = {
    "list": ("list the sources and how each fares", "monitor.cli.sources:list_"),
    "kinds": ("list the kinds of sources and their settings", "monitor.cli.sources:kinds"),
    "try": ("fetch from a source and show what comes, without saving", "monitor.cli.sources:try_"),
    "backfill": ("fetch older mentions, without alerting", "monitor.cli.sources:backfill"),
    "resume": ("ask a source again that was paused", "monitor.cli.sources:resume"),
}


def sources(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor sources`."""
    add_commands(parser, _COMMANDS)


def list_(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor sources list`."""
    parser.set_defaults(run="monitor.cli.source_list:run")
    _json(parser)


def kinds(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor sources kinds`."""
    parser.set_defaults(run="monitor.cli.source_kinds:run")
    parser.add_argument("kind", metavar="KIND", nargs="?", help="only this kind")
    _json(parser)


def try_(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor sources try`."""
    parser.set_defaults(run="monitor.cli.source_trial:run")
    parser.add_argument("name", metavar="NAME", help="the source")
    parser.add_argument("--query", metavar="QUERY", help="look for this instead of what the configuration says")
    parser.add_argument("--pages", type=int, default=1, metavar="N", help="how many pages to read (default: 1)")
    _json(parser)


def backfill(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor sources backfill`."""
    parser.set_defaults(run="monitor.cli.backfill:run")
    parser.add_argument("name", metavar="NAME", help="the source")
    parser.add_argument("--since", metavar="DATE", required=True, help="how far back: 2026-01-31")
    parser.add_argument("--open-cases", action="store_true", help="open cases of the complaints found; alerts nobody")
    _json(parser)


def resume(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor sources resume`."""
    parser.set_defaults(run="monitor.cli.source_list:resume")
    parser.add_argument("name", metavar="NAME", help="the source")


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON document")
