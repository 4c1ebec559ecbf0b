"""How a group of commands adds itself to the parser."""

import argparse
import importlib
from collections.abc import Callable
from typing import Any

_CONFIG = "the configuration (default: ./config.yaml)"
_DEBUG = "show where an unexpected error came from"


class Commands:
    """A place for commands: the parser itself, or a command that has commands of its own."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._places = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(self, name: str, *, run: str, tells: str) -> argparse.ArgumentParser:
        """Add the command `name`. `run` is `module:function`: takes the parsed arguments, returns the exit code."""
        command = self._command(name, tells)
        command.set_defaults(run=run)
        return command

    def add_group(self, name: str, *, tells: str) -> "Commands":
        """Add the command `name` that only holds commands of its own."""
        return Commands(self._command(name, tells))

    def _command(self, name: str, tells: str) -> argparse.ArgumentParser:
        options = shared_options(config=argparse.SUPPRESS, debug=argparse.SUPPRESS)
        command: argparse.ArgumentParser = self._places.add_parser(
            name, help=tells, description=f"{tells[:1].upper()}{tells[1:]}.", parents=[options], allow_abbrev=False
        )
        return command


def shared_options(*, config: str, debug: bool | str) -> argparse.ArgumentParser:
    """Return the options that every command has, before and behind its name."""
    options = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    options.add_argument("--config", metavar="FILE", default=config, help=_CONFIG)
    options.add_argument("--debug", action="store_true", default=debug, help=_DEBUG)
    return options


def resolve(target: str) -> Callable[..., Any]:
    """Return the function that `target` (`package.module:name`) names, imported only now."""
    module, _, name = target.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found
