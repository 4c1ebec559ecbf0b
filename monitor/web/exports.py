"""Exports: what is listed, taken away as a file that is written while it is read, and is on the record before."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from monitor.documents.exports import FORMATS, MEDIA, Record, case_row, gathered, mention_row
from monitor.domain.access import Permission, Viewer
from monitor.domain.journal import Deed
from monitor.store import export, journal
from monitor.store.case_search import CaseQuery
from monitor.store.database import Database
from monitor.store.mention_search import MentionQuery
from monitor.web import mention_filters
from monitor.web.address import POST, Address
from monitor.web.filters import read
from monitor.web.gate import Asking
from monitor.web.signing import address_of

CASES, MENTIONS = "/cases/-/export", "/mentions/-/export"
_FOR_SPREADSHEETS = "\ufeff"
"""Before a CSV file that a person opens: without it, Excel takes it for an old encoding."""


class Takeaway:
    """Makes files of what somebody sees. `mask` hides personal data and abuse in customers' words, as on pages."""

    def __init__(self, db: Database, *, mask: Callable[[str], str], now: Callable[[], datetime]) -> None:
        self._db = db
        self._mask = mask
        self._now = now

    def cases(self, request: Request, viewer: Viewer, query: CaseQuery, kind: str, head: str = "") -> Response:
        """Return the cases that match, of those that `viewer` sees, as `csv` or `jsonl`."""
        rows = export.cases(self._db, replace(query, within=viewer.limits))
        return self._answer(request, viewer, "cases", map(partial(case_row, mask=self._mask), rows), kind, head)

    def mentions(self, request: Request, viewer: Viewer, query: MentionQuery, kind: str, head: str = "") -> Response:
        """Return the mentions that match, of those that `viewer` sees, as `csv` or `jsonl`."""
        rows = export.mentions(self._db, replace(query, within=viewer.limits))
        return self._answer(request, viewer, "mentions", map(partial(mention_row, mask=self._mask), rows), kind, head)

    def _answer(
        self, request: Request, viewer: Viewer, what: str, rows: Iterable[Record], kind: str, head: str
    ) -> Response:
        now, name = self._now(), f"{what}-{self._now():%Y-%m-%d}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        if request.method == "HEAD":
            return Response(headers=headers, media_type=MEDIA[kind])
        with self._db.write() as tx:
            told, address = request.url.query, address_of(request)
            journal.write(tx, Deed.EXPORTED, by=viewer.name, now=now, about=what, told=told, address=address)
        return StreamingResponse(self._written(rows, kind, head), headers=headers, media_type=MEDIA[kind])

    def _written(self, rows: Iterable[Record], kind: str, head: str) -> Iterator[str]:
        yield head
        yield from gathered(FORMATS[kind](rows))


class Exports:
    """What the buttons below the lists do."""

    def __init__(self, takeaway: Takeaway, *, now: Callable[[], datetime], zone: tzinfo) -> None:
        self._takeaway = takeaway
        self._now = now
        self._zone = zone

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        export = Permission.EXPORT
        return (
            Address(path=CASES, answer=self.cases, needs=export, methods=POST),
            Address(path=MENTIONS, answer=self.mentions, needs=export, methods=POST),
        )

    def cases(self, request: Request, viewer: Asking) -> Response:
        """Return all cases that the list shows, on all of its pages."""
        wanted = read(request.query_params).top()
        query = wanted.query(self._now(), 0, self._zone, viewer.name)
        return self._takeaway.cases(request, viewer, query, "csv", _FOR_SPREADSHEETS)

    def mentions(self, request: Request, viewer: Asking) -> Response:
        """Return all mentions that their list shows, on all of its pages."""
        query = mention_filters.read(request.query_params).top().query(self._zone, viewer.limits, 0)
        return self._takeaway.mentions(request, viewer, query, "csv", _FOR_SPREADSHEETS)
