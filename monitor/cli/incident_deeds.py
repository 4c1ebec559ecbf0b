"""`monitor incidents open`, `add`, `name`, `own`, `merge`, `split`, `close`, `reopen`, `told`."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path

from monitor.assembly.configuration import read_config
from monitor.cli.failure import DONE, FAILED, WRONG, CommandError
from monitor.cli.output import complain, say, show_json
from monitor.cli.store import opened
from monitor.documents.incidents import whole_incident
from monitor.domain.act import NotAllowed
from monitor.domain.incident import Incident
from monitor.store import incident_acts, incidents
from monitor.store.cases import NoSuchCase
from monitor.store.database import Transaction
from monitor.store.incident_files import incident_file
from monitor.store.incidents import NoSuchIncident
from monitor.wording import incidents as words
from monitor.wording import names

_Deed = Callable[[Transaction, str, datetime], Incident]


def open_(args: argparse.Namespace) -> int:
    """`monitor incidents open CASE...`."""
    return _run(args, lambda tx, by, now: incident_acts.gather(tx, args.cases, by=by, now=now))


def add(args: argparse.Namespace) -> int:
    """`monitor incidents add ID CASE...`."""

    def deed(tx: Transaction, by: str, now: datetime) -> Incident:
        for case_id in args.cases:
            incident_acts.put(tx, case_id, args.id, by=by, now=now)
        return incidents.root(tx, args.id)

    return _run(args, deed)


def name(args: argparse.Namespace) -> int:
    """`monitor incidents name ID NAME`."""
    return _run(args, lambda tx, by, now: incident_acts.rename(tx, args.id, args.name, by=by, now=now))


def own(args: argparse.Namespace) -> int:
    """`monitor incidents own ID`."""
    return _run(args, lambda tx, by, now: incident_acts.own(tx, args.id, None if args.nobody else by, by=by, now=now))


def merge(args: argparse.Namespace) -> int:
    """`monitor incidents merge ID... --into ID`."""

    def deed(tx: Transaction, by: str, now: datetime) -> Incident:
        return [incident_acts.merge(tx, number, args.into, by=by, now=now) for number in args.ids][-1]

    return _run(args, deed)


def split(args: argparse.Namespace) -> int:
    """`monitor incidents split ID [CASE...]`."""
    if args.cases:
        return _run(args, lambda tx, by, now: incident_acts.take_out(tx, args.id, args.cases, by=by, now=now))
    return _run(args, lambda tx, by, now: incident_acts.split(tx, args.id, by=by, now=now))


def close(args: argparse.Namespace) -> int:
    """`monitor incidents close ID`."""
    return _run(args, lambda tx, by, now: incident_acts.close(tx, args.id, by=by, now=now))


def reopen(args: argparse.Namespace) -> int:
    """`monitor incidents reopen ID`."""
    return _run(args, lambda tx, by, now: incident_acts.reopen(tx, args.id, by=by, now=now))


def told(args: argparse.Namespace) -> int:
    """`monitor incidents told ID CASE...`, or `--all`."""
    if bool(args.cases) is args.all:
        raise CommandError("say who was told: CASE behind the id, or --all", code=WRONG)
    cases = None if args.all else args.cases
    return _run(args, lambda tx, by, now: incident_acts.told(tx, args.id, cases, by=by, now=now))


def _run(args: argparse.Namespace, deed: _Deed) -> int:
    """Do it in one transaction: all of it, or none."""
    now = datetime.now(UTC)
    with opened(read_config(Path(args.config))) as db:
        try:
            with db.write() as tx:
                incident = deed(tx, args.by or getuser(), now)
                document, one = whole_incident(tx, incident), incident_file(tx, incident)
        except (NotAllowed, NoSuchCase, NoSuchIncident) as error:
            complain(str(error))
            return FAILED
    if args.json:
        show_json(document)
        return DONE
    left = one.crowding.asked - one.crowding.told
    tell = f"; {names.plural(left, 'person is', 'people are')} to be told" if left else ""
    say(f"{incident.public_id}: {words.title(incident, one.crowding, one.keys)}{tell}")
    return DONE
