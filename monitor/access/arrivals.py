"""Arrivals: who is let in of those whom the organisation's own login proved, as what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.access.grants import told
from monitor.access.login import begin
from monitor.access.oidc import Identity
from monitor.domain.access import UNLIMITED, Limits, User, is_name
from monitor.domain.journal import Deed
from monitor.domain.people import Role
from monitor.store import journal, users
from monitor.store.database import Database, Transaction
from monitor.store.users import LastAdmin

BY = "single sign-on"


class NotLetIn(Exception):
    """Somebody proved who they are, and has no access."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What the members of a group are let in as."""

    group: str
    role: Role
    limits: Limits = UNLIMITED


def let_in(db: Database, identity: Identity, grants: Sequence[Grant], *, address: str, now: datetime) -> str:
    """Return the key of a new session of whoever arrived. Raises `NotLetIn`.

    Where groups are named they decide, at every login: who is in none is let in no longer. Where none are, those are
    let in whom an admin gave access, by the e-mail address that the organisation says is theirs.
    """
    with db.write() as tx:
        user = _user(tx, identity, _granted(identity, grants), invited=not grants, now=now, address=address)
        if user is not None:
            return begin(tx, user, address=address, now=now, by=BY)
        journal.write(tx, Deed.REFUSED, by=identity.email or "somebody", now=now, told=BY, address=address)
    raise NotLetIn


def _user(
    tx: Transaction, identity: Identity, granted: Grant | None, *, invited: bool, now: datetime, address: str
) -> User | None:
    user = _known(tx, identity)
    if (user is not None and user.off_at is not None) or (granted is None and not invited):
        return None
    if user is None:
        return None if granted is None else _added(tx, identity, granted, now=now, address=address)
    return user if granted is None else _as_granted(tx, user, granted, now=now, address=address)


def _known(tx: Transaction, identity: Identity) -> User | None:
    user = users.by_subject(tx, identity.subject)
    if user is None and identity.email:
        same = users.by_email(tx, identity.email)
        if same is not None and same.subject is None:
            return users.set_subject(tx, same.id, identity.subject)
    return user


def _added(tx: Transaction, identity: Identity, granted: Grant, *, now: datetime, address: str) -> User | None:
    if identity.email is None or users.by_email(tx, identity.email):
        return None
    name = identity.name if is_name(identity.name) else identity.email
    named = users.is_named(tx, name)
    user = users.add(
        tx,
        name=f"{name} ({identity.email})" if named else name,
        email=identity.email,
        role=granted.role,
        limits=granted.limits,
        subject=identity.subject,
        now=now,
    )
    as_what = told(granted.role, granted.limits)
    journal.write(tx, Deed.USER_ADDED, by=BY, now=now, about=user.name, told=as_what, address=address)
    return user


def _as_granted(tx: Transaction, user: User, granted: Grant, *, now: datetime, address: str) -> User:
    if (user.role, user.limits) == (granted.role, granted.limits):
        return user
    try:
        changed = users.change(tx, user.id, role=granted.role, limits=granted.limits)
    except LastAdmin:
        return user
    as_what = told(granted.role, granted.limits)
    journal.write(tx, Deed.USER_CHANGED, by=BY, now=now, about=user.name, told=as_what, address=address)
    return changed


def _granted(identity: Identity, grants: Sequence[Grant]) -> Grant | None:
    """Return the most that a group of theirs is let in as; the first of the same role."""
    theirs = [one for one in grants if one.group in identity.groups]
    return max(theirs, key=lambda one: one.role.rank, default=None)
