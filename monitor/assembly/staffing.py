"""The people of this installation: what the configuration says of them."""

from monitor.config.schema import Config
from monitor.domain.people import Member, Role, Staff


def staff_for(config: Config) -> Staff:
    """Return who may do what, as `config` says it."""
    members = (
        Member(
            name=person.name,
            id=person.slack,
            email=person.email,
            role=None if person.role is None else Role(person.role),
            department=person.department,
            lead=person.lead,
        )
        for person in config.people
    )
    groups = {group: Role(role) for group, role in config.roles.groups.items()}
    return Staff(members=tuple(members), groups=groups, others=Role(config.roles.default))
