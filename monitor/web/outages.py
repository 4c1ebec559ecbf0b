"""Known outages: a lead says that an incident is known of, tried on the last 30 days before it acts."""

from collections.abc import Callable
from datetime import datetime, timedelta

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.act import NotAllowed
from monitor.domain.incident import Incident
from monitor.domain.incident import IncidentEventKind as Kind
from monitor.domain.match import Match
from monitor.domain.muting import KNOWN, Silence
from monitor.store import incident_history, incident_outbox, incidents
from monitor.store.database import Database
from monitor.web.address import POST, Address
from monitor.web.filters import Unknown, incident_number, row_number
from monitor.web.forms import Form
from monitor.web.gate import Asking, Filled
from monitor.web.incident_page import IncidentPage, Shown
from monitor.web.ruling import Silencing
from monitor.wording import incident_page as words

LONGEST = 100
_SPANS = frozenset({"1", "4", "24", "72", "168"})


class KnownOutages:
    """What the form does that sets an incident as a known outage."""

    def __init__(self, db: Database, outages: Silencing, *, page: IncidentPage, now: Callable[[], datetime]) -> None:
        self._db = db
        self._outages = outages
        self._page = page
        self._now = now

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        return (Address(path="/incidents/{public_id}/known", answer=self.set, needs=Permission.CHANGE, methods=POST),)

    def set(self, request: Request, public_id: str, form: Filled, viewer: Asking) -> Response:
        """Try it, or let it act."""
        number = incident_number(public_id)
        try:
            match form.text("do"):
                case "try":
                    return self._try(request, number, form, viewer)
                case "take":
                    return self._take(public_id, number, form, viewer)
        except NotAllowed as error:
            return self._page.page(request, number, viewer, Shown(refused=str(error), filled=form), status=409)
        raise Unknown("no such act")

    def _try(self, request: Request, number: int, form: Form, viewer: Viewer) -> Response:
        now = self._now()
        with self._db.read() as tx:
            incident = incidents.root(tx, incidents.seen_by(tx, number, viewer.limits).id)
            silence = _silence(incident, form, viewer.name, now)
            faults = self._outages.faults(tx, silence, now)
            lines = () if faults else self._outages.preview(tx, silence, now)
        if faults:
            raise NotAllowed(" ".join(faults.values()))
        with self._db.write() as tx:
            draft = self._outages.keep(tx, silence, now)
        shown = Shown(filled=form, draft=draft, would=lines)
        return self._page.page(request, incident.id, viewer, shown)

    def _take(self, public_id: str, number: int, form: Form, viewer: Viewer) -> Response:
        """Let it act; what it folds joins this incident, which is closed when it is over."""
        draft, now = row_number(form.text("draft")), self._now()
        with self._db.write() as tx:
            seen = incidents.seen_by(tx, number, viewer.limits)
            incidents.hold(tx, [seen.brand])
            incident = incidents.root(tx, seen.id)
            silence, _ = self._outages.take(tx, draft, by=viewer.name, now=now)
            incidents.learn(tx, incident, [f"{KNOWN}{silence.name}"])
            incident_history.note(tx, incident.id, Kind.KNOWN, by=viewer.name, now=now, became=silence.name)
            incident_outbox.recount(tx, incident, now, at_once=True)
        return RedirectResponse(f"/incidents/{public_id}", 303)


def _silence(incident: Incident, form: Form, by: str, now: datetime) -> Silence:
    """Return what was filled in. Raises `NotAllowed`, and `Unknown`."""
    name, reason = (" ".join(form.text(field).split())[:LONGEST] for field in ("name", "reason"))
    hours = form.text("hours")
    if hours not in _SPANS:
        raise Unknown("no such time")
    if not name or not reason:
        raise NotAllowed(words.INCOMPLETE)
    said = tuple(word.strip() for word in form.text("words").split(",") if word.strip())
    match = Match(brand=(incident.brand,), topic=() if said else (incident.topic,), keyword=said)
    return Silence(name=name, match=match, ends_at=now + timedelta(hours=int(hours)), reason=reason, fold=True, by=by)
