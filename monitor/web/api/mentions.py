"""Mentions: all that was heard, flagged or not, each with what was decided about it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from monitor.documents.document import Document
from monitor.documents.mentions import HeardMention, heard_mention
from monitor.domain.access import Limits, Permission
from monitor.domain.score import Topic
from monitor.store import mention_files
from monitor.store.columns import EPOCH, from_instant, to_instant
from monitor.store.database import Database
from monitor.store.mention_search import Flagged, MentionQuery, Spot, search
from monitor.web.api.answers import shown
from monitor.web.api.case_filters import Name
from monitor.web.api.cursors import USUAL, Cursor, Limit, bad_cursor, cursor, mark_in
from monitor.web.api.endpoint import Endpoint
from monitor.web.api.numbers import MentionId
from monitor.web.gate import Asking
from monitor.web.wiring import Wiring
from monitor.wording import faults as fault_words

_TAG = "mentions"
_MARK = re.compile(r"(-?[0-9]{1,17})\.([0-9]{1,18})")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})")
_LATEST = EPOCH + timedelta(days=365_000)


def _written_moment(written: object) -> object:
    """Take a moment as RFC 3339 writes it, and nothing else that could be taken for one."""
    if isinstance(written, str) and not _MOMENT.fullmatch(written):
        raise ValueError(fault_words.TIME)
    return written


Moment = Annotated[AwareDatetime | None, BeforeValidator(_written_moment)]


class WhichMentions(BaseModel):
    """Which mentions. Without a filter: any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    brand: Name = Field(default=None, description="Of those that it was judged for.")
    source: Name = Field(default=None, description="One that heard it.")
    language: Name = Field(default=None, description="In which it was judged.", examples=["en"])
    topic: Topic | None = None
    flagged: Flagged | None = Field(default=None, description="yes: a complaint. no: none. eyes: a person must read.")
    q: Name = Field(default=None, description="Beginnings of words in what was said.")
    since: Moment = Field(default=None, description="Heard then or later.", examples=["2026-11-23T09:00:00Z"])
    until: Moment = Field(default=None, description="Heard before.")

    def which(self, within: Limits) -> MentionQuery:
        """Return the search for them."""
        return MentionQuery(
            brand=self.brand,
            source=self.source,
            language=self.language,
            topic=self.topic,
            flagged=self.flagged,
            text=self.q or None,
            heard=(_storable(self.since), _storable(self.until)),
            within=within,
        )


class MentionFilters(WhichMentions):
    """Which mentions are listed, and how many."""

    cursor: Cursor = None
    limit: Limit = USUAL

    def query(self, within: Limits) -> MentionQuery:
        """Return the search for one row more than a page has. Raises `Refusal`."""
        return replace(self.which(within), before=_spot(self.cursor), limit=self.limit + 1)


class MentionList(Document):
    """A page of mentions. One may have fewer rows than were asked for, or none, and others follow it."""

    mentions: tuple[HeardMention, ...]
    next: str | None = Field(description="The cursor of the next page; null: this is the last.")


class Mentions:
    """What the addresses of mentions answer."""

    def __init__(self, db: Database, wiring: Wiring) -> None:
        self._db = db
        self._mask = wiring.mask

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return where it answers."""
        look = Permission.LOOK
        return (
            Endpoint(path="/mentions", answer=self.listed, needs=look, tag=_TAG, gives=MentionList),
            Endpoint(path="/mentions/{id}", answer=self.one, needs=look, tag=_TAG, gives=HeardMention),
        )

    def listed(self, request: Request, viewer: Asking, asked: Annotated[MentionFilters, Query()]) -> Response:
        """List mentions, flagged or not, those that were heard last first.

        Where what is looked for is rare, a page ends before it is full, and `next` goes on further back.
        """
        with self._db.read() as tx:
            found = search(tx, asked.query(viewer.limits))
            spots = found.spots[: asked.limit]
            files = mention_files.files(tx, [spot.id for spot in spots], viewer.limits)
        last = spots[-1] if len(found.spots) > asked.limit else found.looked_to
        below = None if last is None else cursor(_TAG, f"{to_instant(last.at)}.{last.id}")
        told = tuple(heard_mention(file, mask=self._mask) for file in files)
        return shown(request, MentionList(mentions=told, next=below), next_=below)

    def one(self, request: Request, viewer: Asking, id: MentionId) -> Response:  # noqa: A002
        """Tell all that is known of a mention."""
        with self._db.read() as tx:
            file = mention_files.file(tx, int(id.removeprefix("M-")), viewer.limits)
        return shown(request, heard_mention(file, mask=self._mask))


def _storable(moment: datetime | None) -> datetime | None:
    """Return a moment that a store can be asked for: what is further away changes nothing."""
    return None if moment is None else min(max(moment, EPOCH), _LATEST).astimezone(UTC)


def _spot(written: str | None) -> Spot | None:
    mark = mark_in(written, _TAG)
    if mark is None:
        return None
    found = _MARK.fullmatch(mark)
    try:
        spot = found and Spot(at=from_instant(int(found[1])), id=int(found[2]))
    except OverflowError as error:
        raise bad_cursor() from error
    if spot is None:
        raise bad_cursor()
    return spot
