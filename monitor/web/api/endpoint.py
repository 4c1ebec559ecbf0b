"""Endpoints: one address of the interface for programs, with all that its description tells of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from fastapi import Depends, FastAPI

from monitor.domain.access import Permission
from monitor.web.api.asking import JSON, Fair, accepting
from monitor.web.api.problem import Kind
from monitor.web.gate import Gate

VERSION = "/v1"
"""What every path begins with, below `/api`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One address. Its description is what the docstring of `answer` says: the first line, and the rest.

    `gives` is what is answered, `takes` what is sent, each a type that pydantic knows; None: no JSON. `example` is what
    may be sent. `media` is the type of the answer (one of `also`, where it says so), which has an ETag if `tagged`;
    `refuses` are the problems beside those that every address has.
    """

    path: str
    answer: Callable[..., Any]
    needs: Permission
    tag: str
    method: str = "GET"
    gives: Any = None
    takes: Any = None
    example: Any = None
    media: str = JSON
    also: tuple[str, ...] = ()
    refuses: tuple[Kind, ...] = ()
    tagged: bool = True

    @property
    def name(self) -> str:
        """What programs that are made of the description call it."""
        return f"{self.tag}_{self.answer.__name__}"

    @property
    def summary(self) -> str:
        """The first line of what it does."""
        return self._told()[0].rstrip(".")

    @property
    def description(self) -> str:
        """What else is to be known of it."""
        return self._told()[2].strip()

    def _told(self) -> tuple[str, str, str]:
        lines = (self.answer.__doc__ or "").splitlines()
        return "\n".join(line.strip() for line in lines).partition("\n\n")


class Part(Protocol):
    """Some endpoints that belong together."""

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return where it answers."""
        ...


def add_endpoints(api: FastAPI, gate: Gate, fair: Fair, endpoints: Iterable[Endpoint]) -> None:
    """Let `api` answer at these, each behind the gate as it says."""
    for one in endpoints:
        passed = [gate.needs(one.needs), Depends(fair), Depends(accepting(one.media, *one.also))]
        methods = ["GET", "HEAD"] if one.method == "GET" else [one.method]
        api.add_api_route(VERSION + one.path, one.answer, methods=methods, response_model=None, dependencies=passed)
