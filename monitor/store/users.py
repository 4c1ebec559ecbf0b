"""Users: who has access."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update

from monitor.domain.access import UNLIMITED, Limits, User
from monitor.domain.people import Role
from monitor.store.access_tables import UserRow
from monitor.store.columns import table
from monitor.store.database import Transaction, take_turns
from monitor.store.rows import next_ids

_rows = table(UserRow)


class NoSuchUser(Exception):
    """Nobody of that name or address has access; the message names them."""


class Taken(Exception):
    """Somebody has that name or address already."""


class LastAdmin(Exception):
    """Nobody would be left who can let others in."""


def count(tx: Transaction) -> int:
    """Return how many there are or were."""
    return tx.execute(select(func.count()).select_from(_rows)).scalar_one()


def get(tx: Transaction, user_id: int) -> User:
    """Return somebody. Raises `NoSuchUser`."""
    return _one(tx, _rows.c.id == user_id, f"number {user_id}")


def called(tx: Transaction, name: str) -> User:
    """Return whoever has that name or e-mail address. Raises `NoSuchUser`."""
    return _one(tx, (_rows.c.name == name) | (_rows.c.email == name.strip().lower()), f'called "{name}"')


def by_email(tx: Transaction, email: str) -> User | None:
    """Return whoever has that address."""
    row = tx.execute(select(_rows).where(_rows.c.email == email.strip().lower())).one_or_none()
    return None if row is None else user_of(row)


def is_named(tx: Transaction, name: str) -> bool:
    """Return whether somebody has that name."""
    return tx.execute(select(_rows.c.id).where(_rows.c.name == name.strip())).first() is not None


def by_subject(tx: Transaction, subject: str) -> User | None:
    """Return whoever came by the organisation's own login before."""
    row = tx.execute(select(_rows).where(_rows.c.subject == subject)).one_or_none()
    return None if row is None else user_of(row)


def listed(tx: Transaction) -> list[User]:
    """Return everybody, by name; those who are off last."""
    order = (_rows.c.off_at.is_not(None), func.lower(_rows.c.name), _rows.c.id)
    return [user_of(row) for row in tx.execute(select(_rows).order_by(*order))]


def password_of(tx: Transaction, user_id: int) -> str | None:
    """Return the kept password, hashed; None where there is none."""
    return tx.execute(select(_rows.c.password).where(_rows.c.id == user_id)).scalar_one_or_none()


def add(
    tx: Transaction,
    *,
    name: str,
    email: str,
    role: Role,
    now: datetime,
    limits: Limits = UNLIMITED,
    password: str | None = None,
    subject: str | None = None,
) -> User:
    """Let somebody in. Raises `Taken`."""
    take_turns(tx, "users")
    told = {"name": name.strip(), "email": email.strip().lower()}
    _refuse_taken(tx, **told)
    [number] = next_ids(tx, _rows, 1)
    values = {**told, "id": number, "role": role.value, "made_at": now, "password": password, "subject": subject}
    tx.execute(insert(_rows), [{**values, **columns_of(limits)}])
    return get(tx, number)


def change(tx: Transaction, user_id: int, *, role: Role, limits: Limits) -> User:
    """Let somebody be of another role or see other cases. Raises `LastAdmin`."""
    take_turns(tx, "users")
    if role is not Role.ADMIN:
        _refuse_last(tx, user_id)
    return _set(tx, user_id, role=role.value, **columns_of(limits))


def turn_off(tx: Transaction, user_id: int, now: datetime) -> User:
    """Let somebody in no longer. Raises `LastAdmin`."""
    take_turns(tx, "users")
    _refuse_last(tx, user_id)
    return _set(tx, user_id, off_at=now)


def turn_on(tx: Transaction, user_id: int) -> User:
    """Let somebody in again."""
    return _set(tx, user_id, off_at=None)


def set_password(tx: Transaction, user_id: int, hashed: str) -> User:
    """Keep a password, hashed."""
    return _set(tx, user_id, password=hashed)


def set_subject(tx: Transaction, user_id: int, subject: str) -> User:
    """Know somebody by the organisation's own login from now on."""
    return _set(tx, user_id, subject=subject)


def seen(tx: Transaction, user_id: int, now: datetime) -> None:
    """Note that somebody signed in."""
    tx.execute(update(_rows).where(_rows.c.id == user_id).values(seen_at=now))


def user_of(row: Row[Any]) -> User:
    """Return the user of a row that has all columns of the table."""
    return User(
        id=row.id,
        name=row.name,
        email=row.email,
        role=Role(row.role),
        limits=limits_of(row),
        has_password=row.password is not None,
        subject=row.subject,
        made_at=row.made_at,
        seen_at=row.seen_at,
        off_at=row.off_at,
    )


def limits_of(row: Row[Any]) -> Limits:
    """Return the limits in a row's `brands` and `departments`."""
    return Limits(brands=_names(row.brands), departments=_names(row.departments))


def columns_of(limits: Limits) -> dict[str, str | None]:
    """Return the columns that hold limits."""
    told = {"brands": limits.brands, "departments": limits.departments}
    return {name: None if names is None else json.dumps(sorted(names)) for name, names in told.items()}


def _names(written: str | None) -> frozenset[str] | None:
    return None if written is None else frozenset(json.loads(written))


def _one(tx: Transaction, wanted: ColumnElement[bool], told: str) -> User:
    row = tx.execute(select(_rows).where(wanted).order_by(_rows.c.id).limit(1)).one_or_none()
    if row is None:
        raise NoSuchUser(f"nobody {told} has access; `monitor users list` shows who has")
    return user_of(row)


def _set(tx: Transaction, user_id: int, **values: object) -> User:
    tx.execute(update(_rows).where(_rows.c.id == user_id).values(**values))
    return get(tx, user_id)


def _refuse_taken(tx: Transaction, *, name: str, email: str) -> None:
    for value, column in ((name, _rows.c.name), (email, _rows.c.email)):
        if tx.execute(select(_rows.c.id).where(column == value)).first():
            raise Taken(f"{value} has access already, or had it: `monitor users list` shows it")


def _refuse_last(tx: Transaction, user_id: int) -> None:
    others = (_rows.c.role == Role.ADMIN.value) & _rows.c.off_at.is_(None) & (_rows.c.id != user_id)
    mine = get(tx, user_id)
    is_admin = mine.role is Role.ADMIN and mine.off_at is None
    if is_admin and not tx.execute(select(_rows.c.id).where(others)).first():
        raise LastAdmin(f"{mine.name} is the only admin: make somebody else one first")
