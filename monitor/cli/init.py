"""`monitor init`: a configuration to begin with, asked for on a terminal, the sample elsewhere."""

import argparse
import sys
from pathlib import Path

from monitor.cli.asking import ask
from monitor.cli.failure import DONE, CommandError
from monitor.cli.output import say
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
    secrets = [line for line in env_text(text).splitlines() if line.endswith("=") and not line.startswith("#")]
    _say_what_is_next(config, has_secrets=bool(secrets))
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


def _say_what_is_next(config: Path, *, has_secrets: bool) -> None:
    folder = config.parent
    where = "" if config == Path("config.yaml") else f" --config {config}"
    say(f"wrote {config} and {folder / '.env.example'}")
    if has_secrets:
        say(f"next: copy {folder / '.env.example'} to {folder / '.env'} and fill in the secrets")
    say(f"next: monitor check{where}, then monitor run{where}")
