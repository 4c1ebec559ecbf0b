"""Acts on a case, by forms that need no script."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.act import (
    Act,
    Assign,
    Claim,
    Dismiss,
    HandBack,
    NotAllowed,
    Note,
    Reopen,
    Resolve,
    Respond,
    Snooze,
    Value,
    Wake,
)
from monitor.domain.case import Case, Dismissal, Outcome
from monitor.domain.money import Money, parse
from monitor.domain.people import Staff
from monitor.store import cases
from monitor.store.database import Database, Transaction
from monitor.store.team import to_whom
from monitor.web.address import POST, Address
from monitor.web.case_limits import seen
from monitor.web.case_page import CasePage
from monitor.web.filters import LONGEST, Unknown, case_number
from monitor.web.forms import Form
from monitor.web.gate import Asking, Filled
from monitor.web.wiring import DueAt

MOST = 10_000
"""Characters of a note or an answer."""


class CaseActs:
    """What the forms on the page of a case do."""

    def __init__(
        self, db: Database, *, page: CasePage, staff: Staff, due_at: DueAt, now: Callable[[], datetime]
    ) -> None:
        self._db = db
        self._page = page
        self._staff = staff
        self._due_at = due_at
        self._now = now

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        return (Address(path="/cases/{public_id}", answer=self.act, needs=Permission.ACT, methods=POST),)

    def act(self, request: Request, public_id: str, form: Filled, viewer: Asking) -> Response:
        """Do what a button says, once however often the same form comes; show the case, or why it was not done."""
        number = case_number(public_id)
        try:
            self.do(number, form, viewer)
        except NotAllowed as error:
            return self._page.page(request, number, viewer, status=409, refused=str(error), filled=form)
        return RedirectResponse(f"/cases/{public_id}", 303)

    def do(self, number: int, form: Form, viewer: Viewer) -> None:
        """Do what a form asks for to one case. Raises `NotAllowed`, `NoSuchCase` and `Unknown`."""
        now = self._now()
        with self._db.read() as tx:
            act = self._wanted(tx, seen(cases.get(tx, number), viewer), form, viewer, now)
        with self._db.write() as tx:
            seen(cases.get(tx, number), viewer)
            cases.act(tx, number, act, by=viewer.name, now=now, key=form.once())

    def _wanted(self, tx: Transaction, case: Case, form: Form, viewer: Viewer, now: datetime) -> Act:
        """Return what a form asks for. Raises `NotAllowed` and `Unknown`."""
        match form.text("do"):
            case "claim":
                return Claim()
            case "hand_back":
                return HandBack()
            case "assign":
                asked = Assign(owner=form.text("owner")[:LONGEST] or None)
                return to_whom(tx, asked, case, self._staff, by=viewer.name, now=now)
            case "wake":
                return Wake()
            case "reopen":
                return Reopen(due_at=self._due_at(case, now))
            case _:
                return _written(form, now)


def _written(form: Form, now: datetime) -> Act:
    """Return the act that a form tells all of."""
    match form.text("do"):
        case "note":
            return Note(text=form.text("text")[:MOST])
        case "respond":
            return Respond(text=form.text("text")[:MOST] or None, url=_web(form.text("url")))
        case "resolve":
            return Resolve(outcome=Outcome(outcome) if (outcome := _one(form, "outcome", Outcome)) else None)
        case "dismiss":
            return Dismiss(reason=Dismissal(_one(form, "reason", Dismissal) or Dismissal.NOT_A_COMPLAINT))
        case "value":
            return Value(kept=_money(form.text("kept")))
        case "snooze":
            return Snooze(until=now + _span(form.text("hours")))
    raise Unknown("no such act")


def _one(form: Form, name: str, known: type[Outcome] | type[Dismissal]) -> str:
    """Return what was chosen; empty where nothing was. Raises `Unknown`."""
    chosen = form.text(name)
    if chosen and chosen not in set(known):
        raise Unknown("no such choice")
    return chosen


def _money(written: str) -> Money | None:
    """Return an amount; None where nothing was written. Raises `NotAllowed`."""
    try:
        return parse(written.upper()) if written else None
    except ValueError as error:
        raise NotAllowed(f"{error}") from error


def _span(hours: str) -> timedelta:
    if not re.fullmatch(r"[0-9]{1,3}", hours):
        raise Unknown("no such time")
    return timedelta(hours=int(hours))


def _web(written: str) -> str | None:
    """Return an address of the web. Raises `NotAllowed` where it is none."""
    if written and not re.fullmatch(r"https?://\S{1,2000}", written):
        raise NotAllowed("The address of your answer must begin with https:// or http://: copy it from the browser.")
    return written or None
