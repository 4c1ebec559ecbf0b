"""Incidents: the list, one of them, and acts on them."""

from typing import Annotated, Any, Literal

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import Field

from monitor.documents.document import Document
from monitor.documents.incidents import IncidentDocument, WholeIncident, incident_document, whole_incident
from monitor.domain.access import Permission, Viewer
from monitor.store import incidents
from monitor.store.database import Database, Transaction
from monitor.store.incident_lists import incident_list
from monitor.store.team import to_look_after
from monitor.web.api.answers import require, shown
from monitor.web.api.asking import said
from monitor.web.api.case_filters import Name
from monitor.web.api.cursors import cursor, number_in
from monitor.web.api.endpoint import Endpoint
from monitor.web.api.incident_acts import IncidentAct, OpenIncident, OwnIncident
from monitor.web.api.numbers import IncidentId
from monitor.web.api.once import Once, Sending
from monitor.web.api.paging import Page
from monitor.web.api.problem import Kind
from monitor.web.filters import incident_number
from monitor.web.gate import Asking
from monitor.web.wiring import Wiring

_TAG = "incidents"
_OPEN, _CLOSE = {"cases": ["C-1", "C-2"]}, {"act": "close"}


class IncidentFilters(Page):
    """Which incidents are listed, and how many."""

    state: Literal["open", "all"] = Field(default="all", description="open: without those that are closed.")
    brand: Name = None


class IncidentList(Document):
    """A page of incidents."""

    incidents: tuple[IncidentDocument, ...]
    next: str | None = Field(description="The cursor of the next page; null: this is the last.")


class Incidents:
    """What the addresses of incidents answer."""

    def __init__(self, db: Database, wiring: Wiring) -> None:
        self._db = db
        self._now = wiring.now
        self._staff = wiring.staff
        self._once = Once(db, wiring.now)

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return where it answers."""
        look: dict[str, Any] = {"needs": Permission.LOOK, "tag": _TAG}
        act: dict[str, Any] = {"needs": Permission.ACT, "tag": _TAG, "method": "POST", "gives": WholeIncident}
        opens: dict[str, Any] = {"example": _OPEN, "refuses": (Kind.NOT_FOUND, Kind.CONFLICT)}
        acts: dict[str, Any] = {"example": _CLOSE, "refuses": (Kind.CONFLICT, Kind.STALE)}
        return (
            Endpoint(path="/incidents", answer=self.listed, gives=IncidentList, **look),
            Endpoint(path="/incidents/{id}", answer=self.one, gives=WholeIncident, **look),
            Endpoint(path="/incidents", answer=self.open, takes=OpenIncident, **opens, **act),
            Endpoint(path="/incidents/{id}/acts", answer=self.act, takes=IncidentAct, **acts, **act),
        )

    def listed(self, request: Request, viewer: Asking, asked: Annotated[IncidentFilters, Query()]) -> Response:
        """List incidents, the newest first."""
        before = number_in(asked.cursor, _TAG)
        with self._db.read() as tx:
            found = incidents.newest(
                tx,
                open_only=asked.state == "open",
                brand=asked.brand or None,
                before=before,
                within=viewer.limits,
                limit=asked.limit + 1,
            )
            told = list(map(incident_document, incident_list(tx, found[: asked.limit])))
        below = cursor(_TAG, str(found[asked.limit - 1].id)) if len(found) > asked.limit else None
        return shown(request, IncidentList(incidents=tuple(told), next=below), next_=below)

    def one(self, request: Request, viewer: Asking, id: IncidentId) -> Response:  # noqa: A002
        """Tell all that is known of an incident."""
        with self._db.read() as tx:
            return shown(request, _whole(tx, incident_number(id), viewer))

    def open(
        self, request: Request, viewer: Asking, asked: Annotated[OpenIncident, said(OpenIncident)], sent: Sending
    ) -> Response:
        """Make an incident of cases that are the same trouble."""

        def done() -> Response:
            with self._db.write() as tx:
                incident = asked.on(tx, viewer, self._now())
                return shown(request, whole_incident(tx, incident, viewer.limits))

        return self._once.do(sent, done)

    def act(
        self,
        request: Request,
        viewer: Asking,
        id: IncidentId,  # noqa: A002
        wanted: Annotated[IncidentAct, said(IncidentAct)],
        sent: Sending,
    ) -> Response:
        """Do something to an incident, and tell how it stands then.

        What is answered is the incident that tells of it afterwards: of a merge the other one, of a split the new one.
        """

        def done() -> Response:
            number = incident_number(id)
            with self._db.write() as tx:
                incidents.hold(tx, [incidents.seen_by(tx, number, viewer.limits).brand])
                require(request, lambda: _whole(tx, number, viewer))
                incident = self._to_one_of_the_team(tx, wanted, number, viewer).on(tx, number, viewer, self._now())
                return shown(request, whole_incident(tx, incident, viewer.limits))

        return self._once.do(sent, done)

    def _to_one_of_the_team(self, tx: Transaction, wanted: IncidentAct, number: int, viewer: Viewer) -> IncidentAct:
        if not isinstance(wanted, OwnIncident) or not wanted.owner:
            return wanted
        owner = to_look_after(tx, wanted.owner, number, self._staff, by=viewer.name)
        return OwnIncident(act="own", owner=owner)


def _whole(tx: Transaction, number: int, viewer: Viewer) -> WholeIncident:
    return whole_incident(tx, incidents.seen_by(tx, number, viewer.limits), viewer.limits)
