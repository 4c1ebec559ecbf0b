"""`monitor slack manifest`: the app as YAML, to paste into Slack. It needs no configuration."""

import argparse

import yaml

from alerts.slack.manifest import NAME, manifest
from monitor.cli.failure import DONE, WRONG, CommandError
from monitor.cli.output import say


def run(args: argparse.Namespace) -> int:
    """Print the manifest."""
    try:
        made = manifest(NAME if args.name is None else args.name, request_url=args.http)
    except ValueError as error:
        raise CommandError(str(error), code=WRONG) from error
    say(yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=120).rstrip("\n"))
    return DONE
