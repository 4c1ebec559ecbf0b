"""Links: shown once, used once. The first makes the first admin, the others set somebody's password."""

from datetime import datetime, timedelta

from monitor.access import keys
from monitor.access.passwords import Passwords, refuse_weak
from monitor.domain.access import User
from monitor.domain.journal import Deed
from monitor.domain.people import Role
from monitor.store import journal, keyrings, users
from monitor.store.database import Database, Transaction, take_turns

LASTS = timedelta(hours=24)
PATH = "/join/"


class Used(Exception):
    """A link that was used, replaced by another, or is too old."""


def first(db: Database, now: datetime) -> str | None:
    """Return a key that makes the first admin; None where somebody has access already."""
    with db.write() as tx:
        return None if users.count(tx) else _make(tx, None, now)


def password(tx: Transaction, user: User, *, by: str, now: datetime, address: str = "") -> str:
    """Return a key that sets somebody's password."""
    journal.write(tx, Deed.LINK_MADE, by=by, now=now, about=user.name, address=address)
    return _make(tx, user.id, now)


def whose(db: Database, key: str, now: datetime) -> User | None:
    """Return whose password a key sets; None: the first admin's. Raises `Used`."""
    with db.read() as tx:
        found = keyrings.link(tx, keys.digest(key), now)
        if found is None or (found[0] is None and users.count(tx)) or (found[0] and found[0].off_at):
            raise Used
        return found[0]


def begin_with(
    db: Database, passwords: Passwords, key: str, *, name: str, email: str, chosen: str, now: datetime, address: str
) -> User:
    """Make the first admin. Raises `Used` and `Weak`."""
    refuse_weak(chosen, (name, email))
    hashed = passwords.hashed(chosen)
    with db.write() as tx:
        take_turns(tx, "users")
        found = keyrings.link(tx, keys.digest(key), now)
        if found is None or found[0] is not None or users.count(tx) or not keyrings.use_link(tx, keys.digest(key)):
            raise Used
        user = users.add(tx, name=name, email=email, role=Role.ADMIN, now=now, password=hashed)
        journal.write(tx, Deed.USER_ADDED, by=user.name, now=now, about=user.name, told=Role.ADMIN, address=address)
        return user


def set_with(db: Database, passwords: Passwords, key: str, *, chosen: str, now: datetime, address: str) -> User:
    """Set the password of whose the link is, and end their sessions. Raises `Used` and `Weak`."""
    user = whose(db, key, now)
    if user is None:
        raise Used
    refuse_weak(chosen, (user.name, user.email))
    hashed = passwords.hashed(chosen)
    with db.write() as tx:
        if not keyrings.use_link(tx, keys.digest(key)):
            raise Used
        return _set(tx, user, hashed, now=now, address=address)


def change(
    db: Database, passwords: Passwords, user: User, *, chosen: str, keep: int | None, now: datetime, address: str
) -> User:
    """Set the password of somebody who proved who they are, and end their sessions but for one. Raises `Weak`."""
    refuse_weak(chosen, (user.name, user.email))
    hashed = passwords.hashed(chosen)
    with db.write() as tx:
        return _set(tx, user, hashed, now=now, address=address, keep=keep)


def _set(tx: Transaction, user: User, hashed: str, *, now: datetime, address: str, keep: int | None = None) -> User:
    keyrings.end_links(tx, user.id)
    keyrings.end_sessions(tx, user.id, but=keep)
    journal.write(tx, Deed.PASSWORD_SET, by=user.name, now=now, about=user.name, address=address)
    return users.set_password(tx, user.id, hashed)


def _make(tx: Transaction, user_id: int | None, now: datetime) -> str:
    key = keys.fresh()
    keyrings.make_link(tx, keys.digest(key), user_id, now=now, ends_at=now + LASTS)
    return key
