"""The page on which an admin says who has access, as what, and whose cases they see."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.access import grants, links
from monitor.domain.access import Limits, Permission, User, is_address, is_name
from monitor.domain.people import Role
from monitor.store import users
from monitor.store.database import Database
from monitor.store.users import LastAdmin, NoSuchUser, Taken
from monitor.web.address import POST, Address
from monitor.web.filters import Unknown, row_number
from monitor.web.forms import NOTHING_FILLED, Form
from monitor.web.gate import Asking, Filled
from monitor.web.rendering import Renderer
from monitor.web.signing import address_of
from monitor.wording import access as words

PATH = "/access"


class Users:
    """What the page of users answers."""

    def __init__(
        self,
        db: Database,
        *,
        renderer: Renderer,
        now: Callable[[], datetime],
        zone: tzinfo,
        base_url: str,
        brands: Sequence[str],
        departments: Sequence[str],
    ) -> None:
        self._db = db
        self._renderer = renderer
        self._now = now
        self._zone = zone
        self._base_url = base_url.rstrip("/")
        self._names = {"brands": brands, "departments": departments}

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        admin = Permission.ADMIN
        return (
            Address(path=PATH, answer=self.list, needs=admin),
            Address(path=PATH, answer=self.add, needs=admin, methods=POST),
            Address(path=PATH + "/{number}", answer=self.one, needs=admin),
            Address(path=PATH + "/{number}", answer=self.change, needs=admin, methods=POST),
        )

    def list(self, request: Request) -> Response:
        """Show everybody, and the form that lets somebody in."""
        return self._list(request)

    def add(self, request: Request, form: Filled, viewer: Asking) -> Response:
        """Let somebody in, and show the link that sets their password."""
        name, email = form.text("name"), form.text("email")
        if not (is_name(name) and is_address(email)):
            return self._list(request, 400, wrong=words.INCOMPLETE, form=form)
        told: dict[str, Any] = {"name": name, "email": email, "role": _role(form), "limits": _limits(form)}
        try:
            with self._db.write() as tx:
                user, key = grants.add(tx, **told, by=viewer.name, now=self._now(), address=address_of(request))
        except Taken as error:
            return self._list(request, 400, wrong=str(error), form=form)
        return self._shown(request, user, key)

    def one(self, request: Request, number: str) -> Response:
        """Show one of them."""
        return self._one(request, self._user(number))

    def change(self, request: Request, number: str, form: Filled, viewer: Asking) -> Response:
        """Do to somebody's account what a button says."""
        user = self._user(number)
        done: dict[str, Any] = {"by": viewer.name, "now": self._now(), "address": address_of(request)}
        try:
            with self._db.write() as tx:
                match form.text("do"):
                    case "link":
                        return self._shown(request, user, links.password(tx, user, **done))
                    case "off":
                        grants.turn_off(tx, user, **done)
                    case "on":
                        grants.turn_on(tx, user, **done)
                    case _:
                        grants.change(tx, user, role=_role(form), limits=_limits(form), **done)
        except LastAdmin as error:
            return self._one(request, user, 409, wrong=str(error))
        return RedirectResponse(PATH, 303)

    def _user(self, number: str) -> User:
        """Return somebody by the number in their address. Raises `Unknown`."""
        try:
            with self._db.read() as tx:
                return users.get(tx, row_number(number))
        except NoSuchUser as error:
            raise Unknown(str(error)) from error

    def _list(
        self, request: Request, status: int = 200, *, wrong: str | None = None, form: Form | None = None
    ) -> Response:
        with self._db.read() as tx:
            found = users.listed(tx)
        lines = [words.user_line(user, now=self._now(), zone=self._zone) for user in found]
        shown: dict[str, Any] = {
            "lines": lines,
            "wrong": wrong,
            "form": form or NOTHING_FILLED,
            "roles": words.ROLES,
            "names": self._names,
        }
        return self._renderer.page(request, "users.html", status, **shown)

    def _one(self, request: Request, user: User, status: int = 200, *, wrong: str | None = None) -> Response:
        line = words.user_line(user, now=self._now(), zone=self._zone)
        has = {"brands": user.limits.brands, "departments": user.limits.departments}
        names = {kind: sorted({*known, *(has[kind] or ())}) for kind, known in self._names.items()}
        shown: dict[str, Any] = {"line": line, "has": has, "wrong": wrong, "roles": words.ROLES, "names": names}
        return self._renderer.page(request, "user.html", status, **shown)

    def _shown(self, request: Request, user: User, key: str) -> Response:
        title, text = words.link_shown(user.name, links.LASTS)
        shown: dict[str, Any] = {
            "title": title,
            "text": text,
            "secret": self._base_url + links.PATH + key,
            "back": PATH,
        }
        return self._renderer.page(request, "shown.html", **shown)


def _role(form: Form) -> Role:
    """Return the role that was chosen. Raises `Unknown`."""
    if form.text("role") not in set(Role):
        raise Unknown("no such role")
    return Role(form.text("role"))


def _limits(form: Form) -> Limits:
    """Return what was ticked: nothing of a kind limits nothing."""
    return Limits(brands=_ticked(form, "brands"), departments=_ticked(form, "departments"))


def _ticked(form: Form, kind: str) -> frozenset[str] | None:
    return frozenset(form.all(kind)) or None
