"""One's own account: the password, where one is signed in, and tokens for programs."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.access import links, tokens
from monitor.access.login import Login, TooMany, WrongLogin
from monitor.access.passwords import SHORTEST, Passwords, Weak
from monitor.access.tokens import Unfit
from monitor.domain.access import SCOPES, Permission, Token
from monitor.domain.journal import Deed
from monitor.store import journal, keyrings
from monitor.store.database import Database, Transaction
from monitor.web.address import POST, Address
from monitor.web.filters import Unknown
from monitor.web.gate import Asked, AskingPerson, Filled
from monitor.web.rendering import Renderer
from monitor.web.signing import address_of
from monitor.wording import access as words

PATH = "/account"


class Account:
    """What the page of one's own account answers."""

    def __init__(
        self,
        db: Database,
        *,
        renderer: Renderer,
        passwords: Passwords,
        now: Callable[[], datetime],
        zone: tzinfo,
    ) -> None:
        self._db = db
        self._renderer = renderer
        self._passwords = passwords
        self._login = Login(db, passwords)
        self._now = now
        self._zone = zone

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        own = Permission.ACCOUNT
        return (
            Address(path=PATH, answer=self.show, needs=own),
            Address(path=PATH + "/password", answer=self.set_password, needs=own, methods=POST),
            Address(path=PATH + "/sessions", answer=self.end_sessions, needs=own, methods=POST),
            Address(path=PATH + "/tokens", answer=self.make_token, needs=own, methods=POST),
            Address(path=PATH + "/tokens/revoke", answer=self.revoke, needs=own, methods=POST),
        )

    def show(self, request: Request, asked: AskingPerson) -> Response:
        """Show it."""
        return self._show(request, asked)

    def set_password(self, request: Request, asked: AskingPerson, form: Filled) -> Response:
        """Set another password; everywhere else one is signed out. Whoever has one proves it first."""
        now, address, user = self._now(), address_of(request), asked.user
        try:
            if user.has_password:
                self._login.prove(user.email, form.exact("current"), address=address, now=now)
            if form.exact("password") != form.exact("again"):
                raise Weak(words.NOT_THE_SAME)
            keep = asked.session.id if asked.session else None
            links.change(
                self._db, self._passwords, user, chosen=form.exact("password"), keep=keep, now=now, address=address
            )
        except WrongLogin:
            return self._show(request, asked, 400, wrong=words.WRONG_CURRENT)
        except TooMany as error:
            return self._show(request, asked, 429, wrong=words.too_many(error.until, now))
        except Weak as error:
            return self._show(request, asked, 400, wrong=str(error))
        return RedirectResponse(PATH, 303)

    def end_sessions(self, request: Request, asked: AskingPerson) -> Response:
        """Sign out everywhere but here."""
        with self._db.write() as tx:
            keyrings.end_sessions(tx, asked.user.id, but=asked.session.id if asked.session else None)
            name = asked.user.name
            journal.write(tx, Deed.SESSIONS_ENDED, by=name, now=self._now(), about=name, address=address_of(request))
        return RedirectResponse(PATH, 303)

    def make_token(self, request: Request, asked: AskingPerson, form: Filled) -> Response:
        """Make a token, and show it this once."""
        chosen = [scope for scope in SCOPES if scope.value in form.all("scopes")]
        days, now = form.text("days"), self._now()
        try:
            with self._db.write() as tx:
                key = tokens.make(
                    tx,
                    asked.user,
                    name=form.text("name"),
                    scopes=chosen,
                    limits=asked.user.limits,
                    lasts=timedelta(days=int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0),
                    by=asked.viewer.name,
                    now=now,
                    address=address_of(request),
                )
        except Unfit as error:
            return self._show(request, asked, 400, wrong=str(error))
        title, text = words.TOKEN_SHOWN
        return self._renderer.page(request, "shown.html", title=title, text=text, secret=key, back=PATH)

    def revoke(self, request: Request, asked: AskingPerson, form: Filled) -> Response:
        """Let a token work no longer: one's own, or for an admin anybody's."""
        with self._db.write() as tx:
            mine = [one for one in self._tokens(tx, asked) if str(one.id) == form.text("token")]
            if not mine:
                raise Unknown("no such token")
            tokens.revoke(tx, mine[0], by=asked.viewer.name, now=self._now(), address=address_of(request))
        return RedirectResponse(PATH, 303)

    def _show(self, request: Request, asked: Asked, status: int = 200, *, wrong: str | None = None) -> Response:
        now = self._now()
        with self._db.read() as tx:
            open_ = keyrings.sessions(tx, asked.user.id, now)
            made = self._tokens(tx, asked)
        shown: dict[str, Any] = {
            "wrong": wrong,
            "zone": str(self._zone),
            "line": words.user_line(asked.user, now=now, zone=self._zone),
            "sessions": [words.session_line(one, asked.session, now=now, zone=self._zone) for one in open_],
            "tokens": [words.token_line(one, now=now, zone=self._zone) for one in made],
            "scopes": [scope for scope in SCOPES if asked.viewer.may(scope)],
            "days": tokens.USUAL.days,
            "most": tokens.LONGEST.days,
            "shortest": SHORTEST,
        }
        return self._renderer.page(request, "account.html", status, **shown)

    def _tokens(self, tx: Transaction, asked: Asked) -> list[Token]:
        return keyrings.tokens(tx, None if asked.viewer.may(Permission.ADMIN) else asked.user.id)
