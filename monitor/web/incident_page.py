"""The page of one incident: what it is about, its cases, what can be done with them together, and what was done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from itertools import islice
from secrets import token_hex
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.bulk_answer import MOST
from monitor.domain.case import CaseFile
from monitor.domain.incident import Incident, IncidentFile
from monitor.domain.preview import Finding
from monitor.store import answers, case_files, incident_cases, incident_files, incident_history, incidents
from monitor.store.database import Database, Transaction
from monitor.store.incident_cases import PAGE, Counts
from monitor.web.address import Address
from monitor.web.counter import BulkAnswers
from monitor.web.filters import incident_number, row_number
from monitor.web.forms import NOTHING_FILLED, Form
from monitor.web.gate import Asking
from monitor.web.rendering import Renderer
from monitor.wording import incident_page as words
from monitor.wording import incidents as incident_words
from monitor.wording import pages
from monitor.wording.incident_page import DraftForAll
from monitor.wording.quotes import quote_of

MERGEABLE = 50
EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a page shows beside the incident as it stands: what was refused, what was filled in, what became of it."""

    refused: str = ""
    filled: Form = NOTHING_FILLED
    for_all: DraftForAll | None = None
    became: tuple[str, ...] = ()
    not_done: tuple[str, ...] = ()
    draft: int | None = None
    would: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """Which acts fit an incident as it stands."""

    root: bool
    open: bool
    mine: bool
    merge: Mapping[str, str] = field(default_factory=dict)


class IncidentPage:
    """What the page of an incident answers. `mask` hides personal data and abuse in a person's words."""

    def __init__(
        self,
        db: Database,
        *,
        renderer: Renderer,
        mask: Callable[[str], str],
        now: Callable[[], datetime],
        zone: tzinfo,
        bulk_answers: BulkAnswers | None = None,
    ) -> None:
        self._db = db
        self._renderer = renderer
        self._mask = mask
        self._now = now
        self._zone = zone
        self._bulk = bulk_answers

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        look, forms = Permission.LOOK, ("answer", "approve", "known")
        return (
            Address(path="/incidents/{public_id}", answer=self.show, needs=look),
            *(Address(path=f"/incidents/{{public_id}}/{form}", answer=self.back, needs=look) for form in forms),
        )

    def back(self, public_id: str) -> Response:
        """Lead who loads the address of a form anew to the incident."""
        incident_number(public_id)
        return RedirectResponse(f"/incidents/{public_id}", 303)

    def show(self, request: Request, public_id: str, viewer: Asking) -> Response:
        """Show one incident."""
        return self.page(request, incident_number(public_id), viewer, Shown())

    def page(self, request: Request, number: int, viewer: Viewer, shown: Shown, *, status: int = 200) -> Response:
        """Return the page of an incident, or a part of its cases. Raises `NoSuchIncident`."""
        now, waiting = self._now(), request.query_params.get("state") == "waiting"
        after = row_number(request.query_params["after"]) if request.query_params.get("after") else 0
        with self._db.read() as tx:
            incident = incidents.seen_by(tx, number, viewer.limits)
            told = incident_files.incident_file(tx, incident)
            counts = incident_cases.counts(tx, incident, viewer.limits)
            ids = incident_cases.page(tx, incident, viewer.limits, unanswered=waiting, after=after, limit=PAGE + 1)
            files = case_files.files(tx, ids[:PAGE])
            events = incident_history.newest(tx, incident.id)
            acts = self._possible(tx, incident, viewer)
            approve, own = self._to_approve(tx, incident, viewer, counts)
        here = f"/incidents/{incident.public_id}" + ("?state=waiting" if waiting else "")
        return self._renderer.page(
            request,
            "incident.html",
            status,
            **self._told(told, now),
            shown=shown,
            counts=counts,
            waiting=waiting,
            approve=approve,
            own=own,
            cases=[pages.line(one, quote=self._quote(one), now=now, zone=self._zone) for one in files],
            further=f"{here}{'&' if waiting else '?'}after={ids[PAGE - 1]}" if len(ids) > PAGE else None,
            first=here if after else None,
            moments=words.timeline(events, now=now, zone=self._zone),
            acts=acts,
            answers=self._bulk is not None,
            ticket=token_hex(8),
        )

    def _told(self, file: IncidentFile, now: datetime) -> dict[str, Any]:
        incident = file.incident
        heading = replace(file, first=(), critical=())  # the page lists its cases below
        notice = incident_words.incident_notice(heading, {}, now=now, key=incident.public_id, zone=self._zone)
        return {
            "id": incident.public_id,
            "incident": incident,
            "severity": file.crowding.severity.value,
            "notice": notice,
            "into": incident.merged_into and f"I-{incident.merged_into}",
            "left": file.crowding.asked - file.crowding.told,
            "known": incident_words.known_as(file.keys),
            "keys": ", ".join(incident_words.key_values(file.keys)),
        }

    def _possible(self, tx: Transaction, incident: Incident, viewer: Viewer) -> Possible:
        others = incidents.newest(tx, brand=incident.brand, within=viewer.limits, limit=MERGEABLE + 1)
        about = {
            one.public_id: incident_words.subject(one, incidents.marks_of(tx, [one.id]))
            for one in others
            if one.id != incident.id
        }
        return Possible(
            root=incident.merged_into is None,
            open=incident.closed_at is None,
            mine=incident.owner == viewer.name,
            merge=about,
        )

    def _to_approve(
        self, tx: Transaction, incident: Incident, viewer: Viewer, counts: Counts
    ) -> tuple[list[words.Example], bool]:
        """Return some of the answers that wait for a second person, and whether `viewer` wrote all of them."""
        if not counts.to_approve or self._bulk is None:
            return [], False
        found = answers.waiting(tx, incident_cases.to_approve(tx, incident, viewer.limits, limit=MOST))
        some = [words.Example(case=f"C-{number}", text=one.text) for number, one in islice(found.items(), EXAMPLES)]
        return some, all(one.by == viewer.name for one in found.values())

    def _quote(self, file: CaseFile) -> str:
        return self._mask(quote_of(file.mention))
