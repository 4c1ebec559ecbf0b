"""`monitor slack`: set the Slack app up, and try it."""

import argparse

from monitor.cli.commands import add_commands

_COMMANDS = {
    "manifest": ("print the app's manifest, to make the app of", "monitor.cli.slack:manifest"),
    "test": ("post, change, find, listen and delete once in a channel", "monitor.cli.slack:test"),
}


def slack(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor slack`."""
    add_commands(parser, _COMMANDS)


def manifest(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor slack manifest`."""
    parser.set_defaults(run="monitor.cli.slack_manifest:run")
    parser.add_argument("--name", metavar="NAME", help="what the app is called (default: Complaint Monitor)")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--socket", action="store_true", help="presses come over a socket (the default)")
    way.add_argument("--http", metavar="URL", help="presses come by requests that Slack sends to this address")


def test(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor slack test`."""
    parser.set_defaults(run="monitor.cli.slack_trial:run")
    parser.add_argument("--channel", metavar="NAME", help="only this channel of the configuration (default: each)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
