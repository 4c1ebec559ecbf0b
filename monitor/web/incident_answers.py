"""One text for all cases of an incident: checked for each, sent to each once, and approved together."""

from collections.abc import Callable
from datetime import datetime

from fastapi import Request
from fastapi.responses import Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.bulk_answer import MOST
from monitor.domain.incident import Incident
from monitor.domain.incident import IncidentEventKind as Kind
from monitor.store import incident_cases, incident_history, incidents
from monitor.store.database import Database
from monitor.web.address import POST, Address
from monitor.web.counter import BulkAnswers
from monitor.web.filters import Unknown, incident_number
from monitor.web.forms import Form
from monitor.web.gate import Asking, Filled
from monitor.web.incident_page import IncidentPage, Shown
from monitor.wording import incident_page as words
from monitor.wording.incident_page import DraftForAll
from monitor.wording.replying import NO_PROGRAM

LONGEST = 10_000
CHECK, SEND, INSIST = "check", "send", "insist"


class IncidentAnswers:
    """What the form does that answers all of an incident's cases."""

    def __init__(
        self, db: Database, bulk_answers: BulkAnswers, *, page: IncidentPage, now: Callable[[], datetime]
    ) -> None:
        self._db = db
        self._bulk = bulk_answers
        self._page = page
        self._now = now

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        act = Permission.ACT
        return (
            Address(path="/incidents/{public_id}/answer", answer=self.answer, needs=act, methods=POST),
            Address(path="/incidents/{public_id}/approve", answer=self.approve, needs=act, methods=POST),
        )

    def answer(self, request: Request, public_id: str, form: Filled, viewer: Asking) -> Response:
        """Check a text for all, or hand it on for each."""
        number, how = incident_number(public_id), form.text("how")
        if how not in {CHECK, SEND, INSIST}:
            raise Unknown("no such act")
        text = form.text("text").replace("\r\n", "\n")[:LONGEST]
        with self._db.read() as tx:
            incident = incidents.seen_by(tx, number, viewer.limits)
            found = incident_cases.to_answer(tx, incident, viewer.limits, limit=MOST)
            left = incident_cases.counts(tx, incident, viewer.limits).to_answer - len(found)
            draft = words.draft(text, self._bulk.parts(tx, found, text), left)
        if how == CHECK or not found or (draft.wrong and not (how == INSIST and draft.insist)):
            refused = "" if found else words.NOBODY_LEFT
            shown = Shown(for_all=draft, refused=refused)
            return self._page.page(request, number, viewer, shown, status=200 if how == CHECK else 422)
        return self._sung(request, incident, found, text, how, left, form, viewer)

    def approve(self, request: Request, public_id: str, form: Filled, viewer: Asking) -> Response:
        """Approve all answers that wait for a second person."""
        number, now = incident_number(public_id), self._now()
        with self._db.read() as tx:
            incident = incidents.seen_by(tx, number, viewer.limits)
            found = incident_cases.to_approve(tx, incident, viewer.limits, limit=MOST)
        if viewer.scopes is not None:
            return self._page.page(request, number, viewer, Shown(refused=NO_PROGRAM), status=409)
        handed = self._bulk.approve(self._db, found, by=viewer.name, now=now)
        shown = Shown(became=words.became(handed, 0), not_done=words.refused(handed))
        return self._page.page(request, number, viewer, shown)

    def _sung(
        self,
        request: Request,
        incident: Incident,
        found: list[int],
        text: str,
        how: str,
        left: int,
        form: Form,
        viewer: Viewer,
    ) -> Response:
        now = self._now()
        handed = self._bulk.send(
            self._db, found, text=text, by=viewer.name, insist=how == INSIST, now=now, key=form.once()
        )
        if count := handed.sent + handed.waiting:
            with self._db.write() as tx:
                incident_history.note(tx, incident.id, Kind.ANSWERED, by=viewer.name, now=now, became=str(count))
        draft = DraftForAll(text=text) if handed.refused or left else None
        shown = Shown(for_all=draft, became=words.became(handed, left), not_done=words.refused(handed))
        return self._page.page(request, incident.id, viewer, shown)
