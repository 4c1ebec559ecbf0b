"""How commands come to be: the table of `monitor.cli.table`, filled in only where a command is used."""

import argparse
import importlib
import os
from collections.abc import Callable, Mapping

_CONFIG = "the configuration (default: ./config.yaml)"
_DEBUG = "show where an unexpected error came from"
_NARROWEST, _WIDEST = 60, 120


Table = Mapping[str, tuple[str, str]]
"""Commands by name: what each is for, and the `module:function` that makes its parser what it should be."""


def add_commands(parser: argparse.ArgumentParser, table: Table) -> None:
    """Give `parser` the commands of `table`. Imports nothing of them."""
    places = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Later)
    for name, (tells, fill) in table.items():
        places.add_parser(name, help=tells, fill=fill, tells=tells)


def runner(target: str) -> Callable[[argparse.Namespace], int]:
    """Return the function that runs a command: `module:function`, imported only now."""
    module, _, name = target.partition(":")
    found: Callable[[argparse.Namespace], int] = getattr(importlib.import_module(module), name)
    return found


class Later(argparse.ArgumentParser):
    """A command's parser that is made when the command is used: making all of them would cost more than `--help` may.

    `fill` takes the parser and adds the command's arguments, and either commands of its own or a default for `run`:
    the `module:function` that takes the parsed arguments and returns the exit code.
    """

    def __init__(self, *, prog: str, fill: str, tells: str, **_: object) -> None:
        self.prog, self._fill, self._tells = prog, fill, tells

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def] # as argparse has it
        """Make the parser and let it parse."""
        parser = argparse.ArgumentParser(
            prog=self.prog,
            description=f"{self._tells[:1].upper()}{self._tells[1:]}.",
            parents=[shared_options(config=argparse.SUPPRESS, debug=argparse.SUPPRESS)],
            formatter_class=formatter,
            allow_abbrev=False,
        )
        module, _, name = self._fill.partition(":")
        getattr(importlib.import_module(module), name)(parser)
        return parser.parse_known_args(args, namespace)

    def _check_help(self, _: argparse.Action) -> None:
        """Python 3.14 would format the help of every command at once."""


def shared_options(*, config: str, debug: bool | str) -> argparse.ArgumentParser:
    """Return the options that every command has, before and behind its name."""
    options = argparse.ArgumentParser(add_help=False, allow_abbrev=False, formatter_class=formatter)
    options.add_argument("--config", metavar="FILE", default=config, help=_CONFIG)
    options.add_argument("--debug", action="store_true", default=debug, help=_DEBUG)
    return options


def formatter(prog: str) -> argparse.HelpFormatter:
    """Return argparse's own formatter, its width found without the modules that argparse imports for it."""
    try:
        width = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
    except (ValueError, OSError):
        width = 80
    return argparse.HelpFormatter(prog, width=max(_NARROWEST, min(width, _WIDEST)) - 2)
