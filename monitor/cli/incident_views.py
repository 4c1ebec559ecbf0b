"""`monitor incidents list` and `monitor incidents show`."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from monitor.assembly.configuration import read_config
from monitor.cli.failure import DONE, FAILED, WRONG, CommandError
from monitor.cli.output import complain, say, show_json, show_table
from monitor.cli.store import opened
from monitor.documents.incidents import incident_document, whole_incident
from monitor.domain.incident import IncidentFile
from monitor.store import incident_figures, incidents, tellings
from monitor.store.incident_files import incident_file
from monitor.store.incident_lists import incident_list
from monitor.store.incidents import NoSuchIncident
from monitor.store.tellings import Telling
from monitor.wording import incidents as words
from monitor.wording import names
from monitor.wording.times import moment

NAMED = 20


def list_incidents(args: argparse.Namespace) -> int:
    """List incidents that tell of themselves, the newest first."""
    if args.limit < 1:
        raise CommandError("--limit is at least 1", code=WRONG)
    now = datetime.now(UTC)
    with opened(read_config(Path(args.config))) as db, db.read() as tx:
        found = incidents.newest(tx, open_only=args.open, brand=args.brand, before=args.before, limit=args.limit)
        all_told = incident_list(tx, found)
    more = found[-1].public_id if len(found) == args.limit else None
    if args.json:
        show_json({"incidents": [incident_document(one) for one in all_told], "next": more})
        return DONE
    columns = ("incident", "state", "severity", "people", "cases", "waiting", "since", "latest", "about")
    show_table(columns, [_line(one, now) for one in all_told], empty="no incident")
    if more:
        complain(f"there may be more: --before {more}")
    return DONE


def show(args: argparse.Namespace) -> int:
    """Tell all that is known of an incident; of one that was merged, that too."""
    now = datetime.now(UTC)
    with opened(read_config(Path(args.config))) as db, db.read() as tx:
        try:
            incident = incidents.get(tx, args.id)
        except NoSuchIncident as error:
            complain(str(error))
            return FAILED
        document = whole_incident(tx, incident)
        one = incident_file(tx, incident)
        members = incident_figures.members(tx, incident, limit=NAMED)
        waiting = tellings.tellings(tx, incident, limit=NAMED)
    if args.json:
        show_json(document)
    else:
        say("\n".join(_told(one, members, waiting, now)))
    return DONE


def _line(one: IncidentFile, now: datetime) -> tuple[object, ...]:
    incident, crowding = one.incident, one.crowding
    return (
        incident.public_id,
        "closed" if incident.closed_at else "open",
        crowding.severity,
        crowding.people,
        crowding.cases,
        crowding.unanswered,
        moment(crowding.since, now=now),
        moment(incident.last_at, now=now),
        f"{incident.brand}: {words.subject(incident, one.keys)}",
    )


def _told(one: IncidentFile, members: list[int], waiting: list[Telling], now: datetime) -> Iterator[str]:
    incident, crowding = one.incident, one.crowding
    yield f"{incident.public_id}  {words.title(incident, crowding, one.keys)}"
    people = names.plural(crowding.people, "person", "people")
    cases = names.plural(crowding.cases, "case")
    yield f"  brand {incident.brand}, {people} in {cases}, {crowding.unanswered:,} waiting"
    yield f"  {words.why(incident, one.keys)}"
    yield f"  since {moment(crowding.since, now=now)}, the latest {moment(incident.last_at, now=now)}"
    if incident.merged_into is not None:
        yield f"  told by I-{incident.merged_into}"
    if incident.closed_at is not None:
        yield f"  closed by {incident.closed_by}, {moment(incident.closed_at, now=now)}"
        yield f"  told that it is over: {crowding.told:,} of {crowding.asked:,}"
    left = [f"C-{one.case_id}" for one in waiting if not one.told]
    if left:
        yield f"  still to be told: {', '.join(left)}{' ...' if len(waiting) == NAMED else ''}"
    yield f"  cases: {', '.join(f'C-{number}' for number in members)}{' ...' if len(members) == NAMED else ''}"
