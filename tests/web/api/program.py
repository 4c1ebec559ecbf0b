"""A program that asks the interface, with a token of somebody's."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import httpx
from starlette.types import ASGIApp

from monitor.access import tokens
from monitor.domain.access import SCOPES, UNLIMITED, Limits, Permission, User
from monitor.domain.people import Role
from monitor.store.database import Database
from tests.store.seeds import LATER
from tests.web.pages import BASE_URL, Browser, an_app, somebody

API = "/api/v1"


class Program(Browser):
    """Asks with a token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        super().__init__(app, base_url=BASE_URL)
        self.token = token

    def request(self, method: str, address: str, **options: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return super().request(method, address, headers=headers, **options)

    def post(self, address: str, said: Any, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.request("POST", address, json=said, headers=named)


def a_program(
    db: Database,
    *,
    owner: User | None = None,
    scopes: Collection[Permission] = SCOPES,
    limits: Limits = UNLIMITED,
    name: str = "nightly",
    now: datetime = LATER,
    **more: Any,
) -> Program:
    """A program of somebody's: of a lead's, where nobody else is named."""
    owner = owner or somebody(db, f"Owner of {name}", Role.LEAD)
    with db.write() as tx:
        lasts = timedelta(days=1)
        token = tokens.make(tx, owner, name=name, scopes=scopes, limits=limits, lasts=lasts, by="Ann", now=now)
    return Program(an_app(db, now=now, **more), token)
