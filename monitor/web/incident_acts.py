"""Acts on an incident and on its cases together, by forms that need no script."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.act import NotAllowed, Resolve
from monitor.domain.bulk_answer import MOST, Handed
from monitor.domain.case import Outcome
from monitor.domain.incident import Incident
from monitor.domain.incident import IncidentEventKind as Kind
from monitor.store import cases, incident_acts, incident_cases, incident_figures, incident_history, incidents
from monitor.store.cases import NoSuchCase
from monitor.store.database import Database, StoreUnavailable, Transaction
from monitor.web.address import POST, Address
from monitor.web.filters import Unknown, case_number, incident_number
from monitor.web.forms import Form
from monitor.web.gate import Asking, Filled
from monitor.web.incident_page import IncidentPage, Shown
from monitor.wording import incident_page as words


class IncidentActs:
    """What the forms on the page of an incident do."""

    def __init__(self, db: Database, *, page: IncidentPage, now: Callable[[], datetime]) -> None:
        self._db = db
        self._page = page
        self._now = now

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        return (Address(path="/incidents/{public_id}", answer=self.act, needs=Permission.ACT, methods=POST),)

    def act(self, request: Request, public_id: str, form: Filled, viewer: Asking) -> Response:
        """Do what a button says; show the incident, or why it was not done."""
        number = incident_number(public_id)
        try:
            if form.text("do") == "resolve":
                return self._resolve(request, number, form, viewer)
            with self._db.write() as tx:
                incident = incidents.seen_by(tx, number, viewer.limits)
                to = self._done(tx, incident, form, viewer)
        except NotAllowed as error:
            shown = Shown(refused=str(error), filled=form)
            return self._page.page(request, number, viewer, shown, status=409)
        return RedirectResponse(f"/incidents/{to.public_id}", 303)

    def _done(self, tx: Transaction, incident: Incident, form: Form, viewer: Viewer) -> Incident:
        """Do it, and return the incident to look at then. Raises `NotAllowed`, and `Unknown`."""
        do, now = form.text("do"), self._now()
        if do == "merge":
            into = incidents.seen_by(tx, incident_number(form.text("into")), viewer.limits)
            return incident_acts.merge(tx, incident.id, into.id, by=viewer.name, now=now)
        if do == "told":
            theirs = None
            if not viewer.limits.any:
                theirs = incident_figures.members(tx, incidents.root(tx, incident.id), within=viewer.limits)
            return incident_acts.told(tx, incident.id, theirs, by=viewer.name, now=now)
        if do == "take_out":
            return self._taken_out(tx, incident.id, form, viewer)
        if do not in _ALONE:
            raise Unknown("no such act")
        return _ALONE[do](tx, incident.id, form, viewer.name, now)

    def _taken_out(self, tx: Transaction, number: int, form: Form, viewer: Viewer) -> Incident:
        ticked = [case_number(one) for one in form.all("case")]
        if not ticked:
            raise NotAllowed(words.NO_SUCH_CASES)
        for one in ticked:
            case = cases.get(tx, one)
            if not viewer.limits.allow(case.brand, case.department):
                raise NoSuchCase(f"there is no case {case.public_id}")
        return incident_acts.take_out(tx, number, ticked, by=viewer.name, now=self._now())

    def _resolve(self, request: Request, number: int, form: Form, viewer: Viewer) -> Response:
        """Resolve the live cases, and close the incident where that was ticked."""
        now, outcome = self._now(), form.text("outcome")
        if outcome and outcome not in set(Outcome):
            raise Unknown("no such outcome")
        with self._db.read() as tx:
            incident = incidents.root(tx, incidents.seen_by(tx, number, viewer.limits).id)
            found = incident_cases.live(tx, incident, viewer.limits, limit=MOST)
            left = incident_cases.counts(tx, incident, viewer.limits).live - len(found)
        act = Resolve(outcome=Outcome(outcome) if outcome else None)
        handed = self._each(found, act, viewer.name, now, form.once())
        with self._db.write() as tx:
            if handed.sent:
                incident_history.note(tx, incident.id, Kind.RESOLVED, by=viewer.name, now=now, became=str(handed.sent))
            if form.text("close") and incident.closed_at is None and not left:
                incident_acts.close(tx, incident.id, by=viewer.name, now=now)
        if not handed.refused and not left:
            return RedirectResponse(f"/incidents/{incident.public_id}", 303)
        shown = Shown(became=words.resolved(handed.sent, left), not_done=words.refused(handed))
        return self._page.page(request, incident.id, viewer, shown)

    def _each(self, numbers: Sequence[int], act: Resolve, by: str, now: datetime, key: str | None) -> Handed:
        """Resolve each in a transaction of its own: what one refuses keeps no other from it."""
        done, refused = 0, list[tuple[int, str]]()
        for number in numbers:
            try:
                with self._db.write() as tx:
                    cases.act(tx, number, act, by=by, now=now, key=key)
                done += 1
            except (NotAllowed, NoSuchCase, StoreUnavailable) as error:
                refused.append((number, str(error)))
        return Handed(sent=done, refused=tuple(refused))


_ALONE: Mapping[str, Callable[[Transaction, int, Form, str, datetime], Incident]] = {
    "name": lambda tx, number, form, by, now: incident_acts.rename(tx, number, form.text("name"), by=by, now=now),
    "own": lambda tx, number, _, by, now: incident_acts.own(tx, number, by, by=by, now=now),
    "hand_back": lambda tx, number, _, by, now: incident_acts.own(tx, number, None, by=by, now=now),
    "split": lambda tx, number, _, by, now: incident_acts.split(tx, number, by=by, now=now),
    "close": lambda tx, number, _, by, now: incident_acts.close(tx, number, by=by, now=now),
    "reopen": lambda tx, number, _, by, now: incident_acts.reopen(tx, number, by=by, now=now),
}
"""What needs nothing but the incident, and what was filled in."""
