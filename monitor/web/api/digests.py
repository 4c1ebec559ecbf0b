"""Digests: the weeks that were written, and the figures of one."""

from datetime import datetime
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from monitor.documents.document import Document
from monitor.domain.access import Permission
from monitor.domain.edition import EVERY_BRAND, Edition
from monitor.domain.edition import parse as parse_edition
from monitor.domain.figures import Figures
from monitor.domain.snapshot import to_json
from monitor.domain.week import parse
from monitor.store import digests
from monitor.store.database import Database
from monitor.store.digests import Written
from monitor.web.api.answers import shown, shown_json
from monitor.web.api.case_filters import Name
from monitor.web.api.cursors import bad_cursor, cursor, mark_in
from monitor.web.api.endpoint import Endpoint
from monitor.web.api.numbers import WeekName
from monitor.web.api.paging import Page
from monitor.web.api.problem import Kind, Refusal
from monitor.web.gate import Asking
from monitor.web.wiring import Wiring
from monitor.wording import api as words

_TAG = "digests"


class WrittenDigest(Document):
    """That there is a digest."""

    week: str = Field(examples=["2026-W47"])
    digest: str | None = Field(description="The name of a further digest of the configuration; null: the main one.")
    brand: str | None = Field(description="Which brand it is about; null: all together.")
    department: str | None = Field(description="Which department it is of; null: all together.")
    made_at: datetime


class DigestList(Document):
    """A page of the digests that were written."""

    digests: tuple[WrittenDigest, ...]
    next: str | None = Field(description="The cursor of the next page; null: this is the last.")


class Which(BaseModel):
    """Which digest of a week."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    digest: Name = Field(default=None, description="The name of a further digest; none: the main one.")
    brand: Name = Field(default=None, description="None: that of all brands together.")
    department: Name = Field(default=None, description="None: that of all departments together.")

    def edition(self) -> Edition:
        """Return which one that is."""
        return Edition(name=self.digest or "", brand=self.brand or EVERY_BRAND, department=self.department or "")


class Digests:
    """What the addresses of digests answer."""

    def __init__(self, db: Database, wiring: Wiring) -> None:
        self._db = db

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return where it answers."""
        look = Permission.LOOK
        return (
            Endpoint(path="/digests", answer=self.listed, needs=look, tag=_TAG, gives=DigestList),
            Endpoint(path="/digests/{week}", answer=self.one, needs=look, tag=_TAG, gives=Figures),
        )

    def listed(self, request: Request, viewer: Asking, asked: Annotated[Page, Query()]) -> Response:
        """List the digests that were written, the latest week first."""
        after = _after(asked.cursor)
        with self._db.read() as tx:
            found = digests.page(tx, within=viewer.limits, after=after, limit=asked.limit + 1)
        last = found[asked.limit - 1] if len(found) > asked.limit else None
        below = None if last is None else cursor(_TAG, f"{last.week}/{last.edition}")
        told = tuple(map(_written, found[: asked.limit]))
        return shown(request, DigestList(digests=told, next=below), next_=below)

    def one(self, request: Request, viewer: Asking, week: WeekName, asked: Annotated[Which, Query()]) -> Response:
        """Tell the figures of a week, as they were when its digest was written. They never change."""
        with self._db.read() as tx:
            sees = viewer.limits.allow_whole(asked.brand or None, asked.department or "")
            figures = digests.load(tx, _known(week), asked.edition()) if sees else None
        if figures is None:
            raise Refusal(Kind.NOT_FOUND, words.NO_SUCH_DIGEST)
        return shown_json(request, to_json(figures))


def _written(one: Written) -> WrittenDigest:
    told = one.edition
    return WrittenDigest(
        week=one.week,
        digest=told.name or None,
        brand=None if told.brand == EVERY_BRAND else told.brand,
        department=told.department or None,
        made_at=one.made_at,
    )


def _after(written: str | None) -> tuple[str, Edition] | None:
    mark = mark_in(written, _TAG)
    if mark is None:
        return None
    week, slash, written_edition = mark.partition("/")
    edition = parse_edition(written_edition)
    if not slash or any("\x00" in part for part in (week, edition.name, edition.brand, edition.department)):
        raise bad_cursor()
    return week, edition


def _known(week: str) -> str:
    try:
        return str(parse(week))
    except ValueError as error:
        raise Refusal(Kind.NOT_FOUND, words.NO_SUCH_DIGEST) from error
