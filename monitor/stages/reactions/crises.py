"""What is pressed on the worst day: begin a crisis, change its statement, see how it stands, end it."""

from alerts.interactive import Faults, PressKind
from monitor.domain.act import NotAllowed
from monitor.stages.reactions.contract import Answer, Pressed, Reaction, Reactions, Role
from monitor.store import crises
from monitor.store.database import Transaction
from monitor.wording import crises as words


def reactions() -> Reactions:
    """Return what a lead can do; everybody may see how it stands."""
    start = Reaction(react=_start, role=Role.LEAD, check=_check)
    return {
        words.START: start,
        words.STATEMENT: start,
        words.END: Reaction(react=_end, role=Role.LEAD),
        words.STATUS: Reaction(react=_status),
    }


def _start(tx: Transaction, pressed: Pressed) -> Answer:
    if pressed.press.kind is not PressKind.FORM:
        return words.form(crises.acting(tx))
    said, call = (pressed.press.fields.get(name, "").strip() for name in (words.WORDS, words.CALL))
    known = crises.acting(tx)
    channel = known.channel if known else pressed.channel
    crises.begin(tx, statement=said, call=call or None, channel=channel, by=pressed.actor.name, now=pressed.now)
    return _status(tx, pressed)


def _check(_tx: Transaction, pressed: Pressed) -> Faults:
    said, call = (pressed.press.fields.get(name, "").strip() for name in (words.WORDS, words.CALL))
    faults = {} if said else {words.WORDS: "Write what may be said."}
    if call and not (call.isalnum() and call.startswith("S")):
        faults[words.CALL] = "The id of a user group begins with S: copy it from the group's menu."
    return faults


def _end(tx: Transaction, pressed: Pressed) -> Answer:
    if crises.end(tx, by=pressed.actor.name, now=pressed.now) is None:
        raise NotAllowed("There is no crisis: somebody has ended it.")
    return None


def _status(tx: Transaction, pressed: Pressed) -> Answer:
    crisis = crises.acting(tx)
    whole = crises.standing(tx, crisis.began_at, pressed.now) if crisis else None
    return words.status(f"press:{pressed.press.id}", crisis, whole, now=pressed.now)
