"""Commands that exist for the tests alone: each ends in another way."""

import argparse
import os
import sys

from monitor.cli.commands import Table, add_commands
from monitor.cli.failure import CommandError
from monitor.config.problem import ConfigError, Problem

TABLE: Table = {
    "fine": ("end well", "tests.cli.commands:fine"),
    "late": ("be late", "tests.cli.commands:late"),
    "impossible": ("be asked for what cannot be", "tests.cli.commands:impossible"),
    "misconfigured": ("read a wrong configuration", "tests.cli.commands:misconfigured"),
    "buggy": ("meet what nobody foresaw", "tests.cli.commands:buggy"),
    "interrupted": ("be interrupted", "tests.cli.commands:interrupted"),
    "piped": ("write to one who left", "tests.cli.commands:piped"),
    "group": ("hold commands", "tests.cli.commands:group"),
}


def fine(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="tests.cli.commands:run_fine")
    parser.add_argument("--loud", action="store_true")


def run_fine(args: argparse.Namespace) -> int:
    sys.stdout.write(f"config={args.config} debug={args.debug} loud={args.loud}\n")
    return 0


def late(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="tests.cli.commands:run_late")


def run_late(args: argparse.Namespace) -> int:
    return 1


def impossible(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="tests.cli.commands:run_impossible")


def run_impossible(args: argparse.Namespace) -> int:
    raise CommandError("there is no case C-7; `monitor cases list` lists them", code=2)


def misconfigured(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="tests.cli.commands:run_misconfigured")


def run_misconfigured(args: argparse.Namespace) -> int:
    first = Problem(file=args.config, line=1, column=1, key="stor", message="unknown key", remedy="remove it")
    second = Problem(file=args.config, line=2, column=1, key="web", message="not so", remedy="change it")
    raise ConfigError((first, second))


def buggy(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="tests.cli.commands:run_buggy")


def run_buggy(args: argparse.Namespace) -> int:
    raise LookupError(f"no such thing, said {os.environ.get('CANARY', 'nobody')}")


def interrupted(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="tests.cli.commands:run_interrupted")


def run_interrupted(args: argparse.Namespace) -> int:
    raise KeyboardInterrupt


def piped(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run="tests.cli.commands:run_piped")


def run_piped(args: argparse.Namespace) -> int:
    for _ in range(100_000):
        sys.stdout.write("a line that nobody reads\n")
    return 0


def group(parser: argparse.ArgumentParser) -> None:
    add_commands(parser, {"fine": TABLE["fine"]})
