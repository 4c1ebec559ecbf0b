"""Answers: documents with the tag by which a program knows whether they have changed."""

import json
import re
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel

from monitor.web.api.asking import JSON
from monitor.web.api.problem import Kind, Refusal
from monitor.wording import api as words

_TAG = re.compile(r'(?:W/)?("[!#-~]*")')


def shown(request: Request, document: BaseModel, *, next_: str | None = None) -> Response:
    """Return a document, or that the program has it already. `next_` is the cursor of the page behind it."""
    headers = (
        {} if next_ is None else {"Link": f'<?{request.url.include_query_params(cursor=next_).query}>; rel="next"'}
    )
    return _told(request, document.model_dump_json().encode(), headers)


def shown_json(request: Request, document: Mapping[str, Any] | str) -> Response:
    """The same of what is JSON already, or of what JSON can tell."""
    written = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    return _told(request, written.encode(), {})


def require(request: Request, is_now: Callable[[], BaseModel]) -> None:
    """Hold what a program has read against what is there now. Raises `Refusal` where it has changed since."""
    wanted = request.headers.get("if-match")
    if wanted is None or wanted.strip() == "*":
        return
    if _tag(is_now().model_dump_json().encode()) not in _TAG.findall(wanted):
        raise Refusal(Kind.STALE, words.STALE)


def _told(request: Request, body: bytes, headers: Mapping[str, str]) -> Response:
    tag = _tag(body)
    known = request.headers.get("if-none-match") if request.method in {"GET", "HEAD"} else None
    if known is not None and (known.strip() == "*" or tag in _TAG.findall(known)):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(body, headers={"ETag": tag, **headers}, media_type=JSON)


def _tag(body: bytes) -> str:
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'
