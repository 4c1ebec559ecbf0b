"""Asking GitHub: one budget for each of its buckets, and errors that say which of its many 403 it was."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectors.contract import Refused
from connectors.github.reading import error_of
from connectors.github.settings import GithubSettings
from connectors.kit.answer import Answer
from connectors.kit.budget import Allowance, Purpose
from connectors.kit.discretion import place_of
from connectors.kit.http import Http
from connectors.kit.kind import Tools

_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_ALLOWED = {True: (5000, 30), False: (60, 10)}
"""Requests an hour, and searches a minute, with a token and without: https://docs.github.com/en/rest/using-the-rest-api"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GithubDoor:
    """The three ways to ask, each paid from its own bucket."""

    address: str
    headers: Mapping[str, str]
    core: Http
    again: Http
    search: Http
    graph: Http
    now: Callable[[], datetime]

    def get(self, http: Http, path: str, asked: Mapping[str, object] | None = None, *, missing: bool = False) -> Answer:
        """Ask for `path`. With `missing` an item that is not there is an answer, 404 or 410."""
        params = {name: value for name, value in (asked or {}).items() if value is not None}
        url = f"{self.address}{path}"
        answer = http.get(url, params=params, headers=self.headers, accept=(200, 403, 404, 410, 422, 429))
        if answer.status == 200 or (missing and answer.status in (404, 410)):
            return answer
        raise error_of(place_of(url), answer, self.now())

    def query(self, text: str, **variables: object) -> Any:
        """Return what GraphQL answers. On a server of one's own it stands beside the other API."""
        url = f"{self.address.removesuffix('/v3')}/graphql"
        sent = {"query": text, "variables": variables}
        answer = self.graph.post(url, json=sent, headers=self.headers, accept=(200, 403, 429))
        if answer.status != 200:
            raise error_of(place_of(url), answer, self.now())
        return answer

    def check(self, http: Http, repository: str) -> None:
        """Raise `Refused` where the repository cannot be seen: then nothing in it is known to be gone."""
        if self.get(http, f"/repos/{repository}", missing=True).status != 200:
            raise Refused(f"the repository {repository} is not there, or the token may not see it")


def door_of(settings: GithubSettings, tools: Tools) -> GithubDoor:
    """Return the door for a source."""
    token = settings.token.get_secret_value() if settings.token else ""
    an_hour, searches = _ALLOWED[bool(token)]
    core = tools.budget("github", Allowance(limit=an_hour, window=_HOUR), token)
    search = tools.budget("github search", Allowance(limit=searches, window=_MINUTE), token)
    graph = tools.budget("github graphql", Allowance(limit=an_hour, window=_HOUR, counts="points"), token)
    return GithubDoor(
        address=settings.base_url.rstrip("/"),
        headers={"Accept": "application/vnd.github+json", **({"Authorization": f"Bearer {token}"} if token else {})},
        core=tools.http.within(core),
        again=tools.http.within(core, purpose=Purpose.ANSWERED),
        search=tools.http.within(search),
        graph=tools.http.within(graph),
        now=tools.now,
    )
