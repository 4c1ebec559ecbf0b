"""Grants: who is let in, as what, and until when. Each is told in the journal, in the same transaction."""

from datetime import datetime

from monitor.access import links
from monitor.domain.access import Limits, User
from monitor.domain.journal import Deed
from monitor.domain.people import Role
from monitor.store import journal, keyrings, users
from monitor.store.database import Transaction


def add(
    tx: Transaction, *, name: str, email: str, role: Role, limits: Limits, by: str, now: datetime, address: str = ""
) -> tuple[User, str]:
    """Let somebody in; return them and the key of the link that sets their password. Raises `Taken`."""
    user = users.add(tx, name=name, email=email, role=role, limits=limits, now=now)
    journal.write(tx, Deed.USER_ADDED, by=by, now=now, about=user.name, told=told(role, limits), address=address)
    return user, links.password(tx, user, by=by, now=now, address=address)


def change(
    tx: Transaction, user: User, *, role: Role, limits: Limits, by: str, now: datetime, address: str = ""
) -> User:
    """Let somebody be of another role, or see other cases. Raises `LastAdmin`."""
    journal.write(tx, Deed.USER_CHANGED, by=by, now=now, about=user.name, told=told(role, limits), address=address)
    return users.change(tx, user.id, role=role, limits=limits)


def turn_off(tx: Transaction, user: User, *, by: str, now: datetime, address: str = "") -> User:
    """Let somebody in no longer: their sessions, links and tokens end. Raises `LastAdmin`."""
    keyrings.end_sessions(tx, user.id)
    keyrings.end_links(tx, user.id)
    journal.write(tx, Deed.USER_OFF, by=by, now=now, about=user.name, address=address)
    return users.turn_off(tx, user.id, now)


def turn_on(tx: Transaction, user: User, *, by: str, now: datetime, address: str = "") -> User:
    """Let somebody in again."""
    journal.write(tx, Deed.USER_ON, by=by, now=now, about=user.name, address=address)
    return users.turn_on(tx, user.id)


def told(role: Role, limits: Limits) -> str:
    """Return what the journal tells of a role and limits: `agent of brands Acme`."""
    parts = [
        f"of {noun} {', '.join(sorted(names)) or 'none'}"
        for noun, names in (("brands", limits.brands), ("departments", limits.departments))
        if names is not None
    ]
    return " ".join([role.value, *parts])
