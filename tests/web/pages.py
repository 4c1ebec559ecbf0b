"""The pages on a store, as a browser asks for them."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.types import ASGIApp

from monitor.store.database import Database
from monitor.web.pages import make_app
from tests.store.seeds import LATER

BASE_URL = "http://complaints.example.com:8080"


def mask(text: str) -> str:
    """Hide what a test calls secret."""
    return text.replace("secret", "•••")


def an_app(db: Database, *, now: datetime = LATER, heartbeat: Mapping[str, datetime] | None = None) -> FastAPI:
    return make_app(db, mask=mask, now=lambda: now, heartbeat=lambda: heartbeat or {}, base_url=BASE_URL)


class Browser:
    """Asks an application without a socket; follows no redirect, as a test wants to see it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def get(self, address: str, **options: Any) -> httpx.Response:
        return self.request("GET", address, **options)

    def request(self, method: str, address: str, **options: Any) -> httpx.Response:
        return asyncio.run(self._ask(method, address, options))

    async def _ask(self, method: str, address: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
            return await client.request(method, address, **options)


def a_browser(db: Database, *, now: datetime = LATER, heartbeat: Mapping[str, datetime] | None = None) -> Browser:
    return Browser(an_app(db, now=now, heartbeat=heartbeat))
