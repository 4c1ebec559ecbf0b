"""The page of one incident: what it is about, its cases, what can be done with them together, and what was done."""

from collections.abc import Callable, Mapping, Sequence
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
from monitor.domain.urgency import place_of
from monitor.store import answers, case_files, incident_cases, incident_files, incident_history, incidents
from monitor.store.database import Database, Transaction
from monitor.store.incident_cases import PAGE, Counts
from monitor.store.incident_lists import titled
from monitor.web.address import Address
from monitor.web.counter import BulkAnswers
from monitor.web.filters import incident_number, mark_of, read_place
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
MERGED = "merged"
"""The part of the page that tells what was merged into an incident."""


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
        """Show one incident; one that is merged is shown by the incident that tells of it now."""
        number = incident_number(public_id)
        with self._db.read() as tx:
            tells = self._telling(tx, number, viewer)
        if tells.id != number:
            return RedirectResponse(f"/incidents/{tells.public_id}#{MERGED}", 303)
        return self.page(request, number, viewer, Shown())

    def page(self, request: Request, number: int, viewer: Viewer, shown: Shown, *, status: int = 200) -> Response:
        """Return the page of what tells of an incident, or a part of its cases. Raises `NoSuchIncident`."""
        now, waiting = self._now(), request.query_params.get("state") == "waiting"
        after = read_place(request.query_params.get("after"), "after")
        then = min(now, after.at) if after and after.at else now
        with self._db.read() as tx:
            incident = self._telling(tx, number, viewer)
            told = incident_files.incident_file(tx, incident)
            counts = incident_cases.counts(tx, incident, viewer.limits)
            found = incident_cases.page(
                tx, incident, viewer.limits, now=then, unanswered=waiting, after=after, limit=PAGE + 1
            )
            files = case_files.files(tx, [case.id for case in found[:PAGE]])
            family = incidents.family(tx, incident.id)
            events = incident_history.newest(tx, family)
            merged = self._merged(tx, [one for one in family if one != incident.id], viewer, now)
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
            further=f"{here}{'&' if waiting else '?'}after={mark_of(place_of(found[PAGE - 1], then))}"
            if len(found) > PAGE
            else None,
            first=here if after else None,
            moments=words.timeline(events, incident.id, now=now, zone=self._zone),
            merged=merged,
            acts=acts,
            answers=self._bulk is not None,
            ticket=token_hex(8),
        )

    def _telling(self, tx: Transaction, number: int, viewer: Viewer) -> Incident:
        """Return what tells of an incident now. Raises `NoSuchIncident`, also where somebody does not see it."""
        told_by = incidents.root(tx, incidents.seen_by(tx, number, viewer.limits).id)
        return incidents.seen_by(tx, told_by.id, viewer.limits)

    def _merged(self, tx: Transaction, numbers: Sequence[int], viewer: Viewer, now: datetime) -> list[words.Merged]:
        """Return what was merged into an incident, of what somebody sees."""
        found, events = titled(tx, numbers, viewer.limits), incident_history.merges(tx, numbers)
        return [
            words.merged(found[number], events.get(number), now=now, zone=self._zone)
            for number in numbers
            if number in found
        ]

    def _told(self, file: IncidentFile, now: datetime) -> dict[str, Any]:
        incident = file.incident
        heading = replace(file, first=(), critical=())  # the page lists its cases below
        notice = incident_words.incident_notice(heading, {}, now=now, key=incident.public_id, zone=self._zone)
        return {
            "id": incident.public_id,
            "incident": incident,
            "severity": file.crowding.severity.value,
            "notice": notice,
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
