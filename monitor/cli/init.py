"""`monitor init`: a configuration to begin with, asked for on a terminal, the sample elsewhere."""

import argparse
import shlex
import sys
from pathlib import Path

from monitor.assembly.configuration import read_config
from monitor.cli.asking import ask
from monitor.cli.failure import DONE, CommandError
from monitor.cli.output import say
from monitor.config.problem import ConfigError, Problem
from monitor.config.template import Answers, config_text, env_text, sample_text


def run(args: argparse.Namespace) -> int:
    """Write `config.yaml` and `.env.example` into a folder. Never over what is there, unless told to."""
    folder = Path(args.dir)
    config, env = folder / "config.yaml", folder / ".env.example"
    taken = [str(path) for path in (config, env) if path.exists()]
    if taken and not args.force:
        raise CommandError(f"{' and '.join(taken)} would be written over; name another folder, or use --force")
    answers = _asked() if sys.stdin.isatty() and sys.stdout.isatty() else None
    text = config_text(answers) if answers else sample_text()
    _write({config: text, env: env_text(text)})
    _say_what_is_next(config)
    return DONE


def _asked() -> Answers | None:
    try:
        return ask()
    except EOFError as error:
        raise CommandError("no more answers: nothing was written") from error


def _write(texts: dict[Path, str]) -> None:
    for path, text in texts.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror or error}") from error


def _say_what_is_next(config: Path) -> None:
    """Tell what was written, what the answers left open, and which commands come next."""
    env = config.parent / ".env.example"
    where = "" if config == Path("config.yaml") else f" --config {shlex.quote(str(config))}"
    say(f"wrote {config} and {env}")
    left = _left_to_do(config)
    if any(problem.message.startswith("the secret") for problem in left):
        say(f"next: copy {env} to {env.with_name('.env')} and fill in the secrets")
    for problem in left:
        say(f"still to do: {problem}")
    say(f"next: monitor check{where}, then monitor run{where}")


def _left_to_do(config: Path) -> tuple[Problem, ...]:
    try:
        read_config(config)
    except ConfigError as error:
        return error.problems
    return ()
