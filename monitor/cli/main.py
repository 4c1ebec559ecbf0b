"""`monitor`: the parser of all commands, and the one place where an unexpected error ends."""

import argparse
import os
import sys
from collections.abc import Sequence

from monitor.cli.commands import add_commands, formatter, runner, shared_options
from monitor.cli.failure import FAILED, WRONG, CommandError
from monitor.cli.table import COMMANDS

_INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands. Imports nothing of what they need, and makes the parser of none."""
    whole = argparse.ArgumentParser(
        prog="monitor",
        description="Hears customers' complaints in public places, puts them in front of people, tracks the answers.",
        parents=[shared_options(config="config.yaml", debug=False)],
        formatter_class=formatter,
        allow_abbrev=False,
    )
    whole.add_argument("--version", action=_ShowVersion, nargs=0, help="show the version and exit")
    add_commands(whole, COMMANDS)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    args = parser().parse_args(arguments)
    _never_fail_to_print()
    try:
        code = _run(args)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left; what is still buffered must not raise once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:  # noqa: BLE001 - the one guard: no traceback reaches a user
        return _unexpected(error, args)
    return code


def _run(args: argparse.Namespace) -> int:
    command = runner(args.run)
    from monitor.cli.output import complain
    from monitor.config.problem import ConfigError

    try:
        return command(args)
    except ConfigError as error:
        for problem in error.problems:
            complain(str(problem))
        return WRONG
    except CommandError as error:
        complain(f"monitor: {error}")
        return error.code


def _unexpected(error: Exception, args: argparse.Namespace) -> int:
    import traceback
    from pathlib import Path

    from monitor.cli.output import complain, one_line
    from monitor.config.secrets import without_secrets

    said = one_line(str(error)) or "no more is known"
    told = f"monitor: unexpected {type(error).__name__}: {said}{'' if args.debug else ' (--debug shows where)'}"
    if args.debug:
        told = "".join(traceback.format_exception(error)) + told
    complain(without_secrets(told, config=Path(args.config), environ=os.environ))
    return FAILED


def _never_fail_to_print() -> None:
    """A terminal that cannot show a customer's characters gets them escaped."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


class _ShowVersion(argparse.Action):
    """Looks the version up only where it is asked for: package metadata is slow to import."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        parser.exit(message=f"monitor {version('complaint-monitor')}\n")
