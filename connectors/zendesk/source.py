"""Polling, rereading and answering a Zendesk."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import quote

from connectors.contract import (
    Changed,
    Cursor,
    Mention,
    MentionKey,
    OwnReply,
    Page,
    Refused,
    ReplyReceipt,
    Unavailable,
    Uncertain,
)
from connectors.kit.cursor import load
from connectors.kit.drain import Depth, Drained, drained, drained_back_to
from connectors.kit.http import Http
from connectors.kit.items import read_json
from connectors.kit.kind import Tools
from connectors.kit.paging import Batch, TokenLostError
from connectors.zendesk.door import ZendeskDoor
from connectors.zendesk.reading import Desk, rating_of, ratings_of, responses_of
from connectors.zendesk.settings import ZendeskSettings
from connectors.zendesk.tickets import Ticket, Tickets, named, posted_of, replies_of, ticket_of, tickets_of

PAGE = 100
LONGEST_REPLY = 60_000
"""Characters: a comment may have 65,535 bytes, as people remember it."""

_DAY = 86_400.0
_DEPTHS = {
    "ratings": Depth(overlap=3600, first=30 * _DAY, sweep=_DAY),
    "surveys": Depth(overlap=2 * _DAY, first=30 * _DAY, sweep=_DAY),
}
"""Ratings are asked for by when they were given, surveys by when they were sent: those are answered for days."""


class ZendeskSource:
    """Reads what customers say of how their tickets were answered."""

    longest: int | None = LONGEST_REPLY
    looks: tuple[float, ...] = (2.0, 15.0, 60.0)

    def __init__(self, settings: ZendeskSettings, tools: Tools) -> None:
        self._csat = settings.csat
        self._desk: Desk = settings.desk
        self._door = ZendeskDoor(settings, tools)
        self._now = tools.now

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield pages of what was said since; of the last 30 days at first, and once a day for what was dated early."""
        progress = Drained(since=None) if since is None else load(Drained, since)
        ask = partial(self._answers, progress.since or 0)
        yield from drained(ask, progress, now=self._now().timestamp(), depth=_DEPTHS[self._csat])

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield what was said at or after `since`."""
        back = since if self._csat == "ratings" else since - timedelta(seconds=_DEPTHS["surveys"].overlap)
        for page in drained_back_to(partial(self._answers, 0), back, resume, now=self._now().timestamp()):
            yield replace(page, mentions=tuple(one for one in page.mentions if one.posted_at >= since))

    def reread(self, keys: Sequence[MentionKey]) -> Page:
        """Look again at what was said of tickets, with what was written to their customers since."""
        wanted = [key.native_id for key in keys if key.native_id.isdecimal()]
        tickets = self._tickets(self._door.again, wanted)
        known = {str(ticket.id): ticket for ticket in tickets.tickets}
        gone = tuple(name for name in wanted if name not in known and self._ticket(self._door.again, name) is None)
        told = self._rated(list(known.values())) if self._csat == "ratings" else self._surveyed(list(known))
        mentions = tuple(self._answered(self._door.again, one) for one in named(told, tickets).mentions)
        return replace(told, mentions=mentions, deleted=(*told.deleted, *map(self._desk.key, gone)))

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Write to the customer in the ticket, unless somebody else changes it in the same moment."""
        ticket = self._ticket(self._door.new, key.native_id) if key.native_id.isdecimal() else None
        if ticket is None:
            raise Refused("there is no ticket any more: it cannot be answered")
        if ticket.status == "closed":
            raise Refused("the ticket is closed, and takes no answer any more: write to the customer in a new one")
        change = {"comment": {"body": text, "public": True}, "safe_update": True, "updated_stamp": ticket.updated_at}
        answer = self._door.put_once(f"/api/v2/tickets/{ticket.id}.json", {"ticket": change})
        if answer.status == 409:
            raise Unavailable("somebody changed the ticket in the same moment", retry_after=5)
        if answer.status != 200:
            raise Refused(f"Zendesk does not take this answer ({answer.status}): may the client's user write there?")
        try:
            native_id, at = posted_of(answer.json())
        except (Changed, ValueError) as error:
            raise Uncertain("Zendesk took an answer and did not show it") from error
        return ReplyReceipt(native_id=native_id, posted_at=at, url=f"{self._desk.address}/agent/tickets/{ticket.id}")

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        """Return what staff wrote to the customer in the ticket."""
        return self._replies(self._door.new, key.native_id, None) if key.native_id.isdecimal() else ()

    def _answers(self, heard: float, start: float, token: str | None) -> Batch:
        if self._csat == "ratings":
            path, read = "/api/v2/satisfaction_ratings.json", ratings_of
            score = next(iter(self._desk.hear)) if len(self._desk.hear) == 1 else "received"
            asked: dict[str, object] = {"score": score, "start_time": int(start)}
        else:
            path, read = "/api/v2/guide/survey_responses", responses_of
            asked = {"filter__created_at_start": int(start * 1000), "sort": "id"}
        accept = (400,) if token else ()
        answer = self._door.get(self._door.new, path, accept=accept, page__size=PAGE, page__after=token, **asked)
        if answer.status == 400:
            raise TokenLostError("Zendesk no longer knows the page to read on from")
        told = read_json(answer, lambda payload: read(payload, self._desk))
        page = named(told.page, self._tickets(self._door.new, [one.thread_id for one in told.page.mentions]))
        mentions = tuple(self._answered(self._door.new, one) if _changed(one) > heard else one for one in page.mentions)
        return Batch(page=replace(page, mentions=mentions), marks=told.marks, older=told.next)

    def _rated(self, tickets: Sequence[Ticket]) -> Page:
        """Return the ratings of tickets as they are now; one that was taken back is gone."""
        pages = [self._rating(ticket.rating_id) for ticket in tickets if ticket.rating_id is not None]
        gone = (self._desk.key(str(ticket.id)) for ticket in tickets if ticket.rating_id is None)
        return Page(mentions=tuple(one for page in pages for one in page.mentions), deleted=tuple(gone))

    def _rating(self, number: int) -> Page:
        answer = self._door.get(self._door.again, f"/api/v2/satisfaction_ratings/{number}.json", accept=(404,))
        return read_json(answer, lambda payload: rating_of(payload, self._desk)) if answer.status == 200 else Page()

    def _surveyed(self, tickets: Sequence[str]) -> Page:
        if not tickets:
            return Page()
        names = ",".join(f"zen:ticket:{name}" for name in tickets)
        path = "/api/v2/guide/survey_responses"
        answer = self._door.get(self._door.again, path, filter__subject_zrns=names, page__size=PAGE, sort="id")
        told = read_json(answer, lambda payload: responses_of(payload, self._desk, whole=True)).page
        return replace(told, mentions=tuple({one.key: one for one in told.mentions}.values()))

    def _tickets(self, http: Http, names: Sequence[str | None]) -> Tickets:
        found, users = list[Ticket](), Tickets(tickets=()).users
        wanted = list(dict.fromkeys(name for name in names if name is not None))
        for first in range(0, len(wanted), PAGE):
            ids = ",".join(wanted[first : first + PAGE])
            told = read_json(
                self._door.get(http, "/api/v2/tickets/show_many.json", ids=ids, include="users"), tickets_of
            )
            found, users = [*found, *told.tickets], (*users, *told.users)
        return Tickets(tickets=found, users=users)

    def _ticket(self, http: Http, name: str) -> Ticket | None:
        answer = self._door.get(http, f"/api/v2/tickets/{quote(name, safe='')}.json", accept=(404,))
        if answer.status == 404 and b"RecordNotFound" not in answer.body:
            raise Refused("the address answers 404, and not as a Zendesk does: is `base_url` right?")
        return read_json(answer, ticket_of) if answer.status == 200 else None

    def _answered(self, http: Http, mention: Mention) -> Mention:
        if mention.thread_id is None:
            return mention
        return replace(mention, own_replies=self._replies(http, mention.thread_id, mention.posted_at))

    def _replies(self, http: Http, ticket: str, since: datetime | None) -> tuple[OwnReply, ...]:
        path = f"/api/v2/tickets/{ticket}/comments.json"
        answer = self._door.get(http, path, accept=(404,), include="users", sort_order="desc", per_page=PAGE)
        return () if answer.status == 404 else read_json(answer, lambda told: replies_of(told, since))


def _changed(mention: Mention) -> float:
    return (mention.edited_at or mention.posted_at).timestamp()
