"""`monitor slack test`: everything that the monitor does in a Slack channel, done once and taken back."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from alerts.slack.settings import SlackSettings
from alerts.slack.trial import Step, trial
from monitor.assembly.configuration import read_config
from monitor.cli.failure import DONE, FAILED, WRONG, CommandError
from monitor.cli.output import one_line, say, show_json
from monitor.config.schema import Config


def run(args: argparse.Namespace) -> int:
    """Try each Slack channel. 1: something essential does not work."""
    channels = dict(_channels(read_config(Path(args.config)), args.channel))
    tried: dict[str, list[Step]] = {}
    for name, settings in channels.items():
        for step in trial(settings, lambda: datetime.now(UTC)):
            tried.setdefault(name, []).append(step)
            if not args.json:
                say(f"{name}: {step.name}: {_state(step)}: {one_line(step.told)}")
    if args.json:
        show_json({"channels": [{"name": name, "steps": list(map(asdict, steps))} for name, steps in tried.items()]})
    return DONE if all(step.ok or not step.essential for steps in tried.values() for step in steps) else FAILED


def _channels(config: Config, name: str | None) -> Iterator[tuple[str, SlackSettings]]:
    found = [(one.name, one.settings) for one in config.channels if isinstance(one.settings, SlackSettings)]
    wanted = [one for one in found if name in (None, one[0])]
    if not wanted:
        known = ", ".join(one for one, _ in found) or "none; docs/how-to/slack.md adds one"
        what = "there is no Slack channel" + (f" called {name!r}" if name else "")
        raise CommandError(f"{what}; there are: {known}", code=WRONG)
    yield from wanted


def _state(step: Step) -> str:
    if step.ok:
        return "ok"
    return "FAILED" if step.essential else "weaker"
