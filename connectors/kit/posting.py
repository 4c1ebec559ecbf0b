"""Posting what must not stand there twice: one try, and an honest word on whether it may have arrived."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from connectors.contract import Changed, Unavailable, Uncertain
from connectors.kit.answer import Answer
from connectors.kit.discretion import place_of
from connectors.kit.http import NEVER_SENT, Http
from connectors.kit.status import retry_after

_ANY_STATUS = tuple(range(200, 600))
_NOT_TAKEN = (425, 429)
_UNCLEAR = (408,)


def post_once(
    http: Http,
    url: str,
    *,
    json: Any = None,
    data: Mapping[str, str] | None = None,
    headers: Mapping[str, str],
    now: datetime,
    method: Literal["POST", "PUT"] = "POST",
) -> Answer:
    """Send `json`, or `data` as a form, once; return an answer that says clearly that it was taken (2xx) or not.

    Raises `Unavailable` and `Refused` where it was surely not taken, `Uncertain` where it may have been: the connection
    broke behind it, the server stumbled over it, or its answer could not be read.
    """
    try:
        send = http.put if method == "PUT" else http.post
        answer = send(url, json=json, data=data, headers=headers, accept=_ANY_STATUS)
    except Unavailable as error:
        if error.__cause__ is None or isinstance(error.__cause__, NEVER_SENT):
            raise
        raise Uncertain(str(error)) from error
    except Changed as error:
        raise Uncertain(str(error)) from error
    told = f"{place_of(url)} answered {answer.status}"
    if answer.status in _NOT_TAKEN:
        raise Unavailable(told, retry_after=retry_after(answer.headers, now))
    if answer.status >= 500 or answer.status in _UNCLEAR:
        raise Uncertain(told)
    return answer
