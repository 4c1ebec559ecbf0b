"""The team: who works on cases, as the configuration, the pages and the channels know them together."""

from datetime import datetime

from monitor.domain.access import UNLIMITED, Limits, Permission, allows
from monitor.domain.act import Act, Assign, NotAllowed
from monitor.domain.case import Case
from monitor.domain.people import Staff
from monitor.domain.team import Team
from monitor.store import handovers, incidents, people, users
from monitor.store.database import Transaction


def team(tx: Transaction, staff: Staff) -> Team:
    """Return everybody whose role lets them work on cases. Who has access to the pages sees what they see there."""
    met = {staff.name(one): staff.role(one) for one in people.listed(tx) if not one.outside}
    roles = {**{one.name: staff.role_of(one) for one in staff.members}, **met}
    members: dict[str, Limits] = {name: UNLIMITED for name, role in roles.items() if allows(role, Permission.ACT)}
    for user in users.listed(tx):
        if user.off_at is None and allows(user.role, Permission.ACT):
            known = staff.at(user.email)
            members[known.name if known else user.name] = user.limits
    return Team(members=members)


def to_whom(tx: Transaction, act: Act, case: Case, staff: Staff, *, by: str, now: datetime) -> Act:
    """Return `act`; a case is given to one of the team alone and, of who is away, to whoever stands in.

    Raises `NotAllowed`.
    """
    if not isinstance(act, Assign) or act.owner is None:
        return act
    named = team(tx, staff).named(act.owner, [case], by=by)
    return Assign(owner=handovers.who_is_here(tx, named, now))


def to_look_after(tx: Transaction, said: str, incident_id: int, staff: Staff, *, by: str) -> str:
    """Return whose an incident is to be: somebody of the team who sees it. Raises `NotAllowed`."""
    known = team(tx, staff)
    name, incident = known.named(said, by=by), incidents.root(tx, incident_id)
    if not incidents.some(tx, [incident.id], known.sees(name)):
        raise NotAllowed(f"{name} does not see {incident.public_id}: choose somebody who does")
    return name
