"""People: who acts on cases, by what name, and what they may do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; the order is that of the members."""

    VIEWER = "viewer"
    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        """0 for viewer to 3 for admin."""
        return list(Role).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in a channel's workspace, as the channel told it at `read_at`.

    `zone` is an IANA name, `groups` are the ids of the groups they are in. `seen_at` is when they last pressed
    something, `absent_until` when they are back. Who is `outside` belongs to another company, and may do nothing.
    """

    workspace: str
    id: str
    name: str
    read_at: datetime
    email: str | None = None
    zone: str | None = None
    groups: frozenset[str] = frozenset()
    seen_at: datetime | None = None
    absent_until: datetime | None = None
    outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody whom the configuration names. `role` None leaves it to their groups."""

    name: str
    id: str | None = None
    email: str | None = None
    role: Role | None = None
    department: str | None = None
    lead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Who may do what: people by name, groups by id, and everybody else."""

    members: tuple[Member, ...] = ()
    groups: Mapping[str, Role]
    others: Role = Role.AGENT

    def member(self, person: Person) -> Member | None:
        """Return whom the configuration means by `person`: by id, else by e-mail address."""
        by_id = next((one for one in self.members if one.id == person.id), None)
        email = (person.email or "").lower()
        return by_id or next((one for one in self.members if email and (one.email or "").lower() == email), None)

    def at(self, email: str) -> Member | None:
        """Return whom the configuration knows by an e-mail address."""
        return next((one for one in self.members if (one.email or "").lower() == email.lower() != ""), None)

    def name(self, person: Person) -> str:
        """Return the name that timelines tell and cases are owned by."""
        member = self.member(person)
        return member.name if member else person.name

    def id_of(self, name: str, known: Iterable[Person], workspace: str | None = None) -> str | None:
        """Return by what id whoever goes by `name` is called (in `workspace`, where that is given).

        `known` are people who may be meant. None where nobody is, or more than one: nobody is called by mistake.
        """
        ids = {one.id for one in self.members if one.name == name and one.id} or {
            person.id
            for person in known
            if self.name(person) == name and not person.outside and workspace in (None, "", person.workspace)
        }
        return next(iter(ids)) if len(ids) == 1 else None

    def role(self, person: Person) -> Role:
        """Return what they may do: what is said of them, else the most that everybody or a group of theirs may."""
        member = self.member(person)
        if member and member.role:
            return member.role
        granted = [self.others, *(self.groups[group] for group in person.groups if group in self.groups)]
        granted += [self.role_of(member)] if member else []
        return max(granted, key=lambda role: role.rank)

    def role_of(self, member: Member) -> Role:
        """Return what somebody may do whom the configuration names, whatever their groups let them do beside."""
        return member.role or (Role.LEAD if member.lead else self.others)

    def leads(self, department: str | None = None) -> tuple[str, ...]:
        """Return the names of those who lead `department` (None: any), for whoever must be asked."""
        leading = (one for one in self.members if one.lead or (one.role and one.role.rank >= Role.LEAD.rank))
        return tuple(one.name for one in leading if department is None or one.department in (None, department))


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """Who looks after what comes in, for a department or (empty) for all, until `until` or until somebody else does."""

    department: str
    name: str
    until: datetime | None = None


NOBODY_NAMED = Staff(groups={})
"""What holds where the configuration says nothing of people."""
