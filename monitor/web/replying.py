"""Replying: what the form on the page of a case does with an answer, and a second person's decision on it."""

import re
from collections.abc import Callable
from datetime import datetime

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.act import NotAllowed
from monitor.domain.answer import AnswerState
from monitor.domain.sheet import Sheet
from monitor.store import answers, cases
from monitor.store.database import Database, Transaction
from monitor.web.address import POST, Address
from monitor.web.case_limits import seen
from monitor.web.case_page import CasePage
from monitor.web.counter import Counter
from monitor.web.filters import Unknown, case_number
from monitor.web.forms import Form
from monitor.web.gate import Asking, Filled
from monitor.wording import replying as words
from monitor.wording.replying import Typed

LONGEST, LONGEST_OFFER = 10_000, 200
"""Characters of an answer, and of what is offered beside it."""
CHECK, KEEP, SEND, INSIST, THERE, SUGGEST = "check", "keep", "send", "insist", "there", "suggest"
_HOW = (CHECK, KEEP, SEND, INSIST, THERE, SUGGEST)
_WEB = re.compile(r"https?://\S{1,2000}")
_NO_LINK = "The address of your answer must begin with https:// or http://: copy it from the browser."


class Replies:
    """What the form of an answer does, once however often it comes."""

    def __init__(self, db: Database, desk: Counter, *, page: CasePage, now: Callable[[], datetime]) -> None:
        self._db = db
        self._desk = desk
        self._page = page
        self._now = now

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        act = Permission.ACT
        return (
            Address(path="/cases/{public_id}/answer", answer=self.answer, needs=act, methods=POST),
            Address(path="/cases/{public_id}/decision", answer=self.decide, needs=act, methods=POST),
            Address(path="/cases/{public_id}/answer", answer=self.back, needs=Permission.LOOK),
            Address(path="/cases/{public_id}/decision", answer=self.back, needs=Permission.LOOK),
        )

    def back(self, public_id: str) -> Response:
        """Lead who loads the address of a form anew to the case."""
        case_number(public_id)
        return RedirectResponse(f"/cases/{public_id}#reply", 303)

    def answer(self, request: Request, public_id: str, form: Filled, viewer: Asking) -> Response:
        """Check, keep, send or record an answer; show what is wrong with it, and keep what was typed."""
        number, how = case_number(public_id), form.text("how")
        if how not in _HOW:
            raise Unknown("no such act")
        try:
            typed = self._taken(number, how, form, viewer)
        except NotAllowed as error:
            return self._page.page(request, number, viewer, status=409, refused=str(error), typed=_typed(form))
        if typed is None:
            return RedirectResponse(f"/cases/{public_id}#reply", 303)
        status = 200 if how in {CHECK, SUGGEST} else 422
        return self._page.page(request, number, viewer, status=status, typed=typed)

    def decide(self, request: Request, public_id: str, form: Filled, viewer: Asking) -> Response:
        """Approve an answer that waits, or give it back."""
        number = case_number(public_id)
        try:
            if viewer.scopes is not None:
                raise NotAllowed(words.NO_PROGRAM)
            with self._db.write() as tx:
                seen(cases.get(tx, number), viewer)
                self._decide(tx, number, form, viewer)
        except NotAllowed as error:
            return self._page.page(request, number, viewer, status=409, refused=str(error))
        return RedirectResponse(f"/cases/{public_id}#reply", 303)

    def _decide(self, tx: Transaction, number: int, form: Form, viewer: Viewer) -> None:
        waits = answers.pending(tx, number)
        if waits is None or str(waits.id) != form.text("answer") or waits.state is not AnswerState.WAITING:
            raise NotAllowed(words.NOT_THAT_ONE)
        now, mine = self._now(), waits.by.strip().casefold() == viewer.name.strip().casefold()
        match form.text("do"):
            case "approve":
                self._desk.approve(tx, waits.id, by=viewer.name, now=now)
            case "reject":
                why = form.text("why")[:LONGEST]
                if not why and not mine:
                    raise NotAllowed(words.NO_REASON)
                self._desk.reject(tx, waits.id, by=viewer.name, why=why, now=now)
            case _:
                raise Unknown("no such act")

    def _taken(self, number: int, how: str, form: Form, viewer: Viewer) -> Typed | None:
        """Do what was chosen; None where it is done, else what to show."""
        typed, key, writes = _typed(form), form.once(), how not in {CHECK, SUGGEST}
        with self._db.write() if writes else self._db.read() as tx:
            seen(cases.get(tx, number, hold=writes), viewer)
            if key is not None and cases.was_told(tx, number, key):
                return None
            sheet = self._desk.sheet(tx, number)
            if how == SUGGEST:
                return Typed(text=sheet.suggested, offer=typed.offer, url=typed.url)
            return self._done(tx, sheet, how, typed, viewer.name, key)

    def _done(self, tx: Transaction, sheet: Sheet, how: str, typed: Typed, by: str, key: str | None) -> Typed | None:
        now = self._now()
        if how == THERE:
            url = _web(typed.url)
            self._desk.there(tx, sheet, text=typed.text, offer=typed.offer, url=url, by=by, now=now, key=key)
            return None
        if how == KEEP:
            self._desk.keep(tx, sheet, text=typed.text, offer=typed.offer, by=by, now=now, key=key)
            return None
        found = tuple(self._desk.check(sheet, typed.text, typed.offer))
        stops = [one for one in found if how != INSIST or not one.is_hint]
        if how == CHECK or stops:
            only_hints = bool(found) and all(one.is_hint for one in found)
            return Typed(
                text=typed.text,
                offer=typed.offer,
                url=typed.url,
                found=found,
                checked=True,
                insist=how != CHECK and only_hints,
            )
        self._desk.send(tx, sheet, text=typed.text, offer=typed.offer, by=by, now=now, key=key)
        return None


def _typed(form: Form) -> Typed:
    """Return what was typed; browsers send lines with a carriage return."""
    text = form.text("text").replace("\r\n", "\n")[:LONGEST]
    return Typed(text=text, offer=form.text("offer")[:LONGEST_OFFER], url=form.text("url"))


def _web(written: str) -> str | None:
    """Return an address of the web. Raises `NotAllowed` where it is none."""
    if written and not _WEB.fullmatch(written):
        raise NotAllowed(_NO_LINK)
    return written or None
