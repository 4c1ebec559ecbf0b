"""`monitor webhooks`: programs of one's own that are told what happens."""

import argparse

from monitor.cli.commands import add_commands

_COMMANDS = {
    "list": ("list the webhooks, how each fares and what waits for it", "monitor.cli.webhooks:list_"),
    "test": ("send one a signed message that tells of nothing", "monitor.cli.webhooks:test"),
    "resume": ("try one again at once", "monitor.cli.webhooks:resume"),
}


def webhooks(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor webhooks`."""
    add_commands(parser, _COMMANDS)


def list_(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor webhooks list`."""
    parser.set_defaults(run="monitor.cli.webhook_acts:run")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def test(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor webhooks test`."""
    parser.set_defaults(run="monitor.cli.webhook_acts:test")
    parser.add_argument("name", metavar="NAME", help="the webhook")


def resume(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor webhooks resume`."""
    parser.set_defaults(run="monitor.cli.webhook_acts:resume")
    parser.add_argument("name", metavar="NAME", help="the webhook")
    parser.add_argument("--skip", action="store_true", help="leave out the event that it sticks at, for good")
