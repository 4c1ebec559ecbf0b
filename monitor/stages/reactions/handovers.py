"""What is pressed when people change: hand all cases of somebody over, be away, be back."""

from datetime import UTC, datetime
from functools import partial

from alerts.interactive import Faults, PressKind
from monitor.domain.act import NotAllowed
from monitor.stages.reactions.contract import Answer, Pressed, Reaction, Reactions, Role
from monitor.stages.reactions.house import House
from monitor.store import handovers
from monitor.store.database import Transaction
from monitor.store.team import team
from monitor.wording import handovers as words


def reactions(house: House) -> Reactions:
    """Return what can be done for oneself; for others it takes a lead."""
    return {
        words.GIVE: Reaction(react=partial(_give, house), check=_give_faults),
        words.AWAY: Reaction(react=partial(_away, house), check=_away_faults),
        words.BACK: Reaction(react=_back),
    }


def _give(house: House, tx: Transaction, pressed: Pressed) -> Answer:
    if pressed.press.kind is not PressKind.FORM:
        return words.form(pressed.actor.person)
    giver, receiver = (_named(house, tx, pressed, field) for field in (words.FROM, words.TO))
    _own_or_lead(pressed, words.FROM)
    note = pressed.press.fields.get(words.NOTE, "").strip()
    made = handovers.hand_over(
        tx,
        giver,
        receiver,
        note=note,
        channel=pressed.channel,
        by=pressed.actor.name,
        now=pressed.now,
        team=team(tx, house.staff),
    )
    return words.taken(_key(pressed), made)


def _give_faults(_tx: Transaction, pressed: Pressed) -> Faults:
    fields = pressed.press.fields
    if not fields.get(words.TO):
        return {words.TO: "Choose somebody."}
    return {words.TO: "They have them already."} if fields.get(words.FROM) == fields[words.TO] else {}


def _away(house: House, tx: Transaction, pressed: Pressed) -> Answer:
    if pressed.press.kind is not PressKind.FORM:
        return words.away_form(pressed.actor.person, pressed.now)
    _own_or_lead(pressed, words.WHO)
    name = _named(house, tx, pressed, words.WHO)
    deputy = _named(house, tx, pressed, words.DEPUTY) if pressed.press.fields.get(words.DEPUTY) else None
    until, by, now = _until(pressed), pressed.actor.name, pressed.now
    absence = handovers.go_away(tx, name, until, deputy, by=by, now=now, team=team(tx, house.staff))
    count = len(handovers.owned(tx, name))
    return words.absent(_key(pressed), absence, count, now=now, zone=house.zone_of(tx, pressed))


def _away_faults(_tx: Transaction, pressed: Pressed) -> Faults:
    fields = pressed.press.fields
    faults = {} if _until(pressed) > pressed.now else {words.UNTIL: "That is past: choose a later time."}
    if fields.get(words.DEPUTY) and fields.get(words.DEPUTY) == fields.get(words.WHO):
        faults[words.DEPUTY] = "Nobody stands in for themselves."
    return faults


def _back(tx: Transaction, pressed: Pressed) -> Answer:
    name = pressed.actor.name
    if not handovers.come_back(tx, name):
        raise NotAllowed(f"{name} is here already.")
    return words.back(_key(pressed), name)


def _own_or_lead(pressed: Pressed, field: str) -> None:
    if pressed.press.fields.get(field) != pressed.actor.person and pressed.actor.role.rank < Role.LEAD.rank:
        raise NotAllowed("For somebody else this takes a lead.")


def _named(house: House, tx: Transaction, pressed: Pressed, field: str) -> str:
    person = pressed.press.fields.get(field, "").strip()
    if not person:
        raise NotAllowed("Choose somebody.")
    return house.name_of(tx, pressed, person)


def _until(pressed: Pressed) -> datetime:
    seconds = pressed.press.fields.get(words.UNTIL, "").strip()
    return datetime.fromtimestamp(int(seconds), UTC) if seconds.isdecimal() and len(seconds) < 12 else pressed.now


def _key(pressed: Pressed) -> str:
    return f"press:{pressed.press.id}"
