"""Addresses: what each answers, and what must be allowed for it. One that says nothing cannot be made."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from monitor.domain.access import Permission
from monitor.web.gate import Gate

GET, POST = ("GET", "HEAD"), ("POST",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One address. `needs` None: anybody may ask for it."""

    path: str
    answer: Callable[..., Any]
    needs: Permission | None
    methods: tuple[str, ...] = GET


def add_addresses(app: FastAPI, gate: Gate, addresses: Iterable[Address]) -> None:
    """Let `app` answer at these, each behind the gate as it says."""
    for one in addresses:
        passed = gate.open() if one.needs is None else gate.needs(one.needs)
        app.add_api_route(one.path, one.answer, methods=list(one.methods), response_model=None, dependencies=[passed])
