"""The pages on a store, as a browser asks for them."""

import asyncio
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx
from argon2 import Parameters, Type
from fastapi import FastAPI
from starlette.types import ASGIApp

from monitor.access.login import begin
from monitor.access.passwords import Passwords
from monitor.domain.access import UNLIMITED, Limits, User
from monitor.domain.people import NOBODY_NAMED, Role, Staff
from monitor.stages.bulk_answers import BulkAnswerStage
from monitor.store import users
from monitor.store.database import Database
from monitor.web.site import make_app
from monitor.web.wiring import Wiring
from tests.stages.answering import desk
from tests.store.seeds import LATER

BASE_URL = "http://complaints.example.com:8080"
COOKIE = "complaints-session"
CHEAP = Passwords(Parameters(Type.ID, 19, 16, 32, time_cost=1, memory_cost=8, parallelism=1))
"""What a test hashes with: it need not be slow."""


def mask(text: str) -> str:
    """Hide what a test calls secret."""
    return text.replace("secret", "•••")


def an_app(
    db: Database,
    *,
    now: datetime = LATER,
    heartbeat: Mapping[str, datetime] | None = None,
    base_url: str = BASE_URL,
    staff: Staff = NOBODY_NAMED,
    **more: Any,
) -> FastAPI:
    counter = more.get("desk") or desk()
    more.setdefault("stopping", lambda: True)  # without a socket, what never ends would be waited for
    wiring = Wiring(
        mask=mask,
        now=lambda: now,
        heartbeat=lambda: heartbeat or {},
        base_url=base_url,
        staff=staff,
        passwords=CHEAP,
        **({"desk": counter, "bulk_answers": BulkAnswerStage(counter)} | more),
    )
    return make_app(db, wiring)


def somebody(
    db: Database, name: str = "Vera", role: Role = Role.ADMIN, *, limits: Limits = UNLIMITED, password: str = ""
) -> User:
    """Somebody who has access, `vera@acme.example` where nothing else is said."""
    with db.write() as tx:
        return users.add(
            tx,
            name=name,
            email=f"{name}@acme.example",
            role=role,
            now=LATER,
            limits=limits,
            password=CHEAP.hashed(password) if password else None,
        )


def session_of(db: Database, user: User, now: datetime = LATER) -> str:
    """The key of a browser in which they are signed in."""
    with db.write() as tx:
        return begin(tx, user, address="192.0.2.1", now=now, by="a password")


class Browser:
    """Asks an application without a socket; follows no redirect, as a test wants to see it. It keeps its cookies."""

    def __init__(self, app: ASGIApp, *, session: str | None = None, base_url: str = BASE_URL) -> None:
        self.app = app
        self._base_url = base_url
        self.cookies = httpx.Cookies({COOKIE: session} if session else None)

    def fill(self, address: str, at: str | None = None, **fields: Any) -> httpx.Response:
        """Fill in the form on a page and send it off, to `at` where that is another address."""
        key = re.search(r'name="form_key" value="([0-9a-f]*)"', self.get(address).text)
        return self.request("POST", at or address, data={"form_key": key.group(1) if key else "", **fields})

    def get(self, address: str, **options: Any) -> httpx.Response:
        return self.request("GET", address, **options)

    def request(self, method: str, address: str, **options: Any) -> httpx.Response:
        return asyncio.run(self._ask(method, address, options))

    async def _ask(self, method: str, address: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=self._base_url, cookies=self.cookies) as client:
            answer = await client.request(method, address, **options)
            self.cookies = client.cookies
            return answer


def a_browser(
    db: Database,
    *,
    now: datetime = LATER,
    heartbeat: Mapping[str, datetime] | None = None,
    user: User | None = None,
    **more: Any,
) -> Browser:
    """A browser in which somebody is signed in: an admin, where nobody else is named."""
    with db.write() as tx:
        known = users.listed(tx)
    user = user or (known[0] if known else somebody(db))
    return Browser(an_app(db, now=now, heartbeat=heartbeat, **more), session=session_of(db, user, now))
