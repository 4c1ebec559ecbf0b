"""Signing in and out, and the links that set a password: all that is open to whoever is not signed in."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.access import keys, links
from monitor.access.links import Used
from monitor.access.login import LONGEST, Login, TooMany, WrongLogin, begin, sign_out
from monitor.access.passwords import SHORTEST, Passwords, Weak
from monitor.domain.access import Permission, User, is_address, is_name
from monitor.store.database import Database
from monitor.store.users import Taken
from monitor.web.address import POST, Address
from monitor.web.cookies import SESSION, VISIT, Cookies
from monitor.web.forms import NOTHING_FILLED, Form
from monitor.web.gate import AskingPerson, Filled
from monitor.web.rendering import Renderer
from monitor.wording import access as words

HOME, LOGIN = "/", "/login"
_VISIT_SECONDS = 3600


class Signing:
    """What the login and the links answer."""

    def __init__(
        self,
        db: Database,
        *,
        renderer: Renderer,
        cookies: Cookies,
        passwords: Passwords,
        now: Callable[[], datetime],
        provider: str | None = None,
    ) -> None:
        self._db = db
        self._renderer = renderer
        self._cookies = cookies
        self._passwords = passwords
        self._login = Login(db, passwords)
        self._now = now
        self._provider = provider

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        return (
            Address(path=LOGIN, answer=self.ask, needs=None),
            Address(path=LOGIN, answer=self.sign_in, needs=None, methods=POST),
            Address(path="/logout", answer=self.sign_out, needs=Permission.ACCOUNT, methods=POST),
            Address(path=links.PATH + "{key}", answer=self.join, needs=None),
            Address(path=links.PATH + "{key}", answer=self.joined, needs=None, methods=POST),
        )

    def ask(self, request: Request) -> Response:
        """Ask who it is."""
        return self._ask(request, wanted=own_path(request.query_params.get("next", "")))

    def sign_in(self, request: Request, form: Filled) -> Response:
        """Sign somebody in, or say why not."""
        email, wanted, now = form.text("email"), own_path(form.text("next")), self._now()
        try:
            key = self._login.sign_in(email, form.exact("password"), address=address_of(request), now=now)
        except WrongLogin:
            return self._ask(request, 401, wanted=wanted, email=email, wrong=words.WRONG)
        except TooMany as error:
            told = words.too_many(error.until, now)
            answer = self._ask(request, 429, wanted=wanted, email=email, wrong=told)
            answer.headers["Retry-After"] = str(max(1, int((error.until - now).total_seconds())))
            return answer
        return self._enter(request, key, wanted)

    def sign_out(self, request: Request, asked: AskingPerson) -> Response:
        """Sign somebody out."""
        if asked.session is not None:
            sign_out(self._db, asked.session, asked.user, self._now())
        answer = RedirectResponse(LOGIN, 303)
        self._cookies.drop(request, answer, SESSION)
        return answer

    def join(self, request: Request, key: str) -> Response:
        """Ask for a password, and of the first admin for who they are."""
        try:
            return self._join(request, links.whose(self._db, key, self._now()))
        except Used:
            return self._used(request)

    def joined(self, request: Request, key: str, form: Filled) -> Response:
        """Set the password and sign in, or say why not."""
        now, address = self._now(), address_of(request)
        user: User | None = None
        try:
            user = links.whose(self._db, key, now)
            _refuse_slips(form, first=user is None)
            user = self._take(key, user, form, now=now, address=address)
        except Used:
            return self._used(request)
        except (Weak, Taken) as error:
            return self._join(request, user, 400, wrong=str(error), form=form)
        with self._db.write() as tx:
            session = begin(tx, user, address=address, now=now, by="a link")
        return self._enter(request, session, HOME)

    def _take(self, key: str, user: User | None, form: Form, *, now: datetime, address: str) -> User:
        chosen = form.exact("password")
        if user is not None:
            return links.set_with(self._db, self._passwords, key, chosen=chosen, now=now, address=address)
        name, email = form.text("name"), form.text("email")
        return links.begin_with(
            self._db, self._passwords, key, name=name, email=email, chosen=chosen, now=now, address=address
        )

    def _enter(self, request: Request, key: str, wanted: str) -> Response:
        answer = RedirectResponse(wanted, 303)
        self._cookies.set(request, answer, SESSION, key, seconds=int(LONGEST.total_seconds()))
        return answer

    def _ask(
        self, request: Request, status: int = 200, *, wanted: str, email: str = "", wrong: str | None = None
    ) -> Response:
        shown: dict[str, Any] = {"wanted": wanted, "email": email, "wrong": wrong, "provider": self._provider}
        return self._visited(request, "login.html", status, **shown)

    def _join(
        self,
        request: Request,
        user: User | None,
        status: int = 200,
        *,
        wrong: str | None = None,
        form: Form = NOTHING_FILLED,
    ) -> Response:
        return self._visited(request, "join.html", status, user=user, wrong=wrong, form=form, shortest=SHORTEST)

    def _used(self, request: Request) -> Response:
        title, text = words.USED
        return self._renderer.page(request, "missing.html", 410, title=title, text=text)

    def _visited(self, request: Request, template: str, status: int, **values: Any) -> Response:
        """Show a form to somebody who is not signed in: what it carries fits a cookie that they get."""
        visit = self._cookies.read(request, VISIT) or keys.fresh()
        answer = self._renderer.page(request, template, status, form_key=keys.form_key(visit), **values)
        self._cookies.set(request, answer, VISIT, visit, seconds=_VISIT_SECONDS)
        return answer


def own_path(wanted: str) -> str:
    """Return the path of ours that somebody wanted to go to; the cases, where it leads anywhere else."""
    ours = re.fullmatch(r"/(?![/\\])[!-\[\]-~]*", wanted)
    return wanted if ours and not wanted.startswith((LOGIN, links.PATH)) else HOME


def address_of(request: Request) -> str:
    """Return where a request comes from: a trusted proxy's word for it, else the other end of the connection."""
    return request.client.host if request.client else ""


def _refuse_slips(form: Form, *, first: bool) -> None:
    """Raise `Weak` where something is missing or mistyped."""
    if form.exact("password") != form.exact("again"):
        raise Weak(words.NOT_THE_SAME)
    if first and not is_name(form.text("name")):
        raise Weak("Say your name, as timelines shall tell it.")
    if first and not is_address(form.text("email")):
        raise Weak("That is no e-mail address.")
