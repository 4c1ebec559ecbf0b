"""`monitor cases hand-over`, `monitor people away` and `back`."""

import argparse
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from getpass import getuser
from pathlib import Path

from monitor.assembly.configuration import read_config
from monitor.assembly.staffing import staff_for
from monitor.cli.failure import DONE, FAILED, WRONG, CommandError
from monitor.cli.moment import now_of
from monitor.cli.output import say, show_json
from monitor.cli.store import opened
from monitor.domain.act import NotAllowed
from monitor.store import handovers
from monitor.store.team import team
from monitor.wording.names import plural
from monitor.wording.times import moment


def hand_over(args: argparse.Namespace) -> int:
    """Give every open case of somebody to somebody else, at once."""
    config, now = read_config(Path(args.config)), now_of(args)
    channel = config.channels[0].name
    with opened(config) as db, db.write() as tx:
        try:
            made = handovers.hand_over(
                tx,
                args.giver,
                args.to,
                note=args.note.strip(),
                channel=channel,
                by=args.by or getuser(),
                now=now,
                team=team(tx, staff_for(config)),
            )
        except NotAllowed as error:
            raise CommandError(str(error), code=FAILED) from error
    if args.json:
        show_json({"handover": asdict(made)})
    else:
        said = " ".join(f"C-{number}" for number in made.cases)
        say(f"{plural(len(made.cases), 'case')} of {made.giver} to {made.receiver}: {said}")
    return DONE


def away(args: argparse.Namespace) -> int:
    """Write down that somebody is away, and who stands in."""
    config, now = read_config(Path(args.config)), now_of(args)
    until = _until(args.until)
    with opened(config) as db, db.write() as tx:
        try:
            whom = team(tx, staff_for(config))
            made = handovers.go_away(tx, args.name, until, args.deputy, by=args.by or getuser(), now=now, team=whom)
        except NotAllowed as error:
            raise CommandError(str(error), code=FAILED) from error
        open_ = handovers.owned(tx, made.name)
    if args.json:
        show_json({"absence": asdict(made), "cases": open_})
        return DONE
    say(f"{made.name} is away until {moment(made.until, now=now)}; {made.deputy or 'their department'} stands in")
    if open_:
        say(
            f"{plural(len(open_), 'open case')} stay theirs: `monitor cases hand-over --from NAME --to NAME` moves them"
        )
    return DONE


def back(args: argparse.Namespace) -> int:
    """Write down that somebody is here again."""
    config = read_config(Path(args.config))
    with opened(config) as db, db.write() as tx:
        if not handovers.come_back(tx, args.name):
            raise CommandError(f"{args.name} is not away", code=FAILED)
    say(f"{args.name} is back")
    return DONE


def _until(said: str) -> datetime:
    """Read a day, which is over at its end, or a moment; in UTC where no zone is told."""
    try:
        if len(said) == len("2026-12-24"):
            return datetime.combine(date.fromisoformat(said) + timedelta(days=1), time(), UTC)
        at = datetime.fromisoformat(said)
    except ValueError as error:
        raise CommandError(f"{said!r} is neither a day nor a time: write 2026-12-24", code=WRONG) from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)
