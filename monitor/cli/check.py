"""`monitor check`: is the configuration right, and does what it names answer?"""

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from monitor.assembly.configuration import read_config
from monitor.assembly.digesting import digest_plans, plan_in_words
from monitor.cli.failure import DONE, FAILED, WRONG
from monitor.cli.output import one_line, say, show_json
from monitor.config.live import LiveCheck
from monitor.config.problem import ConfigError
from monitor.config.schema import Config


def run(args: argparse.Namespace) -> int:
    """Check the configuration, and with `--live` what it names. 2: it is wrong; 1: something does not answer."""
    try:
        config = read_config(Path(args.config))
    except ConfigError as error:
        if not args.json:
            raise
        show_json({"problems": [asdict(problem) for problem in error.problems], "live": []})
        return WRONG
    checks = _live_checks(config) if args.live else ()
    if args.json:
        ended = tuple(checks)
        live = [asdict(check) for check in ended]
        digests = list(map(plan_in_words, digest_plans(config)))
        show_json({"problems": [], "digests": digests, "changed": list(_changed(config)), "live": live})
        return _code(ended)
    say(_valid(args.config, config))
    for plan in digest_plans(config):
        say(plan_in_words(plan))
    for line in _changed(config):
        say(line)
    return _code([_told(check) for check in checks])


def _live_checks(config: Config) -> Iterable[LiveCheck]:
    """Imported only where it is wanted: it needs every stage."""
    from monitor.assembly.live import live_checks

    return live_checks(config)


def _valid(path: str, config: Config) -> str:
    counts = [(config.brands, "brand"), (config.sources, "source"), (config.channels, "channel")]
    counts += [(config.webhooks, "webhook")] if config.webhooks else []
    told = ", ".join(f"{len(found)} {noun}{'' if len(found) == 1 else 's'}" for found, noun in counts)
    return f"{path} is valid: {told}"


def _changed(config: Config) -> Iterator[str]:
    """Yield what holds in the store beside the file, and no longer fits it."""
    from monitor.cli.store_settings import differing

    yield from differing(config)


def _told(check: LiveCheck) -> LiveCheck:
    """Say what came of `check` as soon as it has."""
    state = f"ok in {check.seconds:.1f} s" if check.ok else f"FAILED in {check.seconds:.1f} s"
    if not check.asked:
        state = "waits to be told" if check.part == "source" else "not asked"
    say(f"{check.part} {check.name} ({check.kind}): {state}: {one_line(check.told)}")
    return check


def _code(checks: Iterable[LiveCheck]) -> int:
    return DONE if all(check.ok for check in checks) else FAILED
