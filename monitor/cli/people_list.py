"""`monitor people list`: whom the configuration names, and who pressed something so far."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from monitor.assembly.configuration import read_config
from monitor.assembly.staffing import staff_for
from monitor.cli.failure import DONE
from monitor.cli.output import show_json, show_table
from monitor.cli.store import opened
from monitor.domain.people import Member, Person, Role, Staff
from monitor.store import handovers, people
from monitor.wording.times import moment

_COLUMNS = ("NAME", "ROLE", "DEPARTMENT", "LEADS", "ADDRESS", "ID", "SEEN", "ABSENT UNTIL")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One person, as far as they are known."""

    name: str
    role: Role
    department: str | None
    lead: bool
    email: str | None
    id: str | None
    workspace: str | None
    zone: str | None
    seen_at: datetime | None
    absent_until: datetime | None


def run(args: argparse.Namespace) -> int:
    """Show everybody."""
    config, now = read_config(Path(args.config)), datetime.now(UTC)
    with opened(config) as db, db.read() as tx:
        known, away = people.listed(tx), {one.name: one for one in handovers.absences(tx, now)}
    entries = [
        replace(one, absent_until=away[one.name].until) if one.name in away else one
        for one in _entries(staff_for(config), known)
    ]
    entries.sort(key=lambda entry: (entry.name.lower(), entry.id or ""))
    if args.json:
        show_json({"people": [asdict(entry) for entry in entries]})
        return DONE
    empty = "nobody is named under `people`, and nobody has pressed anything yet"
    show_table(_COLUMNS, [_row(entry, now) for entry in entries], empty=empty)
    return DONE


def _entries(staff: Staff, known: Sequence[Person]) -> Iterator[_Entry]:
    met: list[Member] = []
    for person in known:
        member = staff.member(person)
        met += [member] if member else []
        yield _Entry(
            name=staff.name(person),
            role=staff.role(person),
            department=member.department if member else None,
            lead=bool(member and member.lead),
            email=person.email or (member.email if member else None),
            id=person.id,
            workspace=person.workspace,
            zone=person.zone,
            seen_at=person.seen_at,
            absent_until=person.absent_until,
        )
    for member in staff.members:
        if member not in met:
            yield _unmet(staff, member)


def _unmet(staff: Staff, member: Member) -> _Entry:
    return _Entry(
        name=member.name,
        role=staff.role_of(member),
        department=member.department,
        lead=member.lead,
        email=member.email,
        id=member.id,
        workspace=None,
        zone=None,
        seen_at=None,
        absent_until=None,
    )


def _row(entry: _Entry, now: datetime) -> tuple[object, ...]:
    seen = "never" if entry.seen_at is None else moment(entry.seen_at, now=now)
    absent = entry.absent_until and moment(entry.absent_until, now=now)
    leads = "yes" if entry.lead else ""
    return (entry.name, entry.role.value, entry.department, leads, entry.email, entry.id, seen, absent)
