"""Exports: everything that matches, as CSV or JSON Lines, written while it is read."""

from typing import Annotated, Literal

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import Field

from monitor.documents.exports import MEDIA
from monitor.domain.access import Permission
from monitor.store.database import Database
from monitor.web.api.case_filters import WhichCases
from monitor.web.api.endpoint import Endpoint
from monitor.web.api.mentions import WhichMentions
from monitor.web.exports import Takeaway
from monitor.web.gate import Asking
from monitor.web.wiring import Wiring

_TAG = "export"
Format = Annotated[Literal["csv", "jsonl"], Field(description="csv: for spreadsheets. jsonl: an object a line.")]


class ExportedCases(WhichCases):
    """Which cases, and as what."""

    format: Format = "jsonl"


class ExportedMentions(WhichMentions):
    """Which mentions, and as what."""

    format: Format = "jsonl"


class Exports:
    """What the addresses of exports answer."""

    def __init__(self, db: Database, wiring: Wiring) -> None:
        self._wiring = wiring
        self._takeaway = Takeaway(db, mask=wiring.mask, now=wiring.now)

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return where it answers."""
        return tuple(
            Endpoint(
                path=f"/export/{answer.__name__}",
                answer=answer,
                needs=Permission.EXPORT,
                tag=_TAG,
                media=MEDIA["jsonl"],
                also=(MEDIA["csv"],),
                tagged=False,
            )
            for answer in (self.cases, self.mentions)
        )

    def cases(self, request: Request, viewer: Asking, asked: Annotated[ExportedCases, Query()]) -> Response:
        """Take all cases that match away, the oldest first.

        Personal data and abuse in customers' words are masked; a cell of CSV that a spreadsheet would run is prefixed
        with an apostrophe. Each export is on the record. An answer that breaks off is not whole.
        """
        query = asked.wanted().query(self._wiring.now(), 0, self._wiring.zone, viewer.name)
        return self._takeaway.cases(request, viewer, query, asked.format)

    def mentions(self, request: Request, viewer: Asking, asked: Annotated[ExportedMentions, Query()]) -> Response:
        """Take all mentions that match away, the oldest first.

        As with cases. Columns are named as `monitor import` reads them.
        """
        return self._takeaway.mentions(request, viewer, asked.which(viewer.limits), asked.format)
