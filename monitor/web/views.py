"""Saved views: kept from above a list, shown there beside the shipped ones, and looked after on a page of their own."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.act import NotAllowed
from monitor.domain.journal import Deed
from monitor.domain.view import Listing, View
from monitor.store import journal, views
from monitor.store.database import Database, Transaction
from monitor.web import filters, gate, mention_filters
from monitor.web.address import POST, Address
from monitor.web.choices import Link
from monitor.web.filters import Unknown, row_number
from monitor.web.forms import Form
from monitor.web.gate import Asking, Filled
from monitor.web.rendering import Renderer

PATH = "/views"


class Views:
    """What the addresses of saved views answer."""

    def __init__(self, db: Database, *, renderer: Renderer, now: Callable[[], datetime]) -> None:
        self._db = db
        self._renderer = renderer
        self._now = now

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers. Views are kept by persons, as their passwords are."""
        own = Permission.ACCOUNT
        return (
            Address(path=PATH, answer=self.show, needs=own),
            Address(path=PATH, answer=self.save, needs=own, methods=POST),
            Address(path=f"{PATH}/{{number}}", answer=self.change, needs=own, methods=POST),
        )

    def show(self, request: Request, viewer: Asking) -> Response:
        """Show what somebody sees."""
        return self._page(request, viewer)

    def save(self, request: Request, form: Filled, viewer: Asking) -> Response:
        """Keep the filters that a form stands under, and go on with them."""
        shared = bool(form.text("shared"))
        if shared and not viewer.may(Permission.CHANGE):
            raise gate.NotAllowed(Permission.CHANGE)
        listing, query = _listed(form.text("back"))
        name, now = form.text("name"), self._now()
        try:
            with self._db.write() as tx:
                number = views.save(tx, viewer.user_id, name=name, listing=listing, query=query, shared=shared, now=now)
                if form.text("front"):
                    views.begin_with(tx, viewer.user_id, number)
                if shared:
                    self._tell(tx, Deed.VIEW_SAVED, name, viewer)
        except NotAllowed as error:
            return self._page(request, viewer, status=409, refused=str(error))
        return RedirectResponse(_href(listing, query), 303)

    def change(self, request: Request, number: str, form: Filled, viewer: Asking) -> Response:
        """Rename or delete a view, or begin with it or elsewhere."""
        try:
            with self._db.write() as tx:
                self._change(tx, row_number(number), form, viewer)
        except NotAllowed as error:
            return self._page(request, viewer, status=409, refused=str(error))
        return RedirectResponse(PATH, 303)

    def _change(self, tx: Transaction, number: int, form: Form, viewer: Viewer) -> None:
        lead = viewer.may(Permission.CHANGE)
        match form.text("do"):
            case "rename":
                view = views.rename(tx, viewer.user_id, number, form.text("name"), lead=lead)
                self._tell(tx, Deed.VIEW_SAVED, view.name, viewer, shared=view.shared)
            case "delete":
                view = views.remove(tx, viewer.user_id, number, lead=lead)
                self._tell(tx, Deed.VIEW_DELETED, view.name, viewer, shared=view.shared)
            case "begin":
                views.begin_with(tx, viewer.user_id, number)
            case "leave":
                views.begin_with(tx, viewer.user_id, None)
            case _:
                raise Unknown("no such deed")

    def _tell(self, tx: Transaction, deed: Deed, name: str, viewer: Viewer, *, shared: bool = True) -> None:
        if shared:
            journal.write(tx, deed, by=viewer.name, now=self._now(), about=name)

    def _page(self, request: Request, viewer: Viewer, *, status: int = 200, refused: str = "") -> Response:
        with self._db.read() as tx:
            seen = [view for view in views.seen_by(tx, viewer.user_id) if is_seen(view, viewer)]
        return self._renderer.page(
            request, "views.html", status, list=seen, lead=viewer.may(Permission.CHANGE), refused=refused
        )


def links(tx: Transaction, viewer: Viewer, listing: Listing, here: str) -> list[Link]:
    """Return the views that stand above a list; `here` is the address that is looked at."""
    found = views.seen_by(tx, viewer.user_id, listing)
    return [Link(label=view.name, href=view.href, chosen=view.href == here) for view in found if is_seen(view, viewer)]


def is_seen(view: View, viewer: Viewer) -> bool:
    """Return whether somebody may know of a view: not where it names a brand or department that they do not see."""
    asked = dict(parse_qsl(view.query))
    brand, department, limits = asked.get("brand"), asked.get("department"), viewer.limits
    named = department is None or limits.departments is None or department in limits.departments
    return named and (brand is None or limits.allow_brand(brand))


def _listed(address: str) -> tuple[Listing, str]:
    """Return which list an address is of, and its filters in one order. Raises `Unknown`."""
    parts = urlsplit(address)
    asked = dict(parse_qsl(parts.query))
    if parts.path == mention_filters.PATH:
        return Listing.MENTIONS, urlsplit(mention_filters.read(asked).top().href()).query
    if parts.path == "/cases":
        return Listing.CASES, urlsplit(filters.read(asked).top().href()).query
    raise Unknown("no such list")


def _href(listing: Listing, query: str) -> str:
    return f"/{listing.value}?{query}" if query else f"/{listing.value}"
