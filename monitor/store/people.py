"""People: who a channel's workspace says that somebody is, kept so that a click need not ask."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, update

from monitor.domain.people import Person
from monitor.store.access_tables import UserRow
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.people_tables import PersonRow
from monitor.store.rows import upsert

_rows, _users = table(PersonRow), table(UserRow)
_goes_by: ColumnElement[str] = func.coalesce(_users.c.name, _rows.c.name)
"""Who has access to the pages by the same address is one person, of one name: that of the pages."""
_read = select(_rows, _goes_by.label("goes_by")).outerjoin(_users, _users.c.email == func.lower(_rows.c.email))


class Stranger(Exception):
    """Nothing is known of a person yet; whoever can ask the channel should, and try again."""

    def __init__(self, workspace: str, person: str) -> None:
        super().__init__(f"nothing is known of {person}")
        self.workspace = workspace
        self.person = person


def get(tx: Transaction, workspace: str, person: str) -> Person:
    """Return somebody. Raises `Stranger`."""
    mine = (_rows.c.workspace == workspace) & (_rows.c.id == person)
    row = tx.execute(_read.where(mine)).one_or_none()
    if row is None:
        raise Stranger(workspace, person)
    return _person(row)


def listed(tx: Transaction) -> list[Person]:
    """Return everybody who is known, by name."""
    return [_person(row) for row in tx.execute(_read.order_by(_goes_by, _rows.c.id))]


def alike(tx: Transaction, name: str, emails: Iterable[str]) -> list[Person]:
    """Return everybody who goes by that name in a channel, or has one of those addresses (in lower case)."""
    meant = (_goes_by == name) | func.lower(_rows.c.email).in_(list(emails))
    return [_person(row) for row in tx.execute(_read.where(meant).order_by(_rows.c.id))]


def meet(tx: Transaction, person: Person) -> None:
    """Write down what a channel told of somebody; when they pressed something and are back stays as it is."""
    told = {
        "name": person.name,
        "email": person.email,
        "zone": person.zone,
        "groups": json.dumps(sorted(person.groups)),
        "read_at": person.read_at,
        "outside": person.outside,
    }
    new = upsert(tx, _rows).values(workspace=person.workspace, id=person.id, **told)
    tx.execute(new.on_conflict_do_update(index_elements=["workspace", "id"], set_=told))


def seen(tx: Transaction, workspace: str, person: str, now: datetime) -> None:
    """Write down that somebody pressed something."""
    _change(tx, workspace, person, seen_at=now)


def be_absent(tx: Transaction, workspace: str, person: str, until: datetime | None) -> None:
    """Write down when somebody is back; None: they are here."""
    _change(tx, workspace, person, absent_until=until)


def _change(tx: Transaction, workspace: str, person: str, **values: datetime | None) -> None:
    mine = (_rows.c.workspace == workspace) & (_rows.c.id == person)
    tx.execute(update(_rows).where(mine).values(**values))


def _person(row: Row[Any]) -> Person:
    return Person(
        workspace=row.workspace,
        id=row.id,
        name=row.goes_by,
        email=row.email,
        zone=row.zone,
        groups=frozenset(json.loads(row.groups)),
        read_at=row.read_at,
        seen_at=row.seen_at,
        absent_until=row.absent_until,
        outside=row.outside,
    )
