"""Cases: the list, one of them, its timeline, and acts on it."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import Field

from monitor.documents.cases import CaseDocument, EventDocument, WholeCase, case_document, event_document, whole_case
from monitor.documents.document import Document
from monitor.domain.access import Permission, Viewer
from monitor.domain.act import NotAllowed
from monitor.domain.case import Case
from monitor.store import case_files, cases
from monitor.store.case_search import search
from monitor.store.database import Database, Transaction
from monitor.store.team import to_whom
from monitor.store.timelines import timeline
from monitor.store.urgency import most_urgent
from monitor.web.api.answers import require, shown
from monitor.web.api.asking import said
from monitor.web.api.case_acts import CaseAct, SetDepartment
from monitor.web.api.case_filters import CaseFilters, cursor_of
from monitor.web.api.cursors import cursor, number_in
from monitor.web.api.endpoint import Endpoint
from monitor.web.api.numbers import CaseId
from monitor.web.api.once import Once, Sending
from monitor.web.api.paging import Page
from monitor.web.api.problem import Kind
from monitor.web.case_limits import file_seen
from monitor.web.case_limits import seen as case_seen
from monitor.web.filters import URGENT, Wanted, case_number
from monitor.web.gate import Asking
from monitor.web.wiring import Wiring
from monitor.wording import api as words

_TAG = "cases"


class CaseList(Document):
    """A page of cases."""

    cases: tuple[CaseDocument, ...]
    next: str | None = Field(description="The cursor of the next page; null: this is the last.")


class EventList(Document):
    """A page of a timeline, the earliest first."""

    events: tuple[EventDocument, ...]
    next: str | None = Field(description="The cursor of the next page; null: this is the last.")


class Cases:
    """What the addresses of cases answer."""

    def __init__(self, db: Database, wiring: Wiring) -> None:
        self._db = db
        self._wiring = wiring
        self._once = Once(db, wiring.now)

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return where it answers."""
        look, act = Permission.LOOK, Permission.ACT
        unfit = (Kind.CONFLICT, Kind.STALE)
        return (
            Endpoint(path="/cases", answer=self.listed, needs=look, tag=_TAG, gives=CaseList),
            Endpoint(path="/cases/{id}", answer=self.one, needs=look, tag=_TAG, gives=WholeCase),
            Endpoint(path="/cases/{id}/events", answer=self.events, needs=look, tag=_TAG, gives=EventList),
            Endpoint(
                path="/cases/{id}/acts",
                answer=self.act,
                needs=act,
                tag=_TAG,
                method="POST",
                takes=CaseAct,
                example={"act": "assign", "owner": "Kim"},
                gives=WholeCase,
                refuses=unfit,
            ),
        )

    def listed(self, request: Request, viewer: Asking, asked: Annotated[CaseFilters, Query()]) -> Response:
        """List cases.

        The filters are those of the inbox's own address.
        """
        wanted, now = asked.wanted(), self._wiring.now()
        with self._db.read() as tx:
            found = self._found(tx, wanted, viewer, now, asked.limit + 1)
            files = case_files.files(tx, [case.id for case in found[: asked.limit]])
        more = len(found) > asked.limit
        below = cursor_of(wanted.below(found[asked.limit - 1], wanted.as_of(now))) if more else None
        told = tuple(case_document(file, now, mask=self._wiring.mask) for file in files)
        return shown(request, CaseList(cases=told, next=below), next_=below)

    def one(self, request: Request, viewer: Asking, id: CaseId) -> Response:  # noqa: A002
        """Tell all that is known of a case."""
        with self._db.read() as tx:
            return shown(request, self._whole(tx, case_number(id), viewer))

    def events(self, request: Request, viewer: Asking, id: CaseId, asked: Annotated[Page, Query()]) -> Response:  # noqa: A002
        """Tell what happened on a case, the earliest first."""
        number = case_number(id)
        after = number_in(asked.cursor, f"events-{number}") or 0
        with self._db.read() as tx:
            file_seen(case_files.file(tx, number), viewer)
            found = timeline(tx, number, after=after, limit=asked.limit + 1)
        more = len(found) > asked.limit
        below = cursor(f"events-{number}", str(found[asked.limit - 1][0])) if more else None
        told = tuple(event_document(event, mask=self._wiring.mask) for _, event in found[: asked.limit])
        return shown(request, EventList(events=told, next=below), next_=below)

    def act(
        self,
        request: Request,
        viewer: Asking,
        id: CaseId,  # noqa: A002
        wanted: Annotated[CaseAct, said(CaseAct)],
        sent: Sending,
    ) -> Response:
        """Do something to a case, and tell how it stands then.

        The same acts as in the inbox and on the command line, under the same rules: one that does not fit the case as
        it stands is refused (409). Timelines tell the name of the token.
        """

        def done() -> Response:
            number, now = case_number(id), self._wiring.now()
            with self._db.write() as tx:
                case = case_seen(cases.get(tx, number, hold=True), viewer)
                require(request, lambda: self._whole(tx, number, viewer))
                self._refuse_unknown(wanted)
                asked = wanted.on(case, now, self._wiring.due_at)
                act = to_whom(tx, asked, case, self._wiring.staff, by=viewer.name, now=now)
                after = cases.act(tx, number, act, by=viewer.name, now=now)
                if isinstance(wanted, SetDepartment):
                    self._wiring.tell_department(tx, after, now)
                file = case_files.file(tx, number)  # whoever gives it to others may have seen it for the last time
                return shown(request, whole_case(file, now, mask=self._wiring.mask))

        return self._once.do(sent, done)

    def _refuse_unknown(self, wanted: CaseAct) -> None:
        if isinstance(wanted, SetDepartment) and wanted.department not in self._wiring.departments:
            raise NotAllowed(words.no_department(wanted.department, self._wiring.departments))

    def _found(self, tx: Transaction, wanted: Wanted, viewer: Viewer, now: datetime, limit: int) -> list[Case]:
        query = replace(wanted.query(now, limit, self._wiring.zone, viewer.name), within=viewer.limits)
        if wanted.order != URGENT:
            return search(tx, query)
        return most_urgent(tx, query, now=wanted.as_of(now), after=wanted.before)

    def _whole(self, tx: Transaction, number: int, viewer: Viewer) -> WholeCase:
        file = file_seen(case_files.file(tx, number), viewer)
        return whole_case(file, self._wiring.now(), mask=self._wiring.mask)
