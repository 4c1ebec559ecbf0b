"""The inbox: the list of cases, the newest or the most urgent first, a page at a time."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from secrets import token_hex

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.case import Case, CaseFile
from monitor.domain.incident import Titled
from monitor.domain.people import Staff
from monitor.domain.view import Listing
from monitor.store import case_files, sources, views
from monitor.store.case_search import PAGE, count, search
from monitor.store.database import Database, Transaction
from monitor.store.incident_lists import titled
from monitor.store.open_choices import open_choices
from monitor.store.team import team
from monitor.store.urgency import most_urgent
from monitor.web import bulk, exports
from monitor.web.address import Address
from monitor.web.choices import choices
from monitor.web.filters import URGENT, Wanted, read
from monitor.web.gate import Asking
from monitor.web.rendering import Renderer
from monitor.web.views import links
from monitor.wording import pages
from monitor.wording.quotes import quote_of


class Inbox:
    """What the list of cases answers. `mask` hides personal data and abuse in a person's words.

    `staff` are the people whom the configuration names.
    """

    def __init__(
        self,
        db: Database,
        *,
        staff: Staff,
        renderer: Renderer,
        mask: Callable[[str], str],
        now: Callable[[], datetime],
        zone: tzinfo,
    ) -> None:
        self._db = db
        self._staff = staff
        self._renderer = renderer
        self._mask = mask
        self._now = now
        self._zone = zone

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        look = Permission.LOOK
        return (Address(path="/", answer=self.home, needs=look), Address(path="/cases", answer=self.cases, needs=look))

    def home(self, viewer: Asking) -> Response:
        """Lead to where somebody begins: to what is most urgent, unless they chose a view of their own."""
        with self._db.read() as tx:
            front = views.front(tx, viewer.user_id)
        return RedirectResponse(front.href if front else Wanted(order=URGENT).href(), 307)

    def cases(self, request: Request, viewer: Asking) -> Response:
        """Show a page of the list."""
        wanted, now = read(request.query_params), self._now()
        then = wanted.as_of(now)
        with self._db.read() as tx:
            found = self._found(tx, wanted, viewer, now)
            files = case_files.files(tx, [case.id for case in found[:PAGE]])
            crowds = titled(tx, {one.incident for one in files if one.incident is not None}, viewer.limits)
            of = self._of(tx, wanted, viewer, then) if len(found) > PAGE and wanted.before is None else ""
            chosen = choices(wanted, sources.seen_by(tx, viewer.limits), open_choices(tx, viewer.limits))
            saved = links(tx, viewer, Listing.CASES, wanted.top().href())
            whom = team(tx, self._staff).beside(viewer.limits) if viewer.may(Permission.ACT) else ()
        more = len(found) > PAGE
        return self._renderer.page(
            request,
            "cases.html",
            lines=[self._line(one, crowds, now) for one in files],
            wanted=wanted,
            choices=chosen,
            heading=pages.heading(
                len(files), more=more, from_top=wanted.before is None, urgent=wanted.order == URGENT, of=of
            ),
            empty=pages.empty(filtered=wanted.filtered),
            older=wanted.below(found[PAGE - 1], then).href() if more else None,
            newest=wanted.top().href() if wanted.before else None,
            saved=saved,
            bulk=bulk.PATH,
            team=whom,
            export=wanted.top().href(exports.CASES),
            told=bulk.told(request),
            ticket=token_hex(8),
        )

    def _line(self, file: CaseFile, crowds: Mapping[int, Titled], now: datetime) -> pages.Line:
        quote, incident = self._mask(quote_of(file.mention)), crowds.get(file.incident or 0)
        return pages.line(file, quote=quote, now=now, zone=self._zone, incident=incident)

    def _of(self, tx: Transaction, wanted: Wanted, viewer: Viewer, now: datetime) -> str:
        """Return how many cases match; empty where each one's mention would have to be looked at."""
        if wanted.q or wanted.place or wanted.platform:
            return ""
        query = replace(wanted.query(now, PAGE, self._zone, viewer.name), within=viewer.limits)
        counted = count(tx, query)
        return pages.number_of(counted.count, more=counted.more) if counted.count > PAGE else ""

    def _found(self, tx: Transaction, wanted: Wanted, viewer: Viewer, now: datetime) -> list[Case]:
        query = replace(wanted.query(now, PAGE + 1, self._zone, viewer.name), within=viewer.limits)
        return (
            most_urgent(tx, query, now=wanted.as_of(now), after=wanted.before)
            if wanted.order == URGENT
            else search(tx, query)
        )
