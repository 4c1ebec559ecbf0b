"""What is pressed and typed when a shift ends: see what the next one takes over, hand it over, take it over."""

from datetime import UTC, datetime
from functools import partial

from alerts.contract import Notice
from alerts.interactive import Faults, PressKind
from monitor.domain.act import NotAllowed
from monitor.domain.shift import Shift, Whose
from monitor.stages.outlook import outlook
from monitor.stages.reactions.contract import Answer, Pressed, Reaction, Reactions, Role
from monitor.stages.reactions.house import House
from monitor.store import shifts
from monitor.store.database import Transaction
from monitor.wording import shifts as words
from monitor.wording.quotes import quote_of

MINE = "mine"
_ACTIONS = frozenset({words.SHOW, words.GIVE, words.TAKE, "case.show"})


def reactions(house: House) -> Reactions:
    """Return what everybody may see, and whoever works on cases does."""
    return {
        words.SHOW: Reaction(react=partial(_show, house), role=Role.VIEWER),
        words.GIVE: Reaction(react=partial(_give, house), check=_faults),
        words.TAKE: Reaction(react=_take),
    }


def _show(house: House, tx: Transaction, pressed: Pressed) -> Notice:
    """Show the list of a department, of one's own (`mine`), or of what is one's department anyway."""
    whose = _whose(house, tx, pressed)
    told = outlook(tx, whose, house.next_shift(tx, whose.department, pressed.now), pressed.now)
    quotes = {file.case.id: house.mask(quote_of(file.mention)) for _, file in told.named if not file.gone}
    return words.listed(_key(pressed), told, quotes, zone=house.zone_of(tx, pressed), actions=_ACTIONS)


def _give(house: House, tx: Transaction, pressed: Pressed) -> Answer:
    department = _department(house, tx, pressed)
    usual = house.next_shift(tx, department, pressed.now)
    if pressed.press.kind is not PressKind.FORM:
        return words.form(department, usual)
    fields = pressed.press.fields
    person = fields.get(words.NEXT, "").strip()
    relay = shifts.hand_over(
        tx,
        department,
        Shift(
            begins_at=_moment(pressed, words.BEGINS) or usual.begins_at,
            ends_at=_moment(pressed, words.ENDS) or usual.ends_at,
        ),
        note=fields.get(words.NOTE, "").strip(),
        next_on_duty=house.name_of(tx, pressed, person) if person else None,
        channel=house.departments(tx).get(department or "", pressed.channel),
        by=pressed.actor.name,
        now=pressed.now,
    )
    return words.given(_key(pressed), relay, now=pressed.now, zone=house.zone_of(tx, pressed))


def _faults(_tx: Transaction, pressed: Pressed) -> Faults:
    begins, ends = (_moment(pressed, name) for name in (words.BEGINS, words.ENDS))
    faults = {}
    if ends is not None and ends <= max(begins or pressed.now, pressed.now):
        faults[words.ENDS] = "It would be over before it begins: choose a later time."
    others = pressed.press.fields.get(words.NEXT, "") not in {"", pressed.actor.person}
    if others and pressed.actor.role.rank < Role.LEAD.rank:
        faults[words.NEXT] = "Only a lead puts others on duty: leave it empty."
    return faults


def _take(tx: Transaction, pressed: Pressed) -> Answer:
    value = pressed.press.value.strip()
    if not value.isdecimal() or len(value) > 18:
        raise NotAllowed("That button is from an older message. Look for a newer one.")
    shifts.take_over(tx, int(value), by=pressed.actor.name, now=pressed.now)
    return None


def _whose(house: House, tx: Transaction, pressed: Pressed) -> Whose:
    if pressed.press.value.strip().lower() == MINE:
        return Whose(owner=pressed.actor.name)
    return Whose(department=_department(house, tx, pressed))


def _department(house: House, tx: Transaction, pressed: Pressed) -> str | None:
    """The one that is named, else that of who asks; `all` is everybody's."""
    named = pressed.press.value.strip()
    known = house.departments(tx)
    if named and named != words.ALL and named not in known:
        raise NotAllowed(f"There is no department {named}: {', '.join(sorted(known)) or 'none is set up'}.")
    return (named if named != words.ALL else None) if named else house.department_of(tx, pressed)


def _moment(pressed: Pressed, field: str) -> datetime | None:
    seconds = pressed.press.fields.get(field, "").strip()
    return datetime.fromtimestamp(int(seconds), UTC) if seconds.isdecimal() and len(seconds) < 12 else None


def _key(pressed: Pressed) -> str:
    return f"press:{pressed.press.id}"
