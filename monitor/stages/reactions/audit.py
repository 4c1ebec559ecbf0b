"""The audit's buttons: what somebody who reads a mention blind says of it; the message then asks about the next one."""

from dataclasses import dataclass
from functools import partial

from monitor.domain.act import NotAllowed
from monitor.stages.reactions.contract import Answer, Pressed, Reaction, Reactions
from monitor.store import audits
from monitor.store.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What one button says; `complaint` is None for what cannot be told."""

    complaint: bool | None
    ours: bool = True


_BUTTONS = {
    "audit.complaint": _Said(complaint=True),
    "audit.fine": _Said(complaint=False),
    "audit.not_ours": _Said(complaint=None, ours=False),
    "audit.unclear": _Said(complaint=None),
}


def reactions() -> Reactions:
    """Return what each of the audit's buttons does."""
    return {action: Reaction(react=partial(_answer, said)) for action, said in _BUTTONS.items()}


def _answer(said: _Said, tx: Transaction, pressed: Pressed) -> Answer:
    number = pressed.press.value
    if not number.isdecimal() or len(number) > 18:
        raise NotAllowed("That button names no mention. Look for a newer message.")
    who, now = pressed.actor.name, pressed.now
    audits.answer(tx, int(number), complaint=said.complaint, ours=said.ours, by=who, now=now)
    return None
