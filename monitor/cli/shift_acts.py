"""What `monitor shift show`, `hand-over` and `take-over` do."""

import argparse
from dataclasses import asdict
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import Any

from monitor.assembly.configuration import read_config
from monitor.assembly.judging import mask
from monitor.assembly.reacting import shift_of
from monitor.assembly.routing import channels_of, routing_for
from monitor.assembly.staffing import staff_for
from monitor.assembly.tuning import as_changed
from monitor.cli.failure import DONE, FAILED, WRONG, CommandError
from monitor.cli.moment import later, now_of
from monitor.cli.output import say, show_json
from monitor.cli.store import opened
from monitor.config.nearest import suggestion
from monitor.config.schema import Config
from monitor.documents.cases import case_document
from monitor.domain.act import NotAllowed
from monitor.domain.shift import Outlook, Relay, Shift, Whose
from monitor.stages.outlook import outlook
from monitor.store import shifts
from monitor.store.database import Transaction
from monitor.store.team import team
from monitor.wording import shifts as words
from monitor.wording.quotes import quote_of
from monitor.wording.times import moment


def show(args: argparse.Namespace) -> int:
    """List what the next shift takes over, and what was handed over to it already."""
    config, now = _config(args), now_of(args)
    whose = Whose(department=args.department, owner=args.owner)
    with opened(config) as db, db.read() as tx:
        told = outlook(tx, whose, _shift(tx, config, args, now), now)
        waiting = shifts.pending(tx, args.department, now)
    if args.json:
        show_json({**_document(told), "handed_over": [asdict(one) for one in waiting]})
        return DONE
    for relay in waiting:
        note = f": {relay.note}" if relay.note else ""
        say(f"{relay.by} handed shift {relay.id} over, {moment(relay.at, now=now)}{note}")
    quotes = {file.case.id: mask(quote_of(file.mention)) for _, file in told.named if not file.gone}
    notice = words.listed("shift", told, quotes, zone=UTC, actions=())
    say(f"{notice.title}\n{notice.body}")
    for fact in notice.facts:
        say(f"  {fact.label}\n    {fact.value}")
    return DONE


def hand_over(args: argparse.Namespace) -> int:
    """Hand the shift over: its department's channel gets the list."""
    config, now = _config(args), now_of(args)
    with opened(config) as db, db.write() as tx:
        channels = channels_of(as_changed(tx, config))
        try:
            relay = shifts.hand_over(
                tx,
                args.department,
                _shift(tx, config, args, now),
                note=args.note.strip(),
                next_on_duty=args.on_duty and team(tx, staff_for(config)).named(args.on_duty, by=args.by or getuser()),
                channel=channels.get(args.department) or config.channels[0].name,
                by=args.by or getuser(),
                now=now,
            )
        except NotAllowed as error:
            raise CommandError(str(error), code=WRONG) from error
    return _tell(args, relay, f"shift {relay.id} is handed over; `monitor shift take-over {relay.id}` takes it")


def take_over(args: argparse.Namespace) -> int:
    """Say that the next shift has it."""
    now = now_of(args)
    with opened(read_config(Path(args.config))) as db, db.write() as tx:
        try:
            relay = shifts.take_over(tx, args.shift, by=args.by or getuser(), now=now)
        except NotAllowed as error:
            raise CommandError(str(error), code=FAILED) from error
    return _tell(args, relay, f"{relay.taken_by} has shift {relay.id}")


def _tell(args: argparse.Namespace, relay: Relay, said: str) -> int:
    if args.json:
        show_json({"shift": asdict(relay)})
    else:
        say(said)
    return DONE


def _config(args: argparse.Namespace) -> Config:
    config = read_config(Path(args.config))
    names = [one.name for one in config.departments]
    if args.department is not None and args.department not in names:
        remedy = suggestion(args.department, names, none="there is none in the configuration")
        raise CommandError(f'there is no department called "{args.department}"; {remedy}', code=WRONG)
    return config


def _shift(tx: Transaction, config: Config, args: argparse.Namespace, now: datetime) -> Shift:
    usual = shift_of(routing_for(as_changed(tx, config)), args.department, now)
    begins = later(args.begins, now) if args.begins else usual.begins_at
    lasts = usual.ends_at - usual.begins_at
    return Shift(begins_at=begins, ends_at=later(args.ends, now) if args.ends else max(usual.ends_at, begins + lasts))


def _document(told: Outlook) -> dict[str, Any]:
    return {
        "at": told.at,
        "shift": asdict(told.shift),
        "counts": {matter: told.counts.get(matter, 0) for matter in words.COUNTED},
        "owners": [asdict(one) for one in told.owners],
        "departments": [asdict(one) for one in told.departments],
        "cases": [{"matter": matter, **case_document(file, told.at).model_dump()} for matter, file in told.named],
        "incidents": [one.incident.public_id for one in told.incidents],
        "blind": told.blind,
    }
