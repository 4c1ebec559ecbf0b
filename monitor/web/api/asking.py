"""Asking: what every request is held against behind the gate, and what its body says."""

import json
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from math import ceil
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from pydantic import TypeAdapter, ValidationError

from monitor.web.api import problem
from monitor.web.api.faults import told
from monitor.web.api.problem import Kind, Refusal
from monitor.web.forms import LARGEST, TooLarge
from monitor.web.gate import Asked
from monitor.wording import api as words

JSON = "application/json"
MINUTE = 60.0
_Said = TypeVar("_Said")


class Fair:
    """That one token, or one session, asks no more than `most` times a minute; after a pause so many at once.

    Counted in this process, for as long as it lives.
    """

    def __init__(self, now: Callable[[], datetime], most: int) -> None:
        self._now = now
        self._most = most
        self._left: dict[str, tuple[float, datetime]] = {}

    async def __call__(self, request: Request) -> None:
        """Let a request through. Raises `Refusal`."""
        asked: Asked = request.state.asked
        now = self._now()
        left, before = self._left.get(asked.key, (float(self._most), now))
        left = min(left + max((now - before).total_seconds(), 0) * self._most / MINUTE, self._most)
        if left < 1:
            seconds = ceil((1 - left) * MINUTE / self._most)
            detail = words.too_many(seconds, self._most)
            raise Refusal(Kind.TOO_MANY, detail, headers={"Retry-After": str(seconds)})
        self._left[asked.key] = (left - 1, now)


def accepting(*media: str) -> Callable[[Request], Coroutine[Any, Any, None]]:
    """Return what refuses a request that takes none of `media` for an answer."""
    taken = {*media, *(f"{one.partition('/')[0]}/*" for one in media), "*/*", problem.MEDIA}

    async def accepted(request: Request) -> None:
        asked = request.headers.get("accept", "*/*").lower()
        ranges = [[part.strip() for part in one.split(";")] for one in asked.split(",")]
        if not any(kind in taken and not {"q=0", "q=0.0", "q=0.00", "q=0.000"} & set(more) for kind, *more in ranges):
            raise Refusal(Kind.NOT_ACCEPTABLE, words.not_acceptable(" or ".join(media)))

    return accepted


async def body_of(request: Request) -> bytes:
    """Return the body of a request. Raises `Refusal` where it is no JSON, and `TooLarge`."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise Refusal(Kind.NOT_JSON, words.NOT_JSON, headers={"Accept-Post": JSON})
    parts, size = list[bytes](), 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST:
            raise TooLarge
        parts.append(part)
    return b"".join(parts)


Body = Annotated[bytes, Depends(body_of)]
"""A parameter of what answers: the body as it was sent."""


def said(kind: type[_Said] | Any) -> Any:
    """Return what a parameter depends on that is the body, read as `kind` in JSON's own types. Raises `Refusal`."""
    adapter: TypeAdapter[_Said] = TypeAdapter(kind)
    whole: Any = adapter.core_schema
    kind_of = whole["schema"]["type"] if whole["type"] == "definitions" else whole["type"]
    named = int(kind_of == "tagged-union")  # places begin with the name of the choice then

    async def read(sent: Body) -> _Said:
        try:
            return adapter.validate_json(sent, strict=True)
        except ValidationError as error:
            faults = error.errors(include_url=False)
            raise problem.body((_place(sent, one["loc"][named:], one["type"]), told(one)) for one in faults) from error

    return Depends(read)


def _place(sent: bytes, told: Sequence[str | int], kind: str) -> list[str | int]:
    """Return where in the body something is wrong, without the names of the choices that were tried there."""
    if kind == "json_invalid":
        return []
    here: Any = json.loads(sent)
    place = list[str | int]()
    for number, part in enumerate(told, start=1):
        key, item = isinstance(here, dict) and part in here, isinstance(here, list) and isinstance(part, int)
        if key or item:
            here = here[part]
        elif kind != "missing" or number < len(told):
            continue
        place.append(part)
    return place
