"""Once: a request with an Idempotency-Key is done once, and answered alike however often it comes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response

from monitor.store import remembered
from monitor.store.database import Database
from monitor.store.remembered import Remembered
from monitor.web.api import problem
from monitor.web.api.asking import JSON, Body
from monitor.web.api.problem import Kind, Refusal
from monitor.web.gate import AskingPerson
from monitor.wording import api as words

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[!-~]{1,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request that does something. `key` None: whoever sends it did not name it."""

    who: str
    key: str | None
    digest: str


async def _sent(request: Request, body: Body, asked: AskingPerson) -> Sent:
    key = request.headers.get(HEADER)
    if key is not None and not _KEY.fullmatch(key):
        raise problem.parameter(HEADER, words.BAD_KEY)
    what = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    return Sent(who=asked.key, key=key, digest=blake2b(what + body, digest_size=16).hexdigest())


Sending = Annotated[Sent, Depends(_sent)]
"""A parameter of what answers: the request as it was sent."""


class Once:
    """Does each request once."""

    def __init__(self, db: Database, now: Callable[[], datetime]) -> None:
        self._db = db
        self._now = now

    def do(self, sent: Sent, do: Callable[[], Response]) -> Response:
        """Return what `do` answers, or what was answered when the same request came before. Raises `Refusal`."""
        if sent.key is None:
            return do()
        with self._db.write() as tx:
            before = remembered.begin(tx, sent.who, sent.key, sent.digest, self._now())
        return self._done(sent, sent.key, do) if before is None else _again(before, sent)

    def _done(self, sent: Sent, key: str, do: Callable[[], Response]) -> Response:
        answer = None
        try:
            answer = do()
        except problem.EXPECTED as error:
            answer = problem.refusal_of(error).told()
        finally:  # what broke was undone, and may be tried again
            with self._db.write() as tx:
                if answer is None or answer.status_code >= problem.STATUS[Kind.BUG]:
                    remembered.drop(tx, sent.who, key)
                else:
                    body, tag = bytes(answer.body).decode(), answer.headers.get("etag")
                    remembered.finish(tx, sent.who, key, status=answer.status_code, tag=tag, body=body)
        return answer


def _again(before: Remembered, sent: Sent) -> Response:
    if before.digest != sent.digest:
        raise Refusal(Kind.OTHER_REQUEST, words.OTHER_REQUEST)
    if before.status is None:
        raise Refusal(Kind.IN_PROGRESS, words.IN_PROGRESS)
    if before.body is None:
        raise Refusal(Kind.ANSWER_ERASED, words.ANSWER_ERASED)
    tag = {} if before.tag is None else {"ETag": before.tag}
    media = JSON if before.status < problem.STATUS[Kind.OTHER] else problem.MEDIA
    return Response(before.body, before.status, {"Idempotency-Replayed": "true", **tag}, media)
