"""The page of alerts and people: whether alerts go out, who is on duty and who is away; a lead changes that."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.act import NotAllowed
from monitor.domain.change import Setting
from monitor.domain.journal import Deed
from monitor.domain.people import OnDuty, Staff
from monitor.store import changes, handovers, journal, on_duty, users
from monitor.store.database import Database, Transaction
from monitor.web.address import POST, Address
from monitor.web.filters import Unknown
from monitor.web.forms import NOTHING_FILLED, Form
from monitor.web.gate import Asking, Filled
from monitor.web.moments import moment_in
from monitor.web.rendering import Renderer
from monitor.web.ruling import Ruling
from monitor.web.settings import whole
from monitor.wording import duty_pages as words
from monitor.wording.sheets import Names

PATH = "/settings/duty"
_LONGEST = 100


class DutyPages:
    """What this page answers."""

    def __init__(
        self,
        db: Database,
        ruling: Ruling,
        *,
        staff: Staff,
        renderer: Renderer,
        now: Callable[[], datetime],
        zone: tzinfo,
    ) -> None:
        self._db = db
        self._ruling = ruling
        self._staff = staff
        self._renderer = renderer
        self._now = now
        self._zone = zone

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        return (
            Address(path=PATH, answer=self.show, needs=Permission.LOOK),
            Address(path=PATH, answer=self.change, needs=Permission.CHANGE, methods=POST),
        )

    def show(self, request: Request, viewer: Asking) -> Response:
        """Show how it stands."""
        return self._shown(request, viewer)

    def change(self, request: Request, form: Filled, viewer: Asking) -> Response:
        """Do what a button says."""
        whole(viewer)
        try:
            with self._db.write() as tx:
                self._do(tx, form, viewer.name)
        except NotAllowed as error:
            return self._shown(request, viewer, 409, form=form, refused=str(error))
        return RedirectResponse(PATH, 303)

    def _do(self, tx: Transaction, form: Form, by: str) -> None:
        match form.text("do"):
            case "live":
                self._ruling.go_live(tx, by)
            case "begin":
                self._begin(tx, form, by)
            case "end":
                if on_duty.end(tx, form.text("department")):
                    self._journal(tx, f"{words.JOURNAL_DUTY} {form.text('department')}".strip(), by, "nobody")
            case "away":
                self._away(tx, form, by)
            case "back":
                if handovers.come_back(tx, form.text("name")):
                    self._journal(tx, f"{words.JOURNAL_AWAY} {form.text('name')}", by, "back")
            case _:
                raise Unknown("no such change")

    def _begin(self, tx: Transaction, form: Form, by: str) -> None:
        name, department = form.text("who")[:_LONGEST], form.text("department")
        if not name:
            raise NotAllowed(words.WHO_IS_MISSING)
        if department and department not in self._ruling.offered[Names.DEPARTMENTS]:
            raise NotAllowed(words.UNKNOWN_DEPARTMENT)
        until = self._ahead(form.text("until")) if form.text("until") else None
        on_duty.begin(tx, OnDuty(department=department, name=name, until=until))
        self._journal(tx, f"{words.JOURNAL_DUTY} {department}".strip(), by, name)

    def _away(self, tx: Transaction, form: Form, by: str) -> None:
        name, deputy = form.text("name")[:_LONGEST], form.text("deputy")[:_LONGEST] or None
        if not name:
            raise NotAllowed(words.WHO_IS_MISSING)
        handovers.go_away(tx, name, self._ahead(form.text("until")), deputy, by=by, now=self._now())
        self._journal(tx, f"{words.JOURNAL_AWAY} {name}", by, form.text("until"))

    def _ahead(self, typed: str) -> datetime:
        """Return a moment that is still to come. Raises `NotAllowed`."""
        at = moment_in(typed, self._zone)
        if at is None or at <= self._now():
            raise NotAllowed(words.WHEN_IS_MISSING)
        return at

    def _journal(self, tx: Transaction, about: str, by: str, told: str) -> None:
        journal.write(tx, Deed.SETTING_CHANGED, by=by, now=self._now(), about=about, told=told)

    def _shown(
        self,
        request: Request,
        viewer: Viewer,
        status: int = 200,
        *,
        form: Form = NOTHING_FILLED,
        refused: str = "",
    ) -> Response:
        now = self._now()
        whole(viewer)
        with self._db.read() as tx:
            shadow, said = self._ruling.shadow(tx), changes.current(tx).get(Setting.SHADOW)
            duties, absent = on_duty.at(tx, now), handovers.absences(tx, now)
            known = {user.name for user in users.listed(tx) if user.off_at is None}
        told: dict[str, Any] = {"now": now, "zone": self._zone}
        people = sorted(known | {one.name for one in self._staff.members})
        shown: dict[str, Any] = {
            "live": words.live(shadow, said, **told),
            "held": shadow.acts(now),
            "duties": [words.duty(one, **told) for one in duties],
            "absent": [words.away(one, **told) for one in absent],
            "people": people,
            "departments": self._ruling.offered[Names.DEPARTMENTS],
            "form": form,
            "refused": refused,
            "zone": str(self._zone),
            "may_change": viewer.may(Permission.CHANGE),
        }
        return self._renderer.page(request, "duty.html", status, **shown)
