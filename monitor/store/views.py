"""Saved views: one's own, and the team's, which everybody sees and a lead changes."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, or_, select, update

from monitor.domain.act import NotAllowed
from monitor.domain.view import LONGEST, MOST, Listing, View, is_view_name
from monitor.store.access_tables import UserRow
from monitor.store.columns import table
from monitor.store.database import Transaction, take_turns
from monitor.store.rows import upsert
from monitor.store.view_tables import FrontRow, ViewRow

_VIEWS, _FRONTS, _USERS = table(ViewRow), table(FrontRow), table(UserRow)


class NoSuchView(Exception):
    """There is no view of that number, or who asks may not change it."""


def seen_by(tx: Transaction, user_id: int, listing: Listing | None = None) -> list[View]:
    """Return somebody's own views and the team's, their own first, by name."""
    query = _views(user_id).where(_seen(user_id)).order_by(_VIEWS.c.shared, _VIEWS.c.name, _VIEWS.c.id)
    if listing is not None:
        query = query.where(_VIEWS.c.listing == listing.value)
    return [_view(row) for row in tx.execute(query)]


def front(tx: Transaction, user_id: int) -> View | None:
    """Return where the pages begin for somebody; None: where they begin for all."""
    query = _views(user_id).where(_seen(user_id), _FRONTS.c.view_id.is_not(None))
    row = tx.execute(query).one_or_none()
    return None if row is None else _view(row)


def save(tx: Transaction, user_id: int, *, name: str, listing: Listing, query: str, shared: bool, now: datetime) -> int:
    """Keep a view; return its number. Raises `NotAllowed` where it cannot be called that, or there are too many."""
    take_turns(tx, "views")
    _check_name(tx, user_id, name, listing, shared=shared)
    theirs = select(func.count()).select_from(_VIEWS).where(_kept_with(user_id, shared=shared))
    if tx.execute(theirs).scalar_one() >= MOST:
        raise NotAllowed(f"There are {MOST} views already: delete one that nobody needs.")
    values = {"user_id": user_id, "name": name, "listing": listing.value, "query": query, "shared": shared}
    return int(tx.execute(insert(_VIEWS).values(**values, made_at=now).returning(_VIEWS.c.id)).scalar_one())


def rename(tx: Transaction, user_id: int, view_id: int, name: str, *, lead: bool) -> View:
    """Call a view something else; return it. Raises `NoSuchView`, and `NotAllowed` where it cannot be called that."""
    take_turns(tx, "views")
    view = changeable(tx, user_id, view_id, lead=lead)
    if name != view.name:
        _check_name(tx, user_id, name, view.listing, shared=view.shared)
        tx.execute(update(_VIEWS).where(_VIEWS.c.id == view_id).values(name=name))
    return replace(view, name=name)


def remove(tx: Transaction, user_id: int, view_id: int, *, lead: bool) -> View:
    """Delete a view; return what it was. Raises `NoSuchView`."""
    view = changeable(tx, user_id, view_id, lead=lead)
    tx.execute(delete(_VIEWS).where(_VIEWS.c.id == view_id))
    return view


def begin_with(tx: Transaction, user_id: int, view_id: int | None) -> None:
    """Let the pages begin with a view for somebody; with None, where they begin for all. Raises `NoSuchView`."""
    if view_id is None:
        tx.execute(delete(_FRONTS).where(_FRONTS.c.user_id == user_id))
        return
    _one(tx, user_id, view_id)
    kept = upsert(tx, _FRONTS).values(user_id=user_id, view_id=view_id)
    tx.execute(kept.on_conflict_do_update(index_elements=["user_id"], set_={"view_id": view_id}))


def changeable(tx: Transaction, user_id: int, view_id: int, *, lead: bool) -> View:
    """Return a view that somebody may change: one of their own, or, as a `lead`, the team's. Raises `NoSuchView`."""
    view = _one(tx, user_id, view_id)
    if view.shared and not lead:
        raise NoSuchView(f"there is no view {view_id} to change")
    return view


def _one(tx: Transaction, user_id: int, view_id: int) -> View:
    row = tx.execute(_views(user_id).where(_seen(user_id), _VIEWS.c.id == view_id)).one_or_none()
    if row is None:
        raise NoSuchView(f"there is no view {view_id}")
    return _view(row)


def _views(user_id: int) -> Select[Any]:
    begins = (_FRONTS.c.view_id == _VIEWS.c.id) & (_FRONTS.c.user_id == user_id)
    columns = (_VIEWS, _USERS.c.name.label("by"), _FRONTS.c.view_id.is_not(None).label("front"))
    return select(*columns).join(_USERS, _USERS.c.id == _VIEWS.c.user_id).outerjoin(_FRONTS, begins)


def _view(row: Row[Any]) -> View:
    return View(
        id=row.id,
        name=row.name,
        listing=Listing(row.listing),
        query=row.query,
        by=row.by,
        shared=row.shared,
        front=bool(row.front),
    )


def _check_name(tx: Transaction, user_id: int, name: str, listing: Listing, *, shared: bool) -> None:
    if not is_view_name(name):
        raise NotAllowed(f"A view has a name of at most {LONGEST} characters, in one line.")
    same = (_VIEWS.c.listing == listing.value, func.lower(_VIEWS.c.name) == name.lower())
    known = select(_VIEWS.c.id).where(*same, _kept_with(user_id, shared=shared))
    if tx.execute(known.limit(1)).one_or_none() is not None:
        raise NotAllowed(f"There is a view {name} already: give this one another name.")


def _seen(user_id: int) -> ColumnElement[bool]:
    return or_(_VIEWS.c.shared, _VIEWS.c.user_id == user_id)


def _kept_with(user_id: int, *, shared: bool) -> ColumnElement[bool]:
    """Return what holds of the views among which a name is given once."""
    return _VIEWS.c.shared if shared else ~_VIEWS.c.shared & (_VIEWS.c.user_id == user_id)
