"""What is pressed on the worst day: begin a crisis, change its statement, see how it stands, end it."""

from alerts.interactive import Faults, PressKind
from monitor.domain.act import NotAllowed
from monitor.domain.crisis import is_group
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
    faults = {} if said else {words.WORDS: words.NO_STATEMENT}
    if call and not is_group(call):
        faults[words.CALL] = words.NO_GROUP
    return faults


def _end(tx: Transaction, pressed: Pressed) -> Answer:
    if crises.end(tx, by=pressed.actor.name, now=pressed.now) is None:
        raise NotAllowed(words.NO_CRISIS)
    return None


def _status(tx: Transaction, pressed: Pressed) -> Answer:
    crisis = crises.acting(tx)
    whole = crises.standing(tx, crisis.began_at, pressed.now) if crisis else None
    return words.status(f"press:{pressed.press.id}", crisis, whole, now=pressed.now)
