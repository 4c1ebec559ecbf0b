"""`monitor users` and `monitor tokens`: who has access to the pages, and which programs."""

import argparse

from monitor.cli import numbers
from monitor.cli.commands import add_commands

_USERS = {
    "list": ("list who has access, as what, and whose cases they see", "monitor.cli.users:list_"),
    "add": ("give somebody access; shows a link that sets their password", "monitor.cli.users:add"),
    "role": ("change what somebody may, and whose cases they see", "monitor.cli.users:role"),
    "password": ("show a link that sets somebody's password", "monitor.cli.users:password"),
    "off": ("let somebody in no longer, at once", "monitor.cli.users:off"),
    "on": ("let somebody in again", "monitor.cli.users:on"),
}
_TOKENS = {
    "list": ("list the tokens of programs", "monitor.cli.users:list_tokens"),
    "add": ("make a token for a program; shown once", "monitor.cli.users:add_token"),
    "revoke": ("let a token work no longer", "monitor.cli.users:revoke"),
}
ROLES = ("viewer", "agent", "lead", "admin")
SCOPES = ("look", "export", "act", "change")


def users(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor users`."""
    add_commands(parser, _USERS)


def tokens(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor tokens`."""
    add_commands(parser, _TOKENS)


def list_(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor users list`."""
    parser.set_defaults(run="monitor.cli.user_acts:list_users")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def add(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor users add`."""
    _acting(parser, "add")
    parser.add_argument("--email", metavar="ADDRESS", required=True, help="what they sign in with")
    parser.add_argument("--role", choices=ROLES, default="agent", help="what they may do (default: agent)")
    _limits(parser)


def role(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor users role`."""
    _acting(parser, "role")
    parser.add_argument("role", choices=ROLES, help="what they may do from now on")
    _limits(parser)


def password(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor users password`."""
    _acting(parser, "password")


def off(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor users off`."""
    _acting(parser, "off")


def on(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor users on`."""
    _acting(parser, "on")


def list_tokens(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor tokens list`."""
    parser.set_defaults(run="monitor.cli.user_acts:list_tokens")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def add_token(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor tokens add`."""
    parser.set_defaults(run="monitor.cli.user_acts:add_token")
    parser.add_argument("name", metavar="NAME", help="what uses it")
    parser.add_argument("--of", metavar="USER", required=True, help="whose it is: it may no more than they may")
    parser.add_argument("--scope", choices=SCOPES, action="append", required=True, help="what it may do; repeatable")
    parser.add_argument("--days", metavar="N", type=numbers.count, default=90, help="how long it works (default: 90)")
    _limits(parser)
    _by(parser)


def revoke(parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of `monitor tokens revoke`."""
    parser.set_defaults(run="monitor.cli.user_acts:revoke")
    parser.add_argument("id", metavar="ID", type=numbers.count, help="as `monitor tokens list` shows it")
    _by(parser)


def _acting(parser: argparse.ArgumentParser, act: str) -> None:
    parser.set_defaults(run="monitor.cli.user_acts:run", act=act)
    parser.add_argument("name", metavar="NAME", help="as timelines tell it; or their e-mail address")
    _by(parser)


def _by(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", metavar="NAME", help="who does it (default: the user of this machine)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def _limits(parser: argparse.ArgumentParser) -> None:
    told = "see this one alone; repeatable (default: all)"
    parser.add_argument("--brand", metavar="NAME", action="append", help=told)
    parser.add_argument("--department", metavar="NAME", action="append", help=told)
