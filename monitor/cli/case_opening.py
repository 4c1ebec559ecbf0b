"""`monitor cases open`: a complaint that was not flagged becomes a case, and teaches."""

import argparse
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path

from monitor.assembly.configuration import read_config
from monitor.assembly.routing import routing_for
from monitor.assembly.staffing import staff_for
from monitor.cli.failure import DONE, WRONG, CommandError
from monitor.cli.output import say, show_json
from monitor.cli.store import opened
from monitor.documents.cases import whole_case
from monitor.domain.act import NotAllowed
from monitor.domain.score import Severity, Topic
from monitor.stages.opening import open_by_hand
from monitor.store import case_files


def run(args: argparse.Namespace) -> int:
    """Open it."""
    config, now = read_config(Path(args.config)), datetime.now(UTC)
    with opened(config) as db:
        try:
            with db.write() as tx:
                case = open_by_hand(
                    tx,
                    routing_for(config),
                    args.mention,
                    brands={source.name: source.brands for source in config.sources},
                    staff=staff_for(config),
                    by=args.by or getuser(),
                    now=now,
                    brand=args.brand,
                    severity=Severity(args.severity),
                    topic=_topic(args.topic),
                    note=args.note,
                )
        except NotAllowed as error:
            raise CommandError(str(error)) from error
        with db.read() as tx:
            file = case_files.file(tx, case.id)
    if args.json:
        show_json(whole_case(file, now))
    else:
        whose = f", with {case.owner}" if case.owner else ""
        say(f"{case.public_id}: {case.state}, of M-{args.mention}{whose}")
    return DONE


def _topic(said: str) -> Topic:
    try:
        return Topic(said.strip().lower().replace("-", "_"))
    except ValueError as error:
        raise CommandError(f"{said!r} is none of {', '.join(Topic)}", code=WRONG) from error
