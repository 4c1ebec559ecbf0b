"""`monitor`: the parser of all commands, and where each way to end becomes an exit code."""

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
    """Run one command and return its exit code. No traceback reaches a user, unless `--debug` asks for it."""
    _have_streams()
    args = parser().parse_args(arguments)
    _never_fail_to_print()
    from monitor.guard import Done, guarded

    try:
        ended = guarded(lambda: _run(args))
    except KeyboardInterrupt:
        return _INTERRUPTED
    return ended.value if isinstance(ended, Done) else _unexpected(ended.summary, ended.details, args)


def _run(args: argparse.Namespace) -> int:
    """Run the command. What it may foresee ends here: a wrong configuration, an impossible wish, a reader who left."""
    from monitor.cli.output import complain
    from monitor.config.problem import ConfigError

    try:
        code = runner(args.run)(args)
        sys.stdout.flush()
    except ConfigError as error:
        complain(str(error))
        return WRONG
    except CommandError as error:
        complain(f"monitor: {error}")
        return error.code
    except BrokenPipeError:
        # What is still buffered must not raise once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return code


def _unexpected(summary: str, details: str, args: argparse.Namespace) -> int:
    from pathlib import Path

    from monitor.cli.output import complain
    from monitor.config.secrets import without_secrets

    told = f"{details}monitor: unexpected {summary}" if args.debug else f"monitor: unexpected {summary} (--debug: more)"
    complain(without_secrets(told, config=Path(args.config), environ=os.environ))
    return FAILED


def _have_streams() -> None:
    """Where stdout was closed before we began, behave as where its reader left; without stderr be silent there."""
    if sys.stdout is None:
        reading, writing = os.pipe()
        os.close(reading)
        sys.stdout = os.fdopen(writing, "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def _never_fail_to_print() -> None:
    """A terminal that cannot show a customer's characters gets them escaped."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


class _ShowVersion(argparse.Action):
    """Looks the version up only where it is asked for: package metadata is slow to import."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            told = version("complaint-monitor")
        except PackageNotFoundError:
            told = "(run from its source, not installed)"
        sys.stdout.write(f"monitor {told}\n")
        parser.exit()
