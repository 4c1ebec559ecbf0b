"""Answering by pressing: the form with the playbook, what is done with its words, and a second person's decision."""

import re

from alerts.interactive import Faults, PressKind
from monitor.domain.act import NotAllowed
from monitor.domain.links import followed
from monitor.domain.reply import Finding, Flaw
from monitor.domain.sheet import Sheet
from monitor.stages.desk import Desk
from monitor.stages.reactions.contract import Answer, Pressed, Reaction, Reactions
from monitor.stages.wordings import Mask
from monitor.store import answers as stored
from monitor.store.database import Transaction
from monitor.wording import answers as wording
from monitor.wording.notices import link
from monitor.wording.quotes import quote_of

_CASE = re.compile(r"(?:C-)?([0-9]{1,18})", re.IGNORECASE)
_HOW = (wording.SEND, wording.INSIST, wording.THERE, wording.KEEP)


def answering(desk: Desk, *, mask: Mask) -> Reactions:
    """Return what Respond, Approve and Reject do."""
    pressing = _Answering(desk, mask)
    return {
        wording.RESPOND: Reaction(react=pressing.respond, check=pressing.faults),
        wording.APPROVE: Reaction(react=pressing.approve),
        wording.REJECT: Reaction(react=pressing.reject, check=pressing.reject_faults),
    }


class _Answering:
    def __init__(self, desk: Desk, mask: Mask) -> None:
        self._desk = desk
        self._mask = mask

    def respond(self, tx: Transaction, pressed: Pressed) -> Answer:
        """Open the form, or do with its words what was chosen."""
        sheet = self._desk.sheet(tx, _case_of(pressed))
        if pressed.press.kind is not PressKind.FORM:
            return wording.form(
                sheet.file,
                sheet.playbook,
                sheet.bounds,
                quote=None if sheet.file.gone else self._mask(quote_of(sheet.file.mention)) or None,
                text=sheet.text,
                sends=sheet.source is not None,
                approval=sheet.approval,
                waits=sheet.pending,
            )
        wrong = self.faults(tx, pressed)
        if wrong:  # what was right when it was submitted need not be so any more
            raise NotAllowed(" ".join(wrong.values()))
        return self._submitted(tx, sheet, pressed)

    def faults(self, tx: Transaction, pressed: Pressed) -> Faults:
        """Say what is wrong with the form. What was said there already is not held against who notes it."""
        how, text, offer = _how(pressed), _field(pressed, wording.TEXT), _field(pressed, wording.OFFER)
        url = _field(pressed, wording.URL)
        if url and followed(url) is None:
            return {wording.URL: wording.NO_LINK}
        if how == wording.THERE:
            return {}
        found = self._desk.check(self._desk.sheet(tx, _case_of(pressed)), text, offer)
        stops = [one for one in found if not one.is_hint]
        if stops:
            return _by_field(stops)
        hints = [one for one in found if one.is_hint] if how == wording.SEND else []
        return {wording.TEXT: wording.hints(hints)} if hints else {}

    def approve(self, tx: Transaction, pressed: Pressed) -> Answer:
        """Let an answer be sent."""
        self._desk.approve(tx, _answer_of(pressed), by=pressed.actor.name, now=pressed.now)
        return None

    def reject(self, tx: Transaction, pressed: Pressed) -> Answer:
        """Ask why, then give the answer back."""
        number = _answer_of(pressed)
        if pressed.press.kind is not PressKind.FORM:
            return wording.rejection(stored.get(tx, number))
        why = _field(pressed, wording.WHY)
        self._desk.reject(tx, number, by=pressed.actor.name, why=why, now=pressed.now)
        return None

    def reject_faults(self, _tx: Transaction, pressed: Pressed) -> Faults:
        """An empty reason helps nobody."""
        return {} if _field(pressed, wording.WHY) else {wording.WHY: wording.NO_REASON}

    def _submitted(self, tx: Transaction, sheet: Sheet, pressed: Pressed) -> Answer:
        how, text, offer = _how(pressed), _field(pressed, wording.TEXT), _field(pressed, wording.OFFER)
        by, now, case_id = pressed.actor.name, pressed.now, sheet.case.id
        found = self._desk.check(sheet, text, offer)
        if how == wording.THERE:
            url = _field(pressed, wording.URL) or None
            self._desk.there(tx, sheet, text=text, offer=offer, url=url, by=by, now=now)
            return None
        if how == wording.KEEP:
            self._desk.keep(tx, sheet, text=text, offer=offer, by=by, now=now)
            return wording.taken(case_id, how, found, link=link(sheet.file), text=text)
        made = self._desk.send(tx, sheet, text=text, offer=offer, by=by, now=now)
        return wording.taken(case_id, made.state, (), link=None, text=text)


def _case_of(pressed: Pressed) -> int:
    found = _CASE.fullmatch(pressed.press.value.strip())
    if found is None:
        raise NotAllowed(wording.NO_SUCH)
    return int(found[1])


def _answer_of(pressed: Pressed) -> int:
    value = pressed.press.value.strip()
    if not (value.isascii() and value.isdigit() and len(value) <= 18):
        raise NotAllowed(wording.NO_SUCH)
    return int(value)


def _field(pressed: Pressed, name: str) -> str:
    return pressed.press.fields.get(name, "").strip()


def _how(pressed: Pressed) -> str:
    """What is not known is checked only, and never sent."""
    how = _field(pressed, wording.HOW)
    return how if how in _HOW else wording.KEEP


def _by_field(found: list[Finding]) -> Faults:
    """All stands at the words: a limit is that of both fields together, and only the words are surely there."""
    empty = [one for one in found if one.flaw is Flaw.EMPTY]
    return {wording.TEXT: wording.faults(empty or found)}
