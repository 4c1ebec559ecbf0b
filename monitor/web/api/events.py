"""Events: a stream of what happens, as Server-Sent Events."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Annotated

from fastapi import Header, Query, Request
from fastapi.responses import Response, StreamingResponse

from monitor.documents.happenings import event_message
from monitor.domain.access import Permission
from monitor.domain.happening import Happening, HappeningKind, kinds
from monitor.store.database import Database, StoreError
from monitor.web.api import problem
from monitor.web.api.endpoint import Endpoint
from monitor.web.api.faults import EVENT
from monitor.web.api.problem import Kind, Refusal
from monitor.web.feed import MOST_OF_ONE, Feed
from monitor.web.gate import Asked, AskingPerson, Gate
from monitor.web.wiring import Wiring
from monitor.wording import api as words

MEDIA = "text/event-stream"
LOOK_AGAIN = 15.0
"""Seconds: so often it is told that the stream lives, and looked whether who listens still may."""
_BEGINS, _LIVES, _MISSED = "retry: 3000\n\n", ": still here\n\n", "event: missed\ndata: {}\n\n"
_PAGED = {"X-Accel-Buffering": "no"}  # a proxy that gathers answers would hold events back

LastId = Annotated[
    str | None,
    Header(pattern=EVENT, description="The last `id` that came: the stream goes on behind it, not from now."),
]
Kinds = Annotated[
    list[str] | None,
    Query(description="Only these: `case.opened`, or `case.*` for all of cases.", max_length=50, examples=[["case.*"]]),
]
Subject = Annotated[
    str | None, Query(max_length=100, description="Only what happens to this.", examples=["C-1042", "I-7"])
]
Brand = Annotated[str | None, Query(max_length=100, description="Only what concerns this brand.")]


class Events:
    """What the address of the stream answers."""

    def __init__(self, db: Database, wiring: Wiring, gate: Gate) -> None:
        self._gate = gate
        self._feed = Feed(db, wiring.now, wiring.stopping)

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return where it answers."""
        return (
            Endpoint(
                path="/events", answer=self.stream, needs=Permission.LOOK, tag="events", media=MEDIA, tagged=False
            ),
        )

    async def stream(
        self,
        request: Request,
        asked: AskingPerson,
        kind: Kinds = None,
        brand: Brand = None,
        subject: Subject = None,
        last_event_id: LastId = None,
    ) -> Response:
        """Listen to what happens.

        An answer that never ends. Each event has an `id`, its place in the order of all events, and as `data` one line
        of JSON: `type`, `timestamp`, and in `data` the `subject`. A comment comes every 15 seconds. It ends with the
        service, with the token or session, and when their limits change: connect again with `Last-Event-ID`. Events
        are kept for 30 days; `event: missed` tells that some that came since are not there any more.
        """
        wanted = _wanted(asked, kind, brand, subject)
        if self._feed.is_full(asked.key):
            raise Refusal(Kind.TOO_MANY, words.too_many_listen(MOST_OF_ONE), headers={"Retry-After": "60"})
        if request.method == "HEAD":
            return Response(media_type=MEDIA)
        since = None if last_event_id is None else int(last_event_id)
        return StreamingResponse(self._told(request, asked, wanted, since), headers=_PAGED, media_type=MEDIA)

    async def _told(
        self, request: Request, asked: Asked, wanted: Callable[[Happening], bool], since: int | None
    ) -> AsyncIterator[str]:
        try:
            first, last = await self._feed.latest()
            with self._feed.joined(asked.key, last) as listener:
                yield _BEGINS
                if since is not None:
                    if not first - 1 <= since <= last:
                        yield _MISSED
                    async for some in self._past(max(since, first - 1), listener.since):
                        yield _written(some, wanted)
                place = max(since or 0, listener.since) if since is None or since <= last else listener.since
                async for news in self._present(request, asked, listener.news):
                    fresh = [one for one in news if one.seq > place]
                    if told := _written(fresh, wanted) if news else _LIVES:
                        yield told
        except StoreError:
            return  # whoever listens comes back when the store does

    async def _past(self, since: int, until: int) -> AsyncIterator[list[Happening]]:
        """Yield what happened since, up to where the present begins."""
        while since < until:
            some = [one for one in await self._feed.after(since) if one.seq <= until]
            if not some:
                return
            yield some
            since = some[-1].seq

    async def _present(
        self, request: Request, asked: Asked, news: "asyncio.Queue[list[Happening] | None]"
    ) -> AsyncIterator[list[Happening]]:
        """Yield what happens, and an empty list from time to time, for as long as they may hear it."""
        clock = asyncio.get_running_loop().time
        look_at = clock() + LOOK_AGAIN
        while True:
            try:
                some = await asyncio.wait_for(news.get(), max(look_at - clock(), 0))
            except TimeoutError:
                some = []
            if some is None:
                return
            if some:
                yield some
            if clock() >= look_at:
                if not await asyncio.to_thread(self._gate.still, request, asked):
                    return
                yield []
                look_at = clock() + LOOK_AGAIN


def _wanted(
    asked: Asked, named: Sequence[str] | None, brand: str | None, subject: str | None
) -> Callable[[Happening], bool]:
    """Return which happenings are told. Raises `Refusal`."""
    try:
        those: frozenset[HappeningKind] = kinds(named or ())
    except ValueError as error:
        raise problem.parameter("kind", str(error)) from error
    limits = asked.viewer.limits

    def wanted(one: Happening) -> bool:
        asked_for = brand in {None, one.brand} and subject in {None, one.subject}
        return one.kind in those and asked_for and one.within(limits)

    return wanted


def _written(news: Sequence[Happening], wanted: Callable[[Happening], bool]) -> str:
    told = [f"id: {one.seq}\ndata: {event_message(one).model_dump_json()}\n\n" for one in news if wanted(one)]
    return "".join(told)
