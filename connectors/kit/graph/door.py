"""Asking the Graph API: signed, paid from a budget, within what Meta says is left, and page by page."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import msgspec

from connectors.contract import Uncertain
from connectors.kit.answer import Answer
from connectors.kit.budget import Budget, Purpose
from connectors.kit.discretion import place_of
from connectors.kit.graph.problems import error_of, not_posted, problem_of
from connectors.kit.graph.settings import GraphSettings
from connectors.kit.graph.usage import Meter
from connectors.kit.items import read_json, shaped
from connectors.kit.kind import Tools
from connectors.kit.posting import post_once

_STATUSES = (200, 400, 401, 403, 404)
_IN_CONFIDENCE = {"access_token", "appsecret_proof"}


class _Paging(msgspec.Struct, frozen=True, kw_only=True):
    next: str | None = None


class _Listed(msgspec.Struct, frozen=True, kw_only=True):
    data: list[object]
    paging: _Paging = _Paging()


class _Made(msgspec.Struct, frozen=True, kw_only=True):
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of a list, and what asks for the page behind it."""

    items: Sequence[object]
    older: str | None


class Graph:
    """The Graph API with one token. `tools` are those of the source, and every call is paid from the `budget`.

    `calls` counts what was asked.
    """

    def __init__(self, settings: GraphSettings, tools: Tools, budget: Budget) -> None:
        self._address = f"{settings.base_url.rstrip('/')}/{settings.version}"
        self._token = settings.token.get_secret_value()
        self._secret = settings.app_secret.get_secret_value() if settings.app_secret else None
        self._now = tools.now
        self._meter = Meter(tools.now)
        self._http = tools.http
        self._budget = budget
        self.calls = 0

    def get(self, path: str, purpose: Purpose = Purpose.NEW, **asked: object) -> Answer:
        """Ask for `path`, an id or an edge of one. Raises what the error there means."""
        answer = self._ask(path, asked, purpose)
        if answer.status != 200:
            raise error_of(place_of(self._url(path)), answer, self._now())
        return answer

    def find(self, path: str, purpose: Purpose = Purpose.NEW, **asked: object) -> Answer | None:
        """Ask for `path`; None where it is not there, or not for our eyes: Meta does not tell which."""
        answer = self._ask(path, asked, purpose)
        problem = problem_of(answer) if answer.status != 200 else None
        if problem is not None and problem.is_missing:
            return None
        if answer.status != 200:
            raise error_of(place_of(self._url(path)), answer, self._now())
        return answer

    def listed(self, path: str, token: str | None, purpose: Purpose = Purpose.NEW, **asked: object) -> Listing:
        """Return the page of a list that `token` asks for (None: the first)."""
        further = dict(parse_qsl(token, keep_blank_values=True)) if token else {}
        return read_json(self.get(path, purpose, **{**asked, **further}), listing_of)

    def post(self, path: str, **sent: object) -> str:
        """Post once; return the id of what was made. Raises `Unavailable`, `Refused` and `Uncertain`."""
        url = self._url(path)
        self._meter.check(Purpose.NEW)
        self._budget.take()
        asked = f"{url}?{urlencode(self._proof())}" if self._secret else url
        answer = post_once(self._http, asked, json=sent, headers=self._headers(), now=self._now())
        self._meter.note(answer.headers)
        if answer.status >= 300:
            raise not_posted(place_of(url), answer, self._now())
        try:
            return msgspec.json.decode(answer.body, type=_Made).id
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Uncertain(f"{place_of(url)} took something and did not show it") from error

    def _ask(self, path: str, asked: Mapping[str, object], purpose: Purpose) -> Answer:
        self._meter.check(purpose)
        self.calls += 1
        http = self._http.within(self._budget, purpose=purpose)
        params = {name: value for name, value in asked.items() if value is not None}
        answer = http.get(
            self._url(path), params={**params, **self._proof()}, headers=self._headers(), accept=_STATUSES
        )
        self._meter.note(answer.headers)
        return answer

    def _url(self, path: str) -> str:
        return f"{self._address}/{quote(path, safe='/')}"

    def _headers(self) -> dict[str, str]:
        """The token is never part of an address, where logs on the way would keep it."""
        return {"Authorization": f"Bearer {self._token}"}

    def _proof(self) -> dict[str, str]:
        """Return what shows that the app itself asks: https://developers.facebook.com/docs/graph-api/guides/secure-requests"""
        if self._secret is None:
            return {}
        digest = hmac.new(self._secret.encode(), self._token.encode(), hashlib.sha256).hexdigest()
        return {"appsecret_proof": digest}


def listing_of(payload: object) -> Listing:
    """Return the page of a list that an answer holds. Raises `Changed` where it is none."""
    found = shaped(payload, _Listed, "list of the Graph API")
    return Listing(items=found.data, older=_token(found.paging.next) if found.paging.next else None)


def is_id(text: str) -> bool:
    """Whether `text` is an id as Meta gives them out, and no path to something else."""
    return text.isascii() and text.replace("_", "").isdecimal()


def _token(link: str) -> str:
    """Return what asks for the next page, without the token that Meta puts into its address."""
    kept: list[tuple[str, Any]] = parse_qsl(urlsplit(link).query, keep_blank_values=True)
    return urlencode([(name, value) for name, value in kept if name not in _IN_CONFIDENCE])
