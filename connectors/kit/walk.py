"""The usual ways in which an API is read page by page, as a setting: by number, offset, cursor, link or header."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urljoin, urlsplit

from pydantic import BaseModel, ConfigDict, Field

from connectors.contract import Changed
from connectors.kit.answer import Answer
from connectors.kit.mapping import JmesPath, found

_NEXT = re.compile(r'<([^<>]*)>\s*;[^<]*?\brel\s*=\s*"?[^"<>,;]*?\bnext\b', re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How to ask for a page: parameters to add, or the whole address."""

    params: Mapping[str, str]
    url: str | None = None


class _Way(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NoPages(_Way):
    """There is one page."""

    by: Literal["none"] = "none"

    def step(self, token: str | None) -> Step:
        """Return how to ask for the page of `token` (None: the first)."""
        del token
        return Step(params={})

    def next(self, token: str | None, answer: Answer, payload: Any, items: int) -> str | None:
        """Return the token of the page behind this one, which had so many `items`; None where there is none."""
        del token, answer, payload, items
        return None


class Numbered(_Way):
    """Pages have numbers, or begin at so many items."""

    by: Literal["page", "offset"]
    param: str = Field(default="", description="The parameter that says which page. Default: `page` or `offset`.")
    start: int = Field(default=-1, ge=-1, description="What the first page is called. Default: 1, or 0 for an offset.")
    size: int = Field(ge=1, description="How many items a full page has: one with fewer is the last.")
    size_param: str = Field(default="", description="The parameter that asks for that many, where there is one.")

    def step(self, token: str | None) -> Step:
        """Return how to ask for the page of `token` (None: the first)."""
        size = {self.size_param: str(self.size)} if self.size_param else {}
        return Step(params={self.param or self.by: token or str(self._first), **size})

    def next(self, token: str | None, answer: Answer, payload: Any, items: int) -> str | None:
        """Return the token of the page behind this one."""
        del answer, payload
        if items < self.size:
            return None
        return str(int(token or self._first) + (1 if self.by == "page" else self.size))

    @property
    def _first(self) -> int:
        return self.start if self.start >= 0 else int(self.by == "page")


class Cursored(_Way):
    """Each answer holds what asks for the next page."""

    by: Literal["cursor"]
    param: str = Field(default="cursor", description="The parameter that it is sent in.")
    at: JmesPath = Field(description="Where it is in the answer: `paging.next_cursor`.")

    def step(self, token: str | None) -> Step:
        """Return how to ask for the page of `token` (None: the first)."""
        return Step(params={} if token is None else {self.param: token})

    def next(self, token: str | None, answer: Answer, payload: Any, items: int) -> str | None:
        """Return the token of the page behind this one."""
        del token, answer, items
        return _word(found(self.at, payload), self.at)


class Linked(_Way):
    """Each answer holds the address of the next page, in its body or in its `Link` header."""

    by: Literal["link", "header"]
    at: JmesPath = Field(default="next", description="Where the address is in the body: `links.next`.")

    def step(self, token: str | None) -> Step:
        """Return how to ask for the page of `token` (None: the first)."""
        return Step(params={}, url=token)

    def next(self, token: str | None, answer: Answer, payload: Any, items: int) -> str | None:
        """Return the token of the page behind this one. Raises `Changed` where it leads to another host."""
        del token, items
        if self.by == "header":
            told = _NEXT.search(answer.headers.get("link", ""))
            link = str(told[1]) if told else None
        else:
            link = _word(found(self.at, payload), self.at)
        if not link:
            return None
        target = urljoin(answer.url, link)
        if _origin(target) != _origin(answer.url):
            raise Changed("the next page is said to be on another host, where our credentials have no business")
        return str(target)


Paging = Annotated[NoPages | Numbered | Cursored | Linked, Field(discriminator="by")]


def _word(value: Any, at: str) -> str | None:
    if value is None or value == "" or value is False:
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise Changed(f"what is at `{at}` asks for no page: it is {type(value).__name__}")
    return str(value)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Changed("the address of the next page is none") from error
    return parts.scheme, parts.hostname, port
