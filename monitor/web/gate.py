"""The gate: who asks, and whether they may. Every address but the open ones is behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from monitor.access import keys, login, tokens
from monitor.domain.access import Permission, Session, Token, User, Viewer
from monitor.domain.people import Staff
from monitor.store.database import Database
from monitor.web.cookies import SESSION, VISIT, Cookies
from monitor.web.forms import KEY, KEY_HEADER, NOTHING_FILLED, Form, read_form

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_BEARER = "bearer "
_BY_ITSELF = "x-by-itself"
_STREAM = "text/event-stream"


class NotSignedIn(Exception):
    """Nobody is signed in there, and what is asked for is not open."""


class NotAllowed(Exception):
    """Somebody is signed in who may not do that."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission.value)
        self.permission = permission


class StrangeForm(Exception):
    """What was sent did not come from a form of ours, or from one that is old by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks: by a browser's `session`, or a program by its `token`. `form_key` is what forms shown to them carry."""

    viewer: Viewer
    user: User
    session: Session | None
    form_key: str
    token: Token | None = None

    @property
    def key(self) -> str:
        """What their requests are counted and remembered by: those of a program are its own."""
        return f"token:{self.token.id}" if self.token else f"user:{self.user.id}"


class Gate:
    """Lets in whoever may: by a browser's session, or by a program's token."""

    def __init__(self, db: Database, *, now: Callable[[], datetime], staff: Staff, cookies: Cookies) -> None:
        self._db = db
        self._now = now
        self._staff = staff
        self._cookies = cookies

    def needs(self, permission: Permission) -> Any:
        """Return what an address that is behind the gate depends on."""
        return Depends(Needs(self, permission))

    def open(self) -> Any:
        """Return what an address depends on that anybody may ask for: its forms are checked, nothing else."""
        return Depends(Open(self))

    async def admit(self, request: Request, permission: Permission) -> None:
        """Let a request through. Raises `NotSignedIn`, `NotAllowed`, `StrangeForm` and `TooLarge`."""
        asked = await run_in_threadpool(self._who, request, in_use=not _asks_by_itself(request))
        if asked is None:
            raise NotSignedIn
        request.state.asked = asked
        await self._read(request, None if asked.session is None else asked.form_key)
        if not asked.viewer.may(permission):
            raise NotAllowed(permission)

    async def greet(self, request: Request) -> None:
        """Let a request of anybody through. Raises `StrangeForm` and `TooLarge`."""
        visit = self._cookies.read(request, VISIT)
        await self._read(request, keys.form_key(visit or keys.fresh()))

    def still(self, request: Request, asked: Asked) -> bool:
        """Return whether they who asked for this would be let in as the same: an answer may take hours."""
        again = self._who(request, in_use=False)
        return again is not None and again.viewer == asked.viewer

    async def _read(self, request: Request, form_key: str | None) -> None:
        """Read a form; one of a browser must be ours."""
        request.state.form = NOTHING_FILLED
        if request.method in SAFE:
            return
        form = await read_form(request)
        told = request.headers.get(KEY_HEADER) or form.exact(KEY)
        if form_key is not None and not (_from_here(request) and keys.same(told, form_key)):
            raise StrangeForm
        request.state.form = form

    def _who(self, request: Request, *, in_use: bool) -> Asked | None:
        written = request.headers.get("authorization", "")
        if written[: len(_BEARER)].lower() == _BEARER:
            return self._program(written[len(_BEARER) :].strip())
        key = self._cookies.read(request, SESSION)
        found = login.holder(self._db, key, self._now(), in_use=in_use) if key else None
        if key is None or found is None:
            return None
        session, user = found
        return Asked(viewer=self._viewer(user), user=user, session=session, form_key=keys.form_key(key))

    def _program(self, key: str) -> Asked | None:
        found = tokens.holder(self._db, key, self._now())
        if found is None:
            return None
        token, user = found
        limits = token.limits.both(user.limits)
        viewer = Viewer(user_id=user.id, name=token.name, role=user.role, limits=limits, scopes=token.scopes)
        return Asked(viewer=viewer, user=user, session=None, form_key="", token=token)

    def _viewer(self, user: User) -> Viewer:
        member = self._staff.at(user.email)
        return Viewer(
            user_id=user.id,
            name=member.name if member else user.name,
            role=user.role,
            limits=user.limits,
            department=member.department if member else None,
        )


@dataclass(frozen=True)
class Needs:
    """That an address is for those alone who may do something."""

    gate: Gate
    permission: Permission

    async def __call__(self, request: Request) -> None:
        """Let a request through, or raise why not."""
        await self.gate.admit(request, self.permission)


@dataclass(frozen=True)
class Open:
    """That an address is for anybody."""

    gate: Gate

    async def __call__(self, request: Request) -> None:
        """Let a request through, or raise why not."""
        await self.gate.greet(request)


async def asked_of(request: Request) -> Asked:
    """Return who asks, once they are through the gate."""
    asked: Asked = request.state.asked
    return asked


async def viewer_of(request: Request) -> Viewer:
    """Return who asks, once they are through the gate."""
    return (await asked_of(request)).viewer


async def form_of(request: Request) -> Form:
    """Return what was filled in, once it is through the gate."""
    form: Form = request.state.form
    return form


Asking = Annotated[Viewer, Depends(viewer_of)]
"""A parameter of what answers: who asks."""
AskingPerson = Annotated[Asked, Depends(asked_of)]
"""The same with their account and session, for the pages about these."""
Filled = Annotated[Form, Depends(form_of)]
"""A parameter of what answers: what was filled in."""


def _asks_by_itself(request: Request) -> bool:
    """Return whether a page asks without anybody doing something: that keeps no session from ending."""
    return _BY_ITSELF in request.headers or request.headers.get("accept") == _STREAM


def _from_here(request: Request) -> bool:
    """Return whether a browser says that a page of ours sends this; old ones say nothing, and have the form's key."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site == "same-origin"
    return origin is None or urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()
